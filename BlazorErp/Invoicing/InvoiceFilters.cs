using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;

namespace BlazorErp.Invoicing;

/// <summary>Filters of the list of invoices, as its address says them. The list and its export read them here.</summary>
public static class InvoiceFilters
{
    /// <summary>state=draft|open|overdue|paid|reversed|creditnote, partner=ID, order=ID, from, to, duefrom, dueto = yyyy-MM-dd.</summary>
    public static InvoiceFilter Read(PageQuery page, Func<string, string?> value, DateOnly today) => new(
        page, today, Enum.TryParse<InvoiceStanding>(value("state"), ignoreCase: true, out var standing) && Enum.IsDefined(standing) ? standing : null, AddressValues.Id(value("partner")), AddressValues.Id(value("order")),
        AddressValues.Day(value("from")), AddressValues.Day(value("to")), AddressValues.Day(value("duefrom")), AddressValues.Day(value("dueto")));

    /// <summary>How a standing looks.</summary>
    public static BadgeKind Kind(InvoiceStanding standing) => standing switch
    {
        InvoiceStanding.Open => BadgeKind.Info, InvoiceStanding.Overdue => BadgeKind.Bad, InvoiceStanding.Paid => BadgeKind.Ok, InvoiceStanding.CreditNote => BadgeKind.Warn, _ => BadgeKind.Neutral,
    };
}
