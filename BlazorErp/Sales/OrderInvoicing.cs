using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Sales;

/// <summary>Several orders being invoiced, with how far it is.</summary>
public sealed class InvoicingRun(IReadOnlyList<long> orders, CancellationToken cancel) : IDisposable
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);

    /// <summary>Orders, in the order chosen.</summary>
    public IReadOnlyList<long> Orders => orders;

    /// <summary>How many there are.</summary>
    public int Total => orders.Count;

    /// <summary>How many were tried.</summary>
    public int Done { get; internal set; }

    /// <summary>How many were invoiced.</summary>
    public int Invoiced { get; internal set; }

    internal bool Stopped => stop.IsCancellationRequested;

    /// <summary>Stops after the one that is under way.</summary>
    public void Stop() => stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();
}

/// <summary>Invoices orders the way a click on one does: what came in since is held first, then the order is invoiced whole.</summary>
public sealed class OrderInvoicing(OrderService orders, OrderQueries queries, InvoiceService invoices)
{
    /// <summary>
    /// Invoices one order. Where it lacks something that is free by now, that is held first; where it is still short it is refused unless
    /// <paramref name="whatIsThere"/> is wanted.
    /// </summary>
    public async Task<Outcome<PostedInvoice>> InvoiceAsync(Actor actor, Guid commandId, OrderCard seen, bool whatIsThere, CancellationToken cancel)
    {
        if (seen.Lines.Any(l => l.Short > 0m) && actor.May(Permissions.SalesWrite))
        {
            var held = await orders.ReserveAsync(actor, Guid.NewGuid(), seen.Id, cancel);
            if (!held.Ok)
            {
                return held.Refusal!;
            }
        }

        return await invoices.InvoiceOrderAsync(actor, new InvoiceOrder(commandId, seen.Id, seen.Version, whatIsThere), cancel);
    }

    /// <summary>Invoices many, one after another; tells after each. Returns what was refused.</summary>
    public async Task<IReadOnlyList<Refusal>> RunAsync(Actor actor, InvoicingRun run, Func<Task> told)
    {
        var refused = new List<Refusal>();
        foreach (var id in run.Orders)
        {
            if (run.Stopped)
            {
                break;
            }

            // each is a transaction of its own; one that is refused holds up no other
            var card = await queries.GetAsync(actor, id, default);
            var outcome = card.Ok ? await InvoiceAsync(actor, Guid.NewGuid(), card.Value, false, default) : card.Refusal!;
            run.Done++;
            if (outcome.Ok)
            {
                run.Invoiced++;
            }
            else
            {
                refused.Add(outcome.Refusal! with { Row = null, Field = card.Ok ? card.Value.Number : null });
            }

            await told();
        }

        return refused;
    }
}
