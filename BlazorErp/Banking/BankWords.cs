using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking;

/// <summary>Says reasons and states of bank lines in the reader's language.</summary>
public sealed class BankWords(IStringLocalizer<MatchText> reasons, IStringLocalizer<BankingText> texts)
{
    /// <summary>A reason as a sentence.</summary>
    public string Say(MatchSignal signal)
    {
        var text = reasons[signal.Code];
        object[] args = [.. signal.Args.Select(a => (object)Formats.Any(a)), .. Enumerable.Repeat<object>("", 6)];
        return text.ResourceNotFound ? signal.Code : string.Format(System.Globalization.CultureInfo.CurrentCulture, text.Value, args);
    }

    /// <summary>A day, or the first and last of several.</summary>
    public static string Days(DateOnly? from, DateOnly? to) => from == to || from is null ? Formats.Date(to) : $"{Formats.Date(from)} – {Formats.Date(to)}";

    /// <summary>A fault of continuity with its days and amounts.</summary>
    public string Say(ContinuityFault fault, string currency) => texts[
        "continuity.say." + fault.Kind.ToString().ToLowerInvariant(), Days(fault.From, fault.To), "", Money(fault.Expected, currency), Money(fault.Found, currency), Money(fault.Amount, currency)];

    /// <summary>What the state column says.</summary>
    public string State(BankLineRow row) => row.State switch
    {
        BankLineState.Booked => row.Summary.Split(", ") is { Length: > 1 } several ? $"{several[0]} +{several.Length - 1}" : row.Summary.Length > 0 ? row.Summary : texts["state.booked"].Value,
        BankLineState.Suggested => row.Summary.StartsWith('?') && row.Summary != "?1" ? texts["state.answers", row.Summary[1..]].Value : texts["state.suggested"].Value,
        BankLineState.Ignored => row.Summary.Length > 0 ? row.Summary : texts["state.ignored"].Value,
        _ => row.Summary.StartsWith('?') ? texts["state.candidates", row.Summary[1..]].Value : texts["state.open"].Value,
    };

    /// <summary>Its tint.</summary>
    public static BadgeKind Kind(BankLineState state) => state switch
    {
        BankLineState.Booked => BadgeKind.Ok, BankLineState.Suggested => BadgeKind.Info, BankLineState.Open => BadgeKind.Warn, _ => BadgeKind.Neutral,
    };

    /// <summary>What a part is for.</summary>
    public string Part(ExplainedPart part) => part.Kind == AllocationKind.Item || (part.Kind == AllocationKind.Account && part.Number.Length > 0) ? part.Number : texts[$"part.{part.Kind}"].Value;

    /// <summary>An amount of a currency the product may not know.</summary>
    public static string Money(decimal amount, string? currency) => Currency.IsKnown(currency) ? Formats.Money(new Money(amount, Currency.Of(currency!))) : $"{Formats.Amount(amount)} {currency}";

    /// <summary>LV80HABA…4472</summary>
    public static string Short(string iban) => iban.Length <= 14 ? iban : $"{iban[..8]}…{iban[^4..]}";
}
