using BlazorErp.Channels.PayPal.Simulator;
using BlazorErp.Composition;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>How the simulated payers behave now.</summary>
/// <param name="Paused">Nobody opens a link.</param>
/// <param name="Seconds">Time between two payers of a company, 5 to 3600.</param>
public sealed record PayerPace(bool Paused, int Seconds);

/// <summary>
/// Customers of demo companies who open the link on their invoice: most pay it, some pay a part, are refused by their bank, or walk away. Now
/// and then the providers pay out.
/// </summary>
public sealed partial class SimulatedPayers(
    ErpDatabase database, PayPages pages, PayAttempts attempts, SimulatedCards cards, SimulatedPayPals paypal, CardSimulation simulation, SimulatedPayouts payouts, Readiness readiness, TimeProvider time, ILogger<SimulatedPayers> log)
    : BackgroundService
{
    private const int EachPaysOut = 12;
    private PayerPace pace = new(false, 75);

    /// <summary>How they behave; may be set at any time.</summary>
    public PayerPace Pace
    {
        get => Volatile.Read(ref pace);
        set => Volatile.Write(ref pace, value with { Seconds = Math.Clamp(value.Seconds, 5, 3600) });
    }

    /// <summary>One customer opens the link on an invoice and does what the seed says.</summary>
    /// <returns>False where the company is no demo, takes no payments, or owes nothing that has not been tried.</returns>
    public async Task<bool> RoundAsync(int companyId, int seed, CancellationToken cancel)
    {
        var actor = new Actor(companyId, 0, "simulator", ActorKind.Job, Permissions.Of(Role.Owner));
        if (await DebtAsync(actor, cancel) is not { } invoice || await pages.TokenAsync(actor, invoice, cancel) is not { } token
            || await pages.FindAsync(token, null, cancel) is not { Methods.Count: > 0 } page)
        {
            return false;
        }

        var account = cards.Of(companyId);
        var method = page.Methods[(int)((uint)seed % (uint)page.Methods.Count)];
        var root = simulation.Address ?? new Uri("http://localhost/");
        var begun = await attempts.BeginAsync(token, method.ChannelId, new PayAddresses(new Uri(root, "pay/" + token), root), null, cancel);
        if (!begun.Ok)
        {
            Refused(log, companyId, begun.Refusal!.Code);
            return false;
        }

        var session = begun.Value.RedirectTo.Segments[^1];
        if (paypal.All.FirstOrDefault(a => a.CompanyId == companyId && a.Account.Orders.Any(o => o.Id == session)) is { } wallet)
        {
            // PayPal tells it with its next round; the money is taken when it is asked then.
            if ((uint)seed % 17 != 11)
            {
                wallet.Account.Approve(session, (uint)seed % 17 == 3 ? "DECLINED" : "COMPLETED");
            }

            return true;
        }

        if (account.Cards.Sessions.FirstOrDefault(s => s.Id == session) is not { } opened)
        {
            return false; // sent to a provider that is none of ours
        }

        switch ((uint)seed % 17)
        {
            case 3: account.Cards.Fail(session);
                break;
            case 7: account.Cards.Pay(session, opened.Minor / 2);
                break;
            case 11: break; // walked away
            default: account.Cards.Pay(session);
                break;
        }

        simulation.Tell(companyId);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            for (var round = 1; ; round++)
            {
                await Task.Delay(TimeSpan.FromSeconds(Pace.Seconds), time, stoppingToken);
                foreach (var company in Pace.Paused ? [] : await database.DemoCompaniesAsync(stoppingToken))
                {
                    await RoundAsync(company, round + company, stoppingToken);
                    if (round % EachPaysOut == 0)
                    {
                        await payouts.PayOutAsync(new Actor(company, 0, "simulator", ActorKind.Job, Permissions.Of(Role.Owner)), cards.Of(company).Cards, stoppingToken);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e)
        {
            Ended(log, e); // a demo's payers are not worth the product's life
        }
    }

    /// <summary>The newest invoice that is open and that nobody has tried to pay online.</summary>
    private async Task<long?> DebtAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        return await db.Invoices
            .Where(i => i.State == InvoiceState.Posted && i.Kind == InvoiceKind.Invoice && db.OpenItems.Any(o => o.DocumentType == "invoice" && o.DocumentId == i.Id && o.Open == i.Gross) && !db.PayAttempts.Any(a => a.InvoiceId == i.Id))
            .OrderByDescending(i => i.Id).Select(i => (long?)i.Id).FirstOrDefaultAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A simulated payer of company {CompanyId} could not begin: {Code}")]
    private static partial void Refused(ILogger logger, int companyId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated payers ended")]
    private static partial void Ended(ILogger logger, Exception e);
}
