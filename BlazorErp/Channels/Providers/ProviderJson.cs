using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Providers;

/// <summary>Parsing of JSON from payment providers: size, depth, encoding and double keys are checked before anything is read from it.</summary>
internal static class ProviderJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 32,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,

        // Two readers could read two different amounts.
        AllowDuplicateProperties = false,
    };

    /// <summary>The document (the caller disposes it); <c>pay.too_large</c> (bytes, most), <c>pay.malformed</c> (line, position; from 1).</summary>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> json, int maxBytes)
    {
        if (json.Length > maxBytes)
        {
            return new Refusal("pay.too_large", json.Length, maxBytes);
        }

        if (!Utf8.IsValid(json.Span))
        {
            return new Refusal("pay.malformed", 1L, 1L);
        }

        try
        {
            var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return new Refusal("pay.malformed", 1L, 1L);
        }
        catch (JsonException wrong)
        {
            // The parser has no way to refuse without throwing.
            return new Refusal("pay.malformed", (wrong.LineNumber ?? 0) + 1, (wrong.BytePositionInLine ?? 0) + 1);
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair.
            return new Refusal("pay.malformed", 1L, 1L);
        }
    }

    /// <summary>Text without control characters (databases refuse U+0000), cut to a length without cutting a surrogate pair.</summary>
    public static string Cleaned(string text, int longest)
    {
        if (text.Any(char.IsControl))
        {
            text = string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t'));
        }

        text = text.Trim();
        return text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }
}

/// <summary>All that is wrong with one object, gathered while it is read.</summary>
internal sealed class ProviderReading(int? row = null)
{
    private const int Most = 20;
    private readonly List<Refusal> refusals = [];

    public bool Failed => refusals.Count > 0;

    public Refusal Refusal => Domain.Shared.Refusal.Of(refusals);

    public void Refuse(string field, string code, params object?[] args)
    {
        if (refusals.Count < Most)
        {
            refusals.Add(new Refusal(code, args) { Field = field, Row = row });
        }
    }
}

/// <summary>
/// An object of an answer, with its path. Reading never throws: what does not fit is noted in the <see cref="ProviderReading"/> under its path.
/// </summary>
internal readonly struct ProviderNode(ProviderReading reading, JsonElement element, string path)
{
    private const NumberStyles AmountStyle = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
    private const decimal MostMoney = 1_000_000_000_000m;
    private static readonly string[] InstantForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public ProviderReading Reading => reading;

    public string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public bool Has(string name) => Find(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Text for people, cleaned and cut; empty when absent.</summary>
    public string Text(string name, int longest)
    {
        var value = Find(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return "";
            case JsonValueKind.String when TryText(value, out var text):
                return ProviderJson.Cleaned(text, longest);
            default:
                Misfit(name, value, "text");
                return "";
        }
    }

    /// <summary>Text that identifies something: cutting or cleaning would make it mean another thing. Null when absent or empty.</summary>
    public string? Key(string name, int longest)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !TryText(value, out var text) || text.Length > longest || text.Any(char.IsControl))
        {
            reading.Refuse(Path(name), "pay.key_invalid", longest);
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>A key that must be there.</summary>
    public string RequiredKey(string name, int longest)
    {
        if (!Has(name) || Key(name, longest) is not { } key)
        {
            reading.Refuse(Path(name), "pay.field_missing");
            return "";
        }

        return key;
    }

    /// <summary>A key, or the key inside an object that stands in its place (Stripe expands references).</summary>
    public string? KeyOrId(string name, int longest) => Find(name).ValueKind == JsonValueKind.Object ? Object(name).Key("id", longest) : Key(name, longest);

    /// <summary>Whether an object is there, not only its key.</summary>
    public bool IsObject(string name) => Find(name).ValueKind == JsonValueKind.Object;

    /// <summary>A whole number; null when absent.</summary>
    public long? Whole(string name, long least = 0, long most = 1_000_000_000_000_000)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Misfit(name, value, "whole number");
        return null;
    }

    /// <summary>True, or false also when absent.</summary>
    public bool Flag(string name)
    {
        var value = Find(name);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            Misfit(name, value, "boolean");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>RFC 3339, or with an offset without colon as PayPal writes it (<c>2014-07-11T04:03:52+0000</c>). A zone must be there. Null when absent.</summary>
    public DateTimeOffset? Instant(string name)
    {
        var value = Find(name);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String
            && TryText(value, out var text)
            && text.Length is > 19 and < 40
            && text.AsSpan().IndexOfAnyExcept("0123456789-:T.+Z") < 0
            && text.AsSpan(19).IndexOfAny('Z', '+', '-') >= 0
            && DateTimeOffset.TryParseExact(text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            && instant.Year is >= 1998 and < 2100)
        {
            return instant.ToUniversalTime();
        }

        reading.Refuse(Path(name), "pay.date_invalid", Shown(value));
        return null;
    }

    /// <summary>Seconds since 1970; null when absent.</summary>
    public DateTimeOffset? UnixTime(string name) => Whole(name, 0, 4_102_444_800) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>A currency the product knows, in capitals or as Stripe writes it in small letters; null (and noted) when it is none.</summary>
    public Currency? CurrencyOf(string name)
    {
        var code = Key(name, 3);
        if (code is not null && code.All(char.IsAsciiLetter) && code.ToUpperInvariant() is var upper && Currency.IsKnown(upper))
        {
            return Currency.Of(upper);
        }

        reading.Refuse(Path(name), "pay.currency_unknown", Shown(Find(name)));
        return null;
    }

    /// <summary>PayPal's money object <c>{currency_code, value}</c>, the value a signed text with a point; null when absent or wrong.</summary>
    public Money? Money(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        var money = Object(name);
        var currency = money.CurrencyOf("currency_code");
        var value = money.Find("value");

        // The characters are checked first: TryParse passes over trailing U+0000 and takes a typographic minus.
        if (value.ValueKind != JsonValueKind.String
            || !TryText(value, out var text)
            || text.Length is 0 or > 24
            || text.AsSpan().IndexOfAnyExcept("0123456789.-") >= 0
            || !decimal.TryParse(text, AmountStyle, CultureInfo.InvariantCulture, out var amount)
            || Math.Abs(amount) > MostMoney
            || currency is { } c && c.Round(amount) != amount)
        {
            reading.Refuse(money.Path("value"), "pay.amount_invalid", Shown(value));
            return null;
        }

        return currency is { } known ? new Money(amount, known) : null;
    }

    /// <summary>An object inside this one; absent reads as an empty one.</summary>
    public ProviderNode Object(string name)
    {
        var value = Find(name);
        if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
        {
            Misfit(name, value, "object");
        }

        return new ProviderNode(reading, value.ValueKind == JsonValueKind.Object ? value : default, Path(name));
    }

    /// <summary>An array's elements; absent reads as none.</summary>
    public IReadOnlyList<JsonElement> Items(string name, int most)
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
            reading.Refuse(Path(name), "pay.too_many", most);
            return [];
        }

        return [.. value.EnumerateArray()];
    }

    private JsonElement Find(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private void Misfit(string name, JsonElement value, string expected) =>
        reading.Refuse(Path(name), "pay.field_kind", expected, value.ValueKind.ToString().ToLowerInvariant());

    private static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            text = "";
            return false;
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "",
        JsonValueKind.String => TryText(value, out var text) ? ProviderJson.Cleaned(text, 40) : "",
        JsonValueKind.Number => ProviderJson.Cleaned(value.GetRawText(), 40),
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };
}
