using System.Globalization;
using System.Text.Json;

namespace BlazorErp.Domain.Shared;

/// <summary>Refusals as they are stored with what they are about, to be read again later in the reader's language.</summary>
public static class RefusalJson
{
    private sealed record Stored(string Code, string?[] Args, string? Field, int? Row, Stored[]? Others);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>As JSON; values become invariant text.</summary>
    public static string Write(Refusal refusal) => JsonSerializer.Serialize(ToStored(refusal), Options);

    /// <summary>A refusal among the facts of an audit row: told in the reader's language, where a text would stay in the writer's.</summary>
    public static string Fact(Refusal refusal) => "@" + Write(refusal);

    /// <summary>The refusal of such a fact; null where it is another text.</summary>
    public static Refusal? OfFact(string? fact) => fact is ['@', '{', ..] ? Read(fact[1..]) : null;

    /// <summary>The refusal again, its values as text; null where there is none or it cannot be read.</summary>
    public static Refusal? Read(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Stored>(json, Options) is { } stored ? FromStored(stored) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Stored ToStored(Refusal refusal) => new(
        refusal.Code,
        [.. refusal.Args.Select(Text)],
        refusal.Field,
        refusal.Row,
        refusal.Others.Count == 0 ? null : [.. refusal.Others.Select(ToStored)]);

    private static string? Text(object? value) => value switch
    {
        decimal d => d.ToString("0.##########", CultureInfo.InvariantCulture),
        DateOnly or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    private static Refusal FromStored(Stored stored) => new(stored.Code, [.. stored.Args])
    {
        Field = stored.Field,
        Row = stored.Row,
        Others = stored.Others is null ? [] : [.. stored.Others.Select(FromStored)],
    };
}
