using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>Another transaction that belongs to one.</summary>
/// <param name="LineId">Its line, where it has one.</param>
/// <param name="Kind">How they belong together.</param>
/// <param name="Names">The other one names this one (its refund, its hold); else this one names the other.</param>
/// <param name="ExternalId">The provider's id of it.</param>
/// <param name="Day">Its day.</param>
/// <param name="Gross">Its amount.</param>
/// <param name="Currency">Its currency.</param>
public sealed record ProviderLinkView(long? LineId, ProviderLinkKind Kind, bool Names, string ExternalId, DateTimeOffset Day, decimal Gross, string Currency);

/// <summary>A provider's transaction as it was told last.</summary>
/// <param name="Id">Transaction.</param>
/// <param name="ExternalId">The provider's id.</param>
/// <param name="EventCode">The provider's code.</param>
/// <param name="Status">How far it is.</param>
/// <param name="At">UTC, begun.</param>
/// <param name="UpdatedAt">UTC, changed last.</param>
/// <param name="Gross">Signed.</param>
/// <param name="Fee">Signed.</param>
/// <param name="Currency">Currency.</param>
/// <param name="PayerName">Who.</param>
/// <param name="PayerEmail">His e-mail.</param>
/// <param name="InvoiceId">The seller's reference.</param>
/// <param name="CustomField">The seller's second reference.</param>
/// <param name="HasRaw">What the provider said is kept.</param>
/// <param name="Links">What belongs to it.</param>
public sealed record ProviderEntryView(
    long Id, string ExternalId, string EventCode, ProviderStatus Status, DateTimeOffset At, DateTimeOffset UpdatedAt, decimal Gross, decimal Fee, string Currency, string PayerName, string PayerEmail, string InvoiceId, string CustomField, bool HasRaw,
    IReadOnlyList<ProviderLinkView> Links);

/// <summary>A provider's balance beside ours.</summary>
/// <param name="ChannelId">Channel.</param>
/// <param name="Kind">Whose account it is.</param>
/// <param name="Ours">Sum of the lines.</param>
/// <param name="Told">The provider's balance; null where it told none.</param>
/// <param name="Difference">Told less ours as of then.</param>
/// <param name="Pending">Transactions that are not done yet.</param>
/// <param name="At">UTC up to which the told balance counts.</param>
public sealed record ProviderBalanceView(long ChannelId, BankAccountKind Kind, decimal Ours, decimal? Told, decimal? Difference, decimal Pending, DateTimeOffset? At);

/// <summary>Reads of providers' transactions.</summary>
public sealed class ProviderQueries(ErpDatabase database)
{
    private const int MostLinks = 50;

    /// <summary>One transaction with what belongs to it; null where there is none.</summary>
    public async Task<ProviderEntryView?> EntryAsync(Actor actor, long id, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        if (await db.ProviderEntries.FirstOrDefaultAsync(e => e.Id == id, cancel) is not { } e)
        {
            return null;
        }

        var links = await db.ProviderLinks.Where(l => l.FromId == id || l.ToId == id).OrderBy(l => l.Id).Take(MostLinks)
            .Select(l => new { l.Kind, Names = l.ToId == id, Other = l.ToId == id ? l.FromId : l.ToId }).ToListAsync(cancel);
        var others = links.Select(l => l.Other).Distinct().ToArray();
        var told = await db.ProviderEntries.Where(o => EF.Parameter(others).Contains(o.Id)).Select(o => new { o.Id, o.ExternalId, o.At, o.Gross, o.Currency }).ToDictionaryAsync(o => o.Id, cancel);
        var lines = (await db.BankLines.Where(l => l.EntryId != null && EF.Parameter(others).Contains(l.EntryId!.Value) && l.Kind != BankLineKind.Fee && l.State != BankLineState.Ignored).Select(l => new { l.Id, Entry = l.EntryId!.Value }).ToListAsync(cancel)).ToLookup(l => l.Entry, l => l.Id);
        return new ProviderEntryView(
            e.Id, e.ExternalId, e.EventCode, e.Status, e.At, e.UpdatedAt, e.Gross, e.Fee, e.Currency, e.PayerName, e.PayerEmail, e.InvoiceId, e.CustomField, e.Raw.Length > 0,
            [.. links.Select(l => (l, Other: told[l.Other])).Select(x => new ProviderLinkView(lines[x.Other.Id].Select(y => (long?)y).FirstOrDefault(), x.l.Kind, x.l.Names, x.Other.ExternalId, x.Other.At, x.Other.Gross, x.Other.Currency))]);
    }

    /// <summary>The balance of a provider's account; null for a bank's.</summary>
    public async Task<ProviderBalanceView?> BalanceAsync(Actor actor, long accountId, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        if (await db.BankAccounts.FirstOrDefaultAsync(a => a.Id == accountId && a.ChannelId != null, cancel) is not { } account)
        {
            return null;
        }

        var ours = await db.BankLines.Where(l => l.BankAccountId == accountId).SumAsync(l => (decimal?)l.Amount, cancel) ?? 0m;
        var pending = await db.ProviderEntries.Where(e => e.BankAccountId == accountId && e.MovesMoney && e.Status == ProviderStatus.Pending).SumAsync(e => (decimal?)(e.Gross + e.Fee), cancel) ?? 0m;
        return new ProviderBalanceView(
            account.ChannelId!.Value, account.Kind, ours, account.ToldBalance is { } total ? ProviderBalances.Nearer(total, account.ToldAvailable, ours) : null, account.Difference, pending, account.ToldAt);
    }

    /// <summary>What the provider said of it, as it came; null where nothing is kept. It holds what payers wrote.</summary>
    public async Task<(string Name, string Text)?> RawAsync(Actor actor, long id, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return null;
        }

        await using var db = database.Read(actor);
        var kept = await db.ProviderEntries.Where(e => e.Id == id && e.Raw != "").Select(e => new { e.ExternalId, e.Raw }).FirstOrDefaultAsync(cancel);
        return kept is null ? null : (kept.ExternalId, kept.Raw);
    }
}
