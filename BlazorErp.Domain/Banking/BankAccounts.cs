using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>A bank account as it is entered.</summary>
/// <param name="CommandId">Id of the submit.</param>
/// <param name="Id">0 for a new one.</param>
/// <param name="Version">Version that was on the screen.</param>
/// <param name="Name">Name shown; required.</param>
/// <param name="Iban">IBAN with or without blanks, or the bank's other number.</param>
/// <param name="Currency">Currency.</param>
/// <param name="AccountId">Ledger account of a bank; null: a free one.</param>
public sealed record SaveBankAccount(Guid CommandId, long Id, int Version, string Name, string Iban, string Currency, long? AccountId)
{
    /// <summary>Differences it lets pass.</summary>
    public BankTolerances Tolerances { get; init; } = BankTolerances.Usual;
}

/// <summary>Creates and changes the company's bank accounts.</summary>
public sealed class BankAccounts(ErpDatabase database)
{
    /// <summary>Saves an account. Number and currency of an account with lines stay as they are.</summary>
    /// <returns>Its id, or: forbidden, value.*, bank.iban_wrong, bank.currency_unknown, bank.account_taken, bank.account_of_other_company, bank.ledger_account, bank.account_has_lines, not_found, changed_by_other.</returns>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SaveBankAccount request, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var complaints = new Complaints();
        var name = complaints.Text(request.Name, "name", 100, true);
        var number = Iban.Compact(complaints.Text(request.Iban, "iban", 64, true));
        if (number.Length > 0 && Iban.LooksLikeOne(number) && !Iban.IsValid(number))
        {
            complaints.Add("iban", "bank.iban_wrong", number);
        }

        if (!Currency.IsKnown(request.Currency))
        {
            complaints.Add("currency", "bank.currency_unknown", number, request.Currency);
        }

        request.Tolerances.Check(complaints, Currency.IsKnown(request.Currency) ? Currency.Of(request.Currency).Decimals : 4);
        return complaints.Refusal is { } wrong ? wrong
            : await database.WriteAsync(actor, new Command("bank.account_saved", request.CommandId, request), (w, c) => SaveIn(w, request, name!, number, c), cancel);
    }

    /// <summary>Renames an account and says what differences it lets pass; all that a person may change of a provider's, whose currency and ledger account are its channel's.</summary>
    /// <returns>Its id, or: forbidden, value.*, not_found, changed_by_other.</returns>
    public async Task<Outcome<long>> RenameAsync(Actor actor, Guid commandId, long id, int version, string name, BankTolerances tolerances, CancellationToken cancel)
    {
        var complaints = new Complaints();
        tolerances.Check(complaints, 4);
        var clean = complaints.Text(name, "name", 100, true);
        return (actor.Lacks(Permissions.BankWrite) ?? complaints.Refusal) is { } no ? no
            : await database.WriteAsync<long>(actor, new Command("bank.account_saved", commandId, new { id, version, name, tolerances }), async (w, c) =>
            {
                var account = await w.Db.BankAccounts.FirstOrDefaultAsync(a => a.Id == id, c);
                if (account is null || account.Version != version)
                {
                    return account is null ? new Refusal("not_found", "bank-account") : new Refusal("changed_by_other");
                }

                (account.Name, account.NeedsCheck) = (clean!, false);
                Lets(w, account, tolerances);
                account.Version++;
                w.Audit("bank.account_saved", "bank-account", id, clean);
                w.Changed(Topics.Bank, id);
                return id;
            }, cancel);
    }

    private static async Task<Outcome<long>> SaveIn(Write write, SaveBankAccount request, string name, string number, CancellationToken cancel)
    {
        var db = write.Db;
        if (await db.BankAccounts.AnyAsync(a => a.Kind == BankAccountKind.Bank && a.Iban == number && a.Currency == request.Currency && a.Id != request.Id, cancel))
        {
            return new Refusal("bank.account_taken", number, request.Currency) { Field = "iban" };
        }

        if (await BankLines.OfAnotherCompanyAsync(db, number, cancel))
        {
            return new Refusal("bank.account_of_other_company", number) { Field = "iban" };
        }

        if (request.AccountId is { } ledger && !await db.Accounts.AnyAsync(a => a.Id == ledger && a.Role == AccountRole.Bank, cancel))
        {
            return new Refusal("bank.ledger_account") { Field = "account" };
        }

        var used = await db.BankAccounts.Where(a => a.Id != request.Id).Select(a => a.AccountId).ToListAsync(cancel);
        if (request.Id == 0)
        {
            var made = await AddIn(write, new BankAccount { Name = name, Iban = number, Currency = request.Currency, AccountId = request.AccountId ?? 0, Version = 1, RoundingTolerance = request.Tolerances.Rounding, FeeTolerance = request.Tolerances.Fee, CurrencyTolerance = request.Tolerances.CurrencyPercent }, used, cancel);
            return made.Id;
        }

        var account = await db.BankAccounts.FirstOrDefaultAsync(a => a.Id == request.Id && a.Kind == BankAccountKind.Bank, cancel);
        if (account is null || account.Version != request.Version)
        {
            return account is null ? new Refusal("not_found", "bank-account") : new Refusal("changed_by_other");
        }

        var moved = account.Iban != number || account.Currency != request.Currency || (request.AccountId is { } to && to != account.AccountId);
        if (moved && await db.BankLines.AnyAsync(l => l.BankAccountId == account.Id, cancel))
        {
            return new Refusal("bank.account_has_lines", account.Name) { Field = "iban" };
        }

        (account.Name, account.Iban, account.Currency, account.NeedsCheck, account.AccountId) = (name, number, request.Currency, false, request.AccountId ?? account.AccountId);
        account.Version++;
        Lets(write, account, request.Tolerances);
        write.Audit("bank.account_saved", "bank-account", account.Id, name);
        write.Changed(Topics.Bank, account.Id);
        return account.Id;
    }

    // What books itself is decided by these: who changed them, and from what to what, is kept.
    private static void Lets(Write write, BankAccount account, BankTolerances to)
    {
        var from = BankTolerances.Of(account);
        if (from != to)
        {
            var currency = Currency.Of(account.Currency);
            var (before, after) = (from.For(currency), to.For(currency));
            to.Put(account);
            write.Audit("bank.tolerances", "bank-account", account.Id, account.Name, before.Fee, after.Fee, before.Rounding, after.Rounding, before.CurrencyPercent, after.CurrencyPercent);
        }
    }

    /// <summary>Ledger accounts that bank accounts have.</summary>
    internal static async Task<List<long>> UsedIn(ErpDbContext db, CancellationToken cancel) => await db.BankAccounts.Select(a => a.AccountId).ToListAsync(cancel);

    /// <summary>Adds an account, with a free ledger account where it has none; a provider's money gets one of its own.</summary>
    internal static async Task<BankAccount> AddIn(Write write, BankAccount account, IReadOnlyCollection<long> used, CancellationToken cancel)
    {
        account.AccountId = account.AccountId != 0 ? account.AccountId : await BankLedgerAccounts.FreeIn(write, account.Name, used, cancel, own: account.Kind != BankAccountKind.Bank);
        account.Version = 1;
        await Bulk.InsertAsync(write.Db, [account], cancel);
        write.Audit("bank.account_saved", "bank-account", account.Id, account.Name);
        write.Changed(Topics.Bank, account.Id);
        return account;
    }
}
