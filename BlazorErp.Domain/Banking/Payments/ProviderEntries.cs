using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Between a transaction as it is told and as it is kept.</summary>
internal static class ProviderEntries
{
    private const int Words = 1000;

    /// <summary>The transaction with texts and instants as they are kept, so that a reading can be compared with what is kept.</summary>
    public static ProviderTransaction Fit(ProviderTransaction told) => told with
    {
        At = Stored(told.At), UpdatedAt = Stored(told.UpdatedAt), InvoiceId = BankText.Clip(told.InvoiceId, 200), CustomField = BankText.Clip(told.CustomField, 200), Text = BankText.Clip(told.Text, Words),
        Payer = new(BankText.Clip(told.Payer.Name, 200), BankText.Clip(told.Payer.Email, 200), BankText.Clip(told.Payer.AccountId, 200), BankText.Clip(told.Payer.CountryCode, 200)),
    };

    // No engine keeps more than microseconds.
    private static DateTimeOffset Stored(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>As it was told.</summary>
    public static ProviderTransaction Read(ProviderEntry kept, string provider)
    {
        var currency = Currency.Of(kept.Currency);
        return new ProviderTransaction
        {
            Provider = provider, Account = kept.Account, Id = kept.ExternalId, ReferenceId = kept.ReferenceId, ReferenceKind = kept.ReferenceKind, EventCode = kept.EventCode, Event = kept.Event, At = kept.At, UpdatedAt = kept.UpdatedAt,
            Gross = new(kept.Gross, currency), Fee = new(kept.Fee, currency), Status = kept.Status, MovesMoney = kept.MovesMoney, Payer = new(kept.PayerName, kept.PayerEmail, kept.PayerAccount, kept.PayerCountry),
            InvoiceId = kept.InvoiceId, CustomField = kept.CustomField, Text = kept.Text, Balance = kept.Balance is { } balance ? new(balance, currency) : null, Raw = new(kept.Raw),
        };
    }

    /// <summary>Keeps a reading (one that <see cref="Fit"/> has been over).</summary>
    public static void Put(ProviderEntry kept, ProviderTransaction told, DateTimeOffset now)
    {
        (kept.Account, kept.ReferenceId, kept.ReferenceKind, kept.Event, kept.At, kept.UpdatedAt) = (told.Account, told.ReferenceId, told.ReferenceKind, told.Event, told.At, told.UpdatedAt);
        (kept.Gross, kept.Fee, kept.Status, kept.MovesMoney, kept.Balance) = (told.Gross.Amount, told.Fee.Amount, told.Status, told.MovesMoney, told.Balance?.Amount);
        (kept.PayerName, kept.PayerEmail, kept.PayerAccount, kept.PayerCountry) = (told.Payer.Name, told.Payer.Email, told.Payer.AccountId, told.Payer.CountryCode);
        (kept.InvoiceId, kept.CustomField, kept.Text, kept.Raw, kept.ChangedAt) = (told.InvoiceId, told.CustomField, told.Text, told.Raw.Text, now);
        kept.Booked = told.Lines().Sum(l => l.Amount.Amount);
    }

    /// <summary>What a line of it is about.</summary>
    public static BankLineKind KindOf(ProviderLine line) => line.Kind == ProviderLineKind.Fee ? BankLineKind.Fee : line.Source.Event switch
    {
        ProviderEvent.Payment => BankLineKind.Payment,
        ProviderEvent.Refund => BankLineKind.Refund,
        ProviderEvent.Reversal => BankLineKind.Reversal,
        ProviderEvent.Hold => BankLineKind.Hold,
        ProviderEvent.Release => BankLineKind.Release,
        ProviderEvent.CurrencyConversion => BankLineKind.Conversion,
        ProviderEvent.Transfer => BankLineKind.Payout,
        ProviderEvent.Opening => BankLineKind.Opening,
        _ => BankLineKind.Other,
    };
}
