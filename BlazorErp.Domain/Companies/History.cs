using System.Text.Json;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Companies;

/// <summary>A field that was changed.</summary>
/// <param name="Row">Kind of the row ("Item", "ItemBarcode").</param>
/// <param name="Name">Name of the field.</param>
/// <param name="Before">Value before, as text.</param>
/// <param name="After">Value after; null where the row was removed or the value emptied.</param>
public sealed record ChangedField(string Row, string Name, string? Before, string? After);

/// <summary>One thing that was done to a document.</summary>
/// <param name="Id">Id.</param>
/// <param name="At">UTC.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">Code; its sentence is the text "audit." and this.</param>
/// <param name="Facts">Values of the sentence.</param>
/// <param name="Fields">Fields changed.</param>
public sealed record HistoryRow(long Id, DateTimeOffset At, string Actor, string Action, IReadOnlyList<object?> Facts, IReadOnlyList<ChangedField> Fields);

/// <summary>Reads the audit of one document. Whoever may read the document may read its history: the caller has checked that.</summary>
public static class History
{
    /// <summary>Newest first, <paramref name="take"/> at most.</summary>
    public static async Task<IReadOnlyList<HistoryRow>> OfAsync(ErpDbContext db, string entityType, long id, int take, CancellationToken cancel)
    {
        var rows = await db.AuditEntries.AsNoTracking().Where(a => a.EntityType == entityType && a.EntityId == id)
            .OrderByDescending(a => a.Id).Take(Math.Clamp(take, 1, PageQuery.MaxTake)).ToListAsync(cancel);
        return [.. rows.Select(a => new HistoryRow(a.Id, a.At, a.ActorName, a.Action, Facts(a.Facts), Fields(a.Changes)))];
    }

    /// <summary>
    /// The refusal of a save that started from an older version: who changed it last and when, and every field changed by the last
    /// <paramref name="saves"/> acts (one more refusal each, with before and after).
    /// </summary>
    public static async Task<Refusal> ChangedByOtherAsync(ErpDbContext db, string entityType, long id, int saves, CancellationToken cancel)
    {
        var rows = await OfAsync(db, entityType, id, Math.Max(1, saves), cancel);
        var fields = rows.Reverse().SelectMany(r => r.Fields).GroupBy(f => (f.Row, f.Name))
            .Select(g => g.First() with { After = g.Last().After }).Where(f => f.Before != f.After);
        return new Refusal("changed_by_other", string.Join(", ", rows.Select(r => r.Actor).Distinct()), rows.Count == 0 ? null : rows[0].At)
        {
            Others = [.. fields.Select(f => new Refusal("changed_by_other.field", f.Before ?? "—", f.After ?? "—") { Field = f.Name })],
        };
    }

    /// <summary>Values of a sentence from the JSON they are stored as.</summary>
    public static IReadOnlyList<object?> FactsOf(string json) => Facts(json);

    private static List<object?> Facts(string json)
    {
        using var facts = JsonDocument.Parse(json);
        return [.. facts.RootElement.EnumerateArray().Select(Plain)];
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDecimal(),
        JsonValueKind.String => value.TryGetDateTimeOffset(out var at) && value.GetString()!.Contains('T', StringComparison.Ordinal) ? at
            : DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out var day) ? day : value.GetString(),
        _ => value.GetRawText(),
    };

    private static List<ChangedField> Fields(string? json)
    {
        var fields = new List<ChangedField>();
        if (json is null)
        {
            return fields;
        }

        using var changes = JsonDocument.Parse(json);
        foreach (var row in changes.RootElement.EnumerateArray())
        {
            var type = row.GetProperty("t").GetString()!;
            foreach (var field in row.GetProperty("f").EnumerateObject())
            {
                var length = field.Value.GetArrayLength();
                fields.Add(new ChangedField(type, field.Name, length > 0 ? Text(field.Value[0]) : null, length > 1 ? Text(field.Value[1]) : null));
            }
        }

        return fields;
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        // the engines give the same decimal with different trailing zeros
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("0.########", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
