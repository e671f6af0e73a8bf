using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking;

/// <summary>A payment of an invoice.</summary>
/// <param name="LineId">Bank line.</param>
/// <param name="Date">Booking date.</param>
/// <param name="Amount">Signed as the invoice, in its currency.</param>
/// <param name="Currency">Currency.</param>
/// <param name="BankAccount">Name of our account.</param>
/// <param name="Counterparty">Who paid, as the bank writes it.</param>
/// <param name="At">When it was booked.</param>
/// <param name="Undone">Taken back since.</param>
public sealed record InvoicePayment(long LineId, DateOnly Date, decimal Amount, string Currency, string BankAccount, string Counterparty, DateTimeOffset At, bool Undone);

/// <summary>A bank account as a chip of the page.</summary>
/// <param name="Id">Account.</param>
/// <param name="Name">Name.</param>
/// <param name="Iban">Number.</param>
/// <param name="Currency">Currency.</param>
/// <param name="Balance">Closing of the newest statement, or what the provider told; null where none says.</param>
/// <param name="BalanceOn">Its day.</param>
/// <param name="Open">Open and suggested lines.</param>
/// <param name="NeedsCheck">Made from a statement.</param>
/// <param name="Ledger">Ledger account.</param>
/// <param name="Version">Version.</param>
/// <param name="Kind">Who keeps the money.</param>
/// <param name="Channel">Channel of a provider's account.</param>
public sealed record BankAccountChip(
    long Id, string Name, string Iban, string Currency, decimal? Balance, DateOnly? BalanceOn, int Open, bool NeedsCheck, long Ledger, int Version, BankAccountKind Kind, long? Channel)
{
    /// <summary>What it lets pass, where it says so itself.</summary>
    public BankTolerances Tolerances { get; init; } = BankTolerances.Usual;
}

/// <summary>What the dashboard says of the bank.</summary>
/// <param name="Lines">Lines open or suggested.</param>
/// <param name="Sum">Their amounts without sign, in base currency only.</param>
/// <param name="ByThemselves">Lines of the last seven days that booked themselves.</param>
/// <param name="Arrived">Lines of the last seven days.</param>
public sealed record BankFigures(int Lines, decimal Sum, int ByThemselves, int Arrived);

/// <summary>Reads of the bank room.</summary>
public sealed partial class BankQueries(ErpDatabase database, CompanyReferences references)
{
    /// <summary>Payments of an invoice, oldest first; those taken back are marked.</summary>
    public async Task<IReadOnlyList<InvoicePayment>> PaymentsOfInvoiceAsync(Actor actor, long invoiceId, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.InvoicesRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.OpenItems.Where(o => o.DocumentType == "invoice" && o.DocumentId == invoiceId)
            .Join(db.Allocations.Where(a => a.ReversesId == null), o => o.Id, a => a.OpenItemId, (o, a) => new { a, o.Currency })
            .Join(db.BankLines, x => x.a.BankLineId, l => l.Id, (x, l) => new { x.a, x.Currency, l })
            .Join(db.BankAccounts, x => x.l.BankAccountId, b => b.Id, (x, b) => new { x.a, x.l, x.Currency, b.Name })
            .OrderBy(x => x.l.Date).ThenBy(x => x.a.Id).Take(PageQuery.MaxTake)
            .Select(x => new InvoicePayment(x.l.Id, x.l.Date, x.a.ItemAmount ?? x.a.Amount, x.Currency, x.Name, x.l.CounterpartyName, x.a.At, db.Allocations.Any(r => r.ReversesId == x.a.Id))).ToListAsync(cancel);
    }

    /// <summary>The company's bank accounts.</summary>
    public async Task<IReadOnlyList<BankAccountChip>> AccountsAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        var accounts = await db.BankAccounts.OrderBy(a => a.Name).ThenBy(a => a.Id).Take(PageQuery.MaxTake).ToListAsync(cancel);
        var open = await db.BankLines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested).GroupBy(l => l.BankAccountId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var chips = new List<BankAccountChip>(accounts.Count);
        foreach (var a in accounts)
        {
            if (a.Kind != BankAccountKind.Bank)
            {
                chips.Add(new BankAccountChip(a.Id, a.Name, a.Iban, a.Currency, a.ToldBalance, a.ToldAt is { } told ? DateOnly.FromDateTime(told.UtcDateTime) : null, open.GetValueOrDefault(a.Id), a.NeedsCheck, a.AccountId, a.Version, a.Kind, a.ChannelId) { Tolerances = BankTolerances.Of(a) });
                continue;
            }

            var last = await db.BankStatements.Where(s => s.BankAccountId == a.Id && s.Closing != null && s.To != null).OrderByDescending(s => s.To).ThenByDescending(s => s.Id).Select(s => new { s.Closing, s.To }).FirstOrDefaultAsync(cancel);
            chips.Add(new BankAccountChip(a.Id, a.Name, a.Iban, a.Currency, last?.Closing, last?.To, open.GetValueOrDefault(a.Id), a.NeedsCheck, a.AccountId, a.Version, a.Kind, null) { Tolerances = BankTolerances.Of(a) });
        }

        return chips;
    }

    /// <summary>Lines that wait for someone: the count beside the bank in the menu.</summary>
    public async Task<int> OpenCountAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return 0;
        }

        await using var db = database.Read(actor);
        return await db.BankLines.CountAsync(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested, cancel);
    }

    /// <summary>Figures of the dashboard.</summary>
    public async Task<BankFigures> FiguresAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.May(Permissions.BankRead))
        {
            return new(0, 0m, 0, 0);
        }

        var company = await references.GetAsync(actor.CompanyId, cancel);
        var since = company.Today(database.Time.GetUtcNow()).AddDays(-7);
        await using var db = database.Read(actor);
        var waiting = db.BankLines.Where(l => l.State == BankLineState.Open || l.State == BankLineState.Suggested);
        var mine = company.Company.Currency;
        var sum = await waiting.Where(l => l.Currency == mine && l.Amount > 0m).SumAsync(l => (decimal?)l.Amount, cancel) - await waiting.Where(l => l.Currency == mine && l.Amount < 0m).SumAsync(l => (decimal?)l.Amount, cancel);
        var week = db.BankLines.Where(l => l.Date > since);
        return new(
            await waiting.CountAsync(cancel), sum ?? 0m,
            await week.CountAsync(l => l.State == BankLineState.Booked && db.MatchRuns.Any(r => r.Id == l.RunId && r.Cause != "manual"), cancel), await week.CountAsync(cancel));
    }
}
