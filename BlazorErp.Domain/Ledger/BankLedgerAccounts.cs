using System.Globalization;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Ledger;

/// <summary>Ledger accounts of bank accounts: one for each, so that the ledger's balance can be held against the bank's.</summary>
public static class BankLedgerAccounts
{
    /// <summary>A bank's ledger account not used yet; made, with the next free code, where all are in use.</summary>
    /// <param name="write">Unit of work.</param>
    /// <param name="name">Name of a new one.</param>
    /// <param name="used">Ledger accounts that bank accounts have already.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="own">Made anew even where one is free: what is free is the bank's.</param>
    public static async Task<long> FreeIn(Write write, string name, IReadOnlyCollection<long> used, CancellationToken cancel, bool own = false)
    {
        var banks = await write.Db.Accounts.AsNoTracking().Where(a => a.Role == AccountRole.Bank).OrderBy(a => a.Code).ToListAsync(cancel);
        if (!own && banks.Find(a => !used.Contains(a.Id)) is { } free)
        {
            return free.Id;
        }

        var codes = (await write.Db.Accounts.AsNoTracking().Select(a => a.Code).ToListAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        var start = banks.Count > 0 && int.TryParse(banks[0].Code, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 2620;
        var next = Enumerable.Range(1, 9).Select(n => (start + n).ToString(CultureInfo.InvariantCulture))
            .Concat(Enumerable.Range(1, 9_999).Select(n => $"{start}-{n:00}")).First(c => !codes.Contains(c));

        // Past the tracker, so that whoever writes past it too may refer to it at once.
        var account = new Account { Code = next, Name = name.Length > 200 ? name[..200] : name, Role = AccountRole.Bank };
        await Bulk.InsertAsync(write.Db, [account], cancel);
        write.Changed(Topics.Settings, account.Id);
        return account.Id;
    }
}
