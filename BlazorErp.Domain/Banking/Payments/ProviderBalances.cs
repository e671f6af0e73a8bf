using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>A balance as a provider tells it.</summary>
/// <param name="Total">All of it, blocked money too.</param>
/// <param name="Available">Of it not blocked, where told.</param>
/// <param name="At">UTC up to which it counts transactions.</param>
public sealed record ProviderBalance(Money Total, Money? Available, DateTimeOffset At);

/// <summary>
/// The provider's balance beside the sum of our lines. Money that is blocked by a transaction is off our lines, money blocked without one is not;
/// so ours is held against the total and against what is available, and the nearer one counts.
/// </summary>
public static class ProviderBalances
{
    /// <summary>Keeps told balances of a channel's accounts; older ones than are known are passed over.</summary>
    public static async Task TellIn(Write write, ProviderSource source, IReadOnlyList<ProviderBalance> told, CancellationToken cancel)
    {
        // An account that never had anything is not worth a row.
        var known = await write.Db.BankAccounts.AsNoTracking().Where(a => a.ChannelId == source.ChannelId).Select(a => a.Currency).ToListAsync(cancel);
        var mine = told.Where(t => t.Total.Amount != 0m || known.Contains(t.Total.Currency.Code)).ToList();
        var accounts = await ProviderLines.AccountsIn(write, source, mine.Select(t => t.Total.Currency.Code), cancel);
        foreach (var balance in mine)
        {
            var (id, total, available, at) = (accounts[balance.Total.Currency.Code], (decimal?)balance.Total.Amount, balance.Available?.Amount, (DateTimeOffset?)balance.At);
            await write.Db.BankAccounts.Where(a => a.Id == id && (a.ToldAt == null || a.ToldAt <= at))
                .ExecuteUpdateAsync(u => u.SetProperty(a => a.ToldBalance, total).SetProperty(a => a.ToldAvailable, available).SetProperty(a => a.ToldAt, at), cancel);
        }

        await RefreshIn(write, accounts.Values, cancel);
        write.Changed(Topics.Bank, accounts.Values.Order());
    }

    /// <summary>Works the differences out again: in every unit of work that writes lines, so that what is stated is always true.</summary>
    internal static async Task RefreshIn(Write write, IEnumerable<long> accounts, CancellationToken cancel)
    {
        var mine = accounts.ToArray();
        var told = await write.Db.BankAccounts.AsNoTracking().Where(a => EF.Parameter(mine).Contains(a.Id) && a.ToldBalance != null).Select(a => new { a.Id, a.ToldBalance, a.ToldAvailable, a.ToldAt, a.Difference }).ToListAsync(cancel);
        foreach (var account in told)
        {
            var ours = await write.Db.BankLines.Where(l => l.BankAccountId == account.Id && write.Db.ProviderEntries.Any(e => e.Id == l.EntryId && e.At <= account.ToldAt)).SumAsync(l => (decimal?)l.Amount, cancel) ?? 0m;
            decimal? difference = Nearer(account.ToldBalance!.Value, account.ToldAvailable, ours) - ours;
            if (difference != account.Difference)
            {
                await write.Db.BankAccounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(u => u.SetProperty(a => a.Difference, difference), cancel);
            }
        }
    }

    /// <summary>The one of total and available that our lines are nearer to.</summary>
    public static decimal Nearer(decimal total, decimal? available, decimal ours) => available is { } free && Math.Abs(free - ours) < Math.Abs(total - ours) ? free : total;
}
