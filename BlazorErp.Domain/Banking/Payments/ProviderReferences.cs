using System.Text.Json;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>
/// Reads the seller's own reference fields of a payment. A shop's module writes its order number there, with letters before it ("WC-1042") or
/// inside JSON; said as "#1042" it is read as an order's number, never as another document's.
/// </summary>
internal static class ProviderReferences
{
    private static readonly string[] Names = ["order_number", "order_id", "orderNumber", "orderId", "invoice", "invoice_id"];

    /// <summary>References of a line, most telling first, none twice.</summary>
    public static IReadOnlyList<string> Of(ProviderTransaction told) => [.. From(told.InvoiceId).Concat(From(told.CustomField)).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> From(string field)
    {
        if (field.StartsWith('{') && field.EndsWith('}'))
        {
            return Json(field);
        }

        // A sentence is not a reference; what it names is read as free text.
        return field.Contains(' ', StringComparison.Ordinal) ? [field] : [field, Order(field)];
    }

    /// <summary>"WC-1042" and "1042" are order 1042; "INV2026001" and "2026-001" may be anything and stay as they are.</summary>
    private static string Order(string field)
    {
        var head = field.AsSpan().TrimEnd("0123456789");
        var number = field.AsSpan(head.Length);
        var prefix = head.TrimEnd("-_#/:");
        return number.Length is > 0 and <= 12 && prefix.Length <= 12 && (prefix.Length < head.Length || head.Length == 0) && prefix.IndexOfAnyExceptInRange('A', 'z') < 0 ? $"#{number}" : "";
    }

    private static IEnumerable<string> Json(string field)
    {
        var found = new List<string>();
        try
        {
            using var json = JsonDocument.Parse(field, new JsonDocumentOptions { MaxDepth = 4 });
            foreach (var name in Names)
            {
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                {
                    var text = BankText.Clip(value.ToString(), 100);
                    found.Add(text);
                    found.Add(Order(text));
                }
            }
        }
        catch (JsonException)
        {
            found.Add(field);
        }

        return found;
    }
}
