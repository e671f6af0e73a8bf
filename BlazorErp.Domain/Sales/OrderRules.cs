using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Sales;

/// <summary>What can be done with an order.</summary>
public enum OrderAct
{
    /// <summary>Change lines and header.</summary>
    Change = 1,
    /// <summary>Invoice.</summary>
    Invoice = 2,
    /// <summary>Cancel.</summary>
    Cancel = 3,
}

/// <summary>The state table of an order: services guard with it, screens ask it which buttons to show.</summary>
public static class OrderStates
{
    /// <summary>Whether the act is allowed in the state.</summary>
    public static bool May(OrderState state, OrderAct act) => (state, act) switch
    {
        (OrderState.Open, OrderAct.Change or OrderAct.Invoice or OrderAct.Cancel) => true,
        _ => false,
    };
}

/// <summary>Argument checks of an order.</summary>
public static class OrderRules
{
    /// <summary>Most lines an order may have.</summary>
    public const int MaxLines = 1000;

    /// <summary>What a line needs to know of its item.</summary>
    public sealed record ItemFacts(long Id, string Code, string Name, string Unit, ItemKind Kind, bool IsBlocked);

    private static readonly HotQuery<long[], ItemFacts> Facts = new((db, ids) =>
        db.Items.AsNoTracking().Where(i => ids.Contains(i.Id)).Select(i => new ItemFacts(i.Id, i.Code, i.Name, i.Unit, i.Kind, i.IsBlocked)));

    /// <summary>Facts of the items named.</summary>
    public static async Task<Dictionary<long, ItemFacts>> ItemsAsync(ErpDbContext db, IEnumerable<long> ids, CancellationToken cancel) =>
        (await Facts.ListAsync(db, [.. ids.Distinct()], cancel)).ToDictionary(i => i.Id);

    /// <summary>First thing wrong with the request, or null.</summary>
    public static Refusal? Check(SaveOrder request, CompanyReference company)
    {
        if (request.Lines.Count == 0 || request.Lines.Count > MaxLines)
        {
            return request.Lines.Count == 0 ? new Refusal("document.no_lines") : new Refusal("document.too_many_lines", MaxLines);
        }

        if (!Currency.IsKnown(request.Currency))
        {
            return new Refusal("currency.unknown", request.Currency) { Field = "currency" };
        }

        if (!company.Warehouses.ContainsKey(request.WarehouseId))
        {
            return new Refusal("not_found", "warehouse") { Field = "warehouse" };
        }

        if (request.Date < new DateOnly(2000, 1, 1) || request.Date > new DateOnly(2100, 1, 1))
        {
            return new Refusal("date.bad", request.Date) { Field = "date" };
        }

        if (request.Note is { Length: > 4000 } || request.Reference is { Length: > 200 })
        {
            return new Refusal("field.too_long", "note", 4000) { Field = "note" };
        }

        for (var n = 0; n < request.Lines.Count; n++)
        {
            if (CheckLine(request.Lines[n], company) is { } bad)
            {
                return bad with { Row = n + 1 };
            }
        }

        return null;
    }

    private static Refusal? CheckLine(OrderLineInput line, CompanyReference company) =>
        line.Quantity <= 0m || !Quantity.Fits(line.Quantity) ? new Refusal("quantity.bad", line.Quantity) { Field = "quantity" }
        : Math.Abs(line.UnitPrice) > 1_000_000_000m || decimal.Round(line.UnitPrice, 4) != line.UnitPrice || (line.UnitPrice < 0m && line.FixedNet is null) ? new Refusal("amount.bad", line.UnitPrice) { Field = "price" }
        : line.DiscountPercent is < 0m or > 100m || decimal.Round(line.DiscountPercent, 4) != line.DiscountPercent ? new Refusal("percent.bad", line.DiscountPercent) { Field = "discount" }
        : !company.VatRates.ContainsKey(line.VatRateId) ? new Refusal("vat.unknown") { Field = "vat" }
        : line.FixedNet is { } net && Math.Abs(net) > 1_000_000_000_000m ? new Refusal("amount.bad", net) { Field = "net" }
        : line.Quantity * Math.Abs(line.UnitPrice) > 100_000_000_000_000m ? new Refusal("amount.bad", line.UnitPrice) { Field = "price" }
        : line.Description is { Length: > 500 } ? new Refusal("field.too_long", "description", 500) { Field = "description" }
        : null;

