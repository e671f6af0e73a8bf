using System.Globalization;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Ui;

/// <summary>Says what was done to a document in the user's language: the text "audit." and the act's code, then each changed field.</summary>
public sealed class HistoryTexts(IStringLocalizer<ShellText> texts, RefusalTexts refusals)
{
    private const int MostFields = 6;

    /// <summary>One line of a timeline.</summary>
    /// <param name="row">What was done.</param>
    /// <param name="field">Name of a field in the user's language; null hides the field.</param>
    public TimelineEvent Say(HistoryRow row, Func<string, string?> field)
    {
        var text = texts["audit." + row.Action];
        object?[] facts = [.. row.Facts.Select((f, n) => (object?)Fact(f, n + 1 < row.Facts.Count ? row.Facts[n + 1] as string : null)), .. Enumerable.Repeat<object?>("", 8)];
        var sentence = text.ResourceNotFound ? row.Action : string.Format(CultureInfo.CurrentCulture, text.Value, facts).TrimEnd(' ', ':');
        var changes = row.Fields.Select(f => (Name: field(f.Name), f.Before, f.After)).Where(f => f.Name is not null).Take(MostFields)
            .Select(f => f.After is null ? $"{f.Name} −{f.Before}" : $"{f.Name} {Shown(f.Before)} → {Shown(f.After)}");
        var list = string.Join(", ", changes);
        return new TimelineEvent(row.At, list.Length == 0 ? sentence : $"{sentence} · {list}", row.Actor);
    }

    // a number with a currency after it is an amount
    private string Fact(object? fact, string? next) => RefusalJson.OfFact(fact as string) is { } why ? refusals.Say(why).TrimEnd('.') : Currency.IsKnown(next) && fact is long or decimal
        ? Formats.Amount(Convert.ToDecimal(fact, CultureInfo.InvariantCulture), Currency.Of(next!).Decimals) : Formats.Any(fact);

    private static string Shown(string? value) => string.IsNullOrEmpty(value) ? "—" : value.Length <= 60 ? value : value[..59] + "…";
}

/// <summary>Refusals of a form's fields.</summary>
public static class FieldRefusals
{
    /// <summary>The same refusal with its fields named as the form names them.</summary>
    public static Refusal Named(this Refusal refusal, Func<string, string> name) => refusal with
    {
        Field = refusal.Field is { } field ? name(field) : null,
        Others = [.. refusal.Others.Select(o => o.Field is { } f ? o with { Field = name(f) } : o)],
    };

    /// <summary>The refusal of one field, where there is one.</summary>
    public static Refusal? Of(this Refusal? refusal, string field) => refusal?.All.FirstOrDefault(r => r.Field == field);
}
