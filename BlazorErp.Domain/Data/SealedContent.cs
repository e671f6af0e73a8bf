using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;

namespace BlazorErp.Domain.Data;

/// <summary>
/// The content that a seal covers, spelled in one way on every engine. The spelling is for ever: a new field of a document comes with a new
/// version of it, never by changing this one.
/// </summary>
internal sealed class SealedContent
{
    private readonly StringBuilder text = new("v1\n");

    /// <summary>An invoice with its lines and VAT.</summary>
    public static string Hash(string before, Invoice invoice)
    {
        var content = new SealedContent();
        content.Add(before, invoice.Id, (int)invoice.Kind, invoice.Number, invoice.PartnerId, invoice.PartnerName, invoice.PartnerAddress, invoice.PartnerVatNumber, invoice.OrderId, invoice.WarehouseId);
        content.Add(invoice.Date, invoice.DueDate, invoice.Currency, invoice.Rate, invoice.Net, invoice.Vat, invoice.Rounding, invoice.Gross, invoice.ReversesId, invoice.PaymentReference, invoice.Reference, invoice.Note, invoice.PostedAt);
        foreach (var line in invoice.Lines.OrderBy(l => l.Position).ThenBy(l => l.Id))
        {
            content.Add(line.Position, line.ItemId, line.OrderLineId, line.Description, line.Quantity, line.Unit, line.UnitPrice, line.DiscountPercent, line.VatRateId, line.VatPercent, line.Net);
        }

        foreach (var vat in invoice.VatLines.OrderBy(v => v.Percent).ThenBy(v => v.Id))
        {
            content.Add(vat.VatRateId, vat.Percent, vat.Base, vat.Amount);
        }

        return content.Hashed();
    }

    /// <summary>A block of audit rows, in the order of their ids.</summary>
    public static string Hash(string before, IEnumerable<AuditEntry> rows)
    {
        var content = new SealedContent();
        content.Add(before);
        foreach (var row in rows)
        {
            content.Add(row.Id, row.At, row.UserId, row.ActorName, (int)row.ActorKind, row.Action, row.EntityType, row.EntityId, row.Facts, row.Changes, row.CommandId);
        }

        return content.Hashed();
    }

    // The length before each value leaves no two contents with one spelling.
    private void Add(params object?[] values)
    {
        foreach (var value in values)
        {
            var spelled = value switch
            {
                null => null,
                string s => s,
                decimal d => d.ToString("0.########", CultureInfo.InvariantCulture),
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                DateTimeOffset at => (at.UtcTicks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture),
                IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
                _ => throw new ArgumentException($"{value.GetType()} has no spelling"),
            };
            if (spelled is null)
            {
                text.Append("-;");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{spelled.Length}:{spelled};");
            }
        }

        text.Append('\n');
    }

    private string Hashed() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