    /// <summary>Lines in a few words, for the audit of a change: "6 x FLT-W712; 8 x BRG-6204".</summary>
    public static string LinesInWords(IEnumerable<SalesOrderLine> lines, IReadOnlyDictionary<long, ItemFacts> items)
    {
        var words = string.Join("; ", lines.OrderBy(l => l.Position).Select(l => $"{new Quantity(l.Quantity)} x {(items.TryGetValue(l.ItemId, out var item) ? item.Code : l.Description)}"));
        return words.Length <= 500 ? words : words[..499] + "…";
    }
}

/// <summary>What of an order line is delivered and invoiced, derived from the documents.</summary>
public readonly record struct LineProgress(decimal Delivered, decimal Invoiced, decimal InvoicedNet);

/// <summary>A delivered or invoiced line of an order.</summary>
public sealed record LineDone
{
    /// <summary>Invoiced, else delivered.</summary>
    public bool Invoiced { get; init; }
    /// <summary>Order line.</summary>
    public long OrderLineId { get; init; }
    /// <summary>Quantity; negative where it was taken back.</summary>
    public decimal Quantity { get; init; }
    /// <summary>Net where it is invoiced, cost where it is delivered.</summary>
    public decimal Amount { get; init; }
}

/// <summary>What is invoiced of an order's lines. Invoicing stands above Sales and implements it.</summary>
public interface IInvoicedLines
{
    /// <summary>Posted invoice lines of the order lines, credit notes with them.</summary>
    HotQuery<long[], LineDone> Posted { get; }

    /// <summary>Whether any invoice, draft or posted, names the order line.</summary>
    Task<bool> NamesAsync(ErpDbContext db, long orderLineId, CancellationToken cancel);
}

/// <summary>Derives the progress of orders from posted documents; nothing of it is stored.</summary>
public sealed class OrderProgress(IInvoicedLines invoicedLines)
{
    private static readonly HotQuery<long[], LineDone> Delivered = new((db, lines) => db.DeliveryLines.AsNoTracking().Where(d => d.OrderLineId != null && lines.Contains(d.OrderLineId.Value))
        .Select(d => new LineDone { Invoiced = false, OrderLineId = d.OrderLineId!.Value, Quantity = d.Quantity, Amount = d.Cost }));

    private readonly HotQuery<long[], LineDone> done = Delivered.And(invoicedLines.Posted);

    /// <summary>Progress of those of the order lines that have any. Asked by their ids: a join is walked from the wrong end by an engine without statistics.</summary>
    public async Task<Dictionary<long, LineProgress>> OfLinesAsync(ErpDbContext db, IReadOnlyCollection<long> orderLineIds, CancellationToken cancel)
    {
        var result = new Dictionary<long, LineProgress>();
        foreach (var line in await done.ListAsync(db, [.. orderLineIds], cancel))
        {
            var before = result.GetValueOrDefault(line.OrderLineId);
            result[line.OrderLineId] = line.Invoiced
                ? before with { Invoiced = before.Invoiced + line.Quantity, InvoicedNet = before.InvoicedNet + line.Amount } : before with { Delivered = before.Delivered + line.Quantity };
        }

        return result;
    }

    /// <summary>Progress of the lines of an order.</summary>
    public Task<Dictionary<long, LineProgress>> OfLinesAsync(ErpDbContext db, SalesOrder order, CancellationToken cancel) => OfLinesAsync(db, order.Lines.ConvertAll(l => l.Id), cancel);

    /// <summary>Whether a line may be taken off its order.</summary>
    public async Task<bool> IsUsedAsync(ErpDbContext db, long orderLineId, LineProgress progress, CancellationToken cancel) =>
        progress.Invoiced != 0m || progress.Delivered != 0m || await invoicedLines.NamesAsync(db, orderLineId, cancel) || await db.DeliveryLines.AnyAsync(d => d.OrderLineId == orderLineId, cancel);
}
