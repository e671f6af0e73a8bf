using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking.Online;

/// <summary>Words and tints of attempts and payouts, and their filters as an address says them.</summary>
public static class PayWords
{
    private static readonly PayRemarks[] Worth = [PayRemarks.Partial, PayRemarks.Over, PayRemarks.Double, PayRemarks.Late, PayRemarks.RefundTooLarge];

    /// <summary>state=open|paid|ended|refunded|attention, channel=ID, invoice=ID, from, to = yyyy-MM-dd.</summary>
    public static PayFilter Read(PageQuery page, Func<string, string?> value) => new(
        page, Enum.TryParse<PayStanding>(value("state"), ignoreCase: true, out var standing) && Enum.IsDefined(standing) ? standing : null, AddressValues.Id(value("channel")), AddressValues.Id(value("invoice")),
        AddressValues.Day(value("from")), AddressValues.Day(value("to")));

    /// <summary>Key of the text of a state.</summary>
    public static string StateKey(PayRow row) => row is { State: PayAttemptState.Redirected or PayAttemptState.Created, Promised: true } ? "state.promised" : $"state.{row.State}".ToLowerInvariant();

    /// <summary>Tint of a state.</summary>
    public static BadgeKind Kind(PayRow row) => row.State switch
    {
        PayAttemptState.Paid => BadgeKind.Ok,
        PayAttemptState.Failed => BadgeKind.Bad,
        PayAttemptState.Refunded => BadgeKind.Warn,
        PayAttemptState.Created or PayAttemptState.Redirected => BadgeKind.Info,
        _ => BadgeKind.Neutral,
    };

    /// <summary>Keys of what is worth telling beside the state.</summary>
    public static IEnumerable<string> Remarks(PayRow row)
    {
        foreach (var remark in Worth.Where(r => row.Remarks.HasFlag(r)))
        {
            yield return $"remark.{remark}".ToLowerInvariant();
        }

        if (row.Disputed)
        {
            yield return "remark.disputed";
        }

        if (row is { Refunded: > 0m, State: not PayAttemptState.Refunded })
        {
            yield return "remark.partback";
        }

        if (row.IsTest)
        {
            yield return "pay.test";
        }
    }

    /// <summary>Name of a provider.</summary>
    public static string Provider(string provider) => PayAttempts.NameOf(provider);

    /// <summary>Tint of a payout.</summary>
    public static BadgeKind Kind(PayoutListRow row) => row.State switch
    {
        PayoutState.Failed => BadgeKind.Bad,
        PayoutState.Paid => row.BankLineId is null ? BadgeKind.Info : BadgeKind.Ok,
        _ => BadgeKind.Neutral,
    };

    /// <summary>Key of the text of a payout's state.</summary>
    public static string StateKey(PayoutListRow row) => row is { State: PayoutState.Paid, BankLineId: not null } ? "payout.arrived" : $"payout.{row.State}".ToLowerInvariant();

    /// <summary>State and remarks in one text, for a table.</summary>
    public static string Say(PayRow row, IStringLocalizer<OnlineText> texts) => string.Join(", ", Remarks(row).Prepend(StateKey(row)).Select(k => texts[k].Value));
}
