using System.Globalization;
using System.Text.Json;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>All that is wrong with one order, gathered while it is read.</summary>
internal sealed class WooReading
{
    /// <summary>Enough to mend a file; a hostile one must not make a million.</summary>
    private const int Most = 20;
    private readonly List<Refusal> refusals = [];

    /// <summary>Most decimals seen in an amount of this order.</summary>
    public int DecimalsSeen { get; private set; }

    public bool Failed => refusals.Count > 0;

    public Refusal Refusal => Refusal.Of(refusals);

    public void Refuse(string field, string code, params object?[] args)
    {
        if (refusals.Count < Most)
        {
            refusals.Add(new Refusal(code, args) { Field = field });
        }
    }

    public void Saw(decimal amount) => DecimalsSeen = Math.Max(DecimalsSeen, amount.Scale);
}

/// <summary>
/// An object inside an order, with its path. Reading never throws: what does not fit is noted in the <see cref="WooReading"/> under its path
/// and read as empty, so that all errors of an order come out at once.
/// </summary>
internal readonly struct WooNode(WooReading reading, JsonElement element, string path)
{
    private const NumberStyles AmountStyle = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    public WooReading Reading => reading;

    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public bool Has(string name) => Find(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>
    /// Text without control characters (PostgreSQL refuses U+0000), cut to a length. PHP's <c>false</c> is no text; a number is
    /// its digits.
    /// </summary>
    public string Text(string name, int longest)
    {
        var value = Find(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False:
                return "";
            case JsonValueKind.Number:
                return Cleaned(value.GetRawText(), longest);
            case JsonValueKind.String when WooJson.TryText(value, out var text):
                return Cleaned(text, longest);
            case JsonValueKind.String:
                reading.Refuse(Path(name), "shop.text_invalid");
                return "";
            default:
                Misfit(name, value, "text");
                return "";
        }
    }

    /// <summary>Text that identifies something: cutting it would make it mean another thing, so too long is refused.</summary>
    public string Key(string name, int longest)
    {
        var text = Text(name, longest + 1);
        if (text.Length > longest)
        {
            reading.Refuse(Path(name), "shop.text_too_long", longest);
        }

        return text;
    }

    /// <summary>A whole number from 0; null when absent.</summary>
    public long? Id(string name)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var id) && id >= 0)
        {
            return id;
        }

        Misfit(name, value, "id");
        return null;
    }

    /// <summary>Money in WooCommerce's form, a string with a point; null when absent or empty.</summary>
    public decimal? Amount(string name, bool orNumber = false)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var amount = 0m;
        var fits = false;
        if (value.ValueKind == JsonValueKind.String && WooJson.TryText(value, out var text))
        {
            if (text.Length == 0)
            {
                return null;
            }

            // The characters are checked first: TryParse passes over trailing U+0000 and takes a typographic minus.
            fits = text.Length <= 32
                && text.AsSpan().IndexOfAnyExcept("0123456789.-+") < 0
                && decimal.TryParse(text, AmountStyle, CultureInfo.InvariantCulture, out amount);
        }
        else if (orNumber && value.ValueKind == JsonValueKind.Number)
        {
            fits = value.TryGetDecimal(out amount);
        }

        if (!fits)
        {
            reading.Refuse(Path(name), "shop.amount_invalid", Shown(value));
            return 0m;
        }

        if (Math.Abs(amount) > WooMapping.MaxAmount)
        {
            reading.Refuse(Path(name), "shop.amount_too_large", Shown(value), WooMapping.MaxAmount);
            return 0m;
        }

        return amount;
    }

    /// <summary>Money that must be there.</summary>
    public decimal RequiredAmount(string name)
    {
        if (Amount(name) is not { } amount)
        {
            reading.Refuse(Path(name), "shop.field_missing");
            return 0m;
        }

        reading.Saw(amount);
        return amount;
    }

    /// <summary>A JSON number above 0 with at most four decimals.</summary>
    public Quantity Quantity(string name)
    {
        var value = Find(name);
        if (value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && number is > 0m and <= WooMapping.MaxQuantity
            && Domain.Shared.Quantity.Fits(number))
        {
            return new Quantity(number);
        }

        reading.Refuse(Path(name), "shop.quantity_invalid", Shown(value));
        return new Quantity(1m);
    }

    /// <summary>A <c>_gmt</c> field: no zone is written, UTC is meant. Null when absent.</summary>
    public DateTimeOffset? Instant(string name)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && WooJson.TryText(value, out var text))
        {
            if (text.Length == 0)
            {
                return null;
            }

            if (DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 2000 and < 2100)
            {
                return new DateTimeOffset(time, TimeSpan.Zero);
            }
        }

        reading.Refuse(Path(name), "shop.date_invalid", Shown(value));
        return null;
    }

    /// <summary>An object inside this one; absent, or PHP's empty array, reads as an empty object.</summary>
    public WooNode Object(string name)
    {
        var value = Find(name);
        var empty = value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;
        if (!empty && value.ValueKind != JsonValueKind.Object)
        {
            Misfit(name, value, "object");
        }

        return new WooNode(reading, value.ValueKind == JsonValueKind.Object ? value : default, Path(name));
    }

    /// <summary>The objects of an array; absent reads as none.</summary>
    public IReadOnlyList<WooNode> Items(string name, int most = WooMapping.MaxLines)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Misfit(name, value, "array");
            return [];
        }

        if (value.GetArrayLength() > most)
        {
            reading.Refuse(Path(name), "shop.too_many", value.GetArrayLength(), most);
            return [];
        }

        var nodes = new List<WooNode>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                nodes.Add(new WooNode(reading, item, $"{Path(name)}[{nodes.Count}]"));
                continue;
            }

            reading.Refuse($"{Path(name)}[{nodes.Count}]", "shop.field_kind", "object", WooJson.KindName(item));
            return nodes;
        }

        return nodes;
    }

    /// <summary>A plugin's value, which may be anything: its text when it is text or a number, else null.</summary>
    public string? LooseText(string name, int longest)
    {
        var value = Find(name);
        return value.ValueKind switch
        {
            JsonValueKind.String when WooJson.TryText(value, out var text) => Cleaned(text, longest),
            JsonValueKind.Number => Cleaned(value.GetRawText(), longest),
            _ => null,
        };
    }

    private JsonElement Find(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private void Misfit(string name, JsonElement value, string expected) =>
        reading.Refuse(Path(name), "shop.field_kind", expected, WooJson.KindName(value));

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "",
        JsonValueKind.String => WooJson.TryText(value, out var text) ? Cleaned(text, 40) : "",
        JsonValueKind.Number => Cleaned(value.GetRawText(), 40),
        _ => WooJson.KindName(value),
    };

    private static string Cleaned(string text, int longest)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
        {
            text = string.Concat(text.Where(c => c >= ' ' || c is '\n' or '\t'));
        }

        text = text.Trim();
        if (text.Length <= longest)
        {
            return text;
        }

        // Half of a surrogate pair would make the text invalid.
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }
}
