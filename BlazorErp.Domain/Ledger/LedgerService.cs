using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Ledger;

/// <summary>The chart of accounts a company starts with.</summary>
public sealed class ChartFoundation : ICompanyFoundation
{
    private static readonly (AccountRole Role, string Code, string Name)[] Chart =
    [
        (AccountRole.Inventory, "2130", "Inventory"), (AccountRole.Receivable, "2310", "Trade receivables"), (AccountRole.Bank, "2620", "Bank"), (AccountRole.Transfers, "2670", "Money in transit"),
        (AccountRole.HeldByProvider, "2680", "Money held by payment providers"),
        (AccountRole.Opening, "3410", "Opening balances"), (AccountRole.CustomerPrepayments, "5210", "Prepayments from customers"), (AccountRole.Payable, "5310", "Trade payables"),
        (AccountRole.ReceivedNotInvoiced, "5330", "Received, not invoiced"), (AccountRole.VatOutput, "5721", "VAT payable"), (AccountRole.VatInput, "5722", "VAT on purchases"), (AccountRole.Revenue, "6110", "Sales"),
        (AccountRole.OtherIncome, "6550", "Other income"), (AccountRole.CostOfSales, "7110", "Cost of goods sold"), (AccountRole.StockAdjustment, "7170", "Stock corrections"),
        (AccountRole.BankFees, "7710", "Bank charges"), (AccountRole.OtherExpense, "7790", "Other expenses"), (AccountRole.Rounding, "7795", "Rounding"),
        (AccountRole.ExchangeDifference, "8150", "Exchange differences"), (AccountRole.Interest, "8250", "Interest"),
    ];

    /// <inheritdoc/>
    public void Lay(Write write, Company company)
    {
        foreach (var (role, code, name) in Chart)
        {
            write.Add(new Account { Role = role, Code = code, Name = name });
        }
    }
}

/// <summary>One line of an entry to be posted: signed amount in base currency, debit positive; and in the document's currency.</summary>
public readonly record struct Posting(long AccountId, decimal Amount, string Currency, decimal CurrencyAmount, long? PartnerId = null)
{
    /// <summary>A line in base currency.</summary>
    public static Posting Base(long accountId, decimal amount, string currency, long? partnerId = null) => new(accountId, amount, currency, amount, partnerId);
}

/// <summary>Where every posting of every room ends: balanced entries, never changed.</summary>
public static class Journal
{
    /// <summary>
    /// Makes a balanced entry of the lines that are not zero; null where all are. The caller adds it, one by one or in bulk.
    /// </summary>
    /// <exception cref="InvalidOperationException">Debit and credit differ: a defect, nothing is committed.</exception>
    public static JournalEntry? Make(ErpDbContext db, DateOnly date, DateTimeOffset at, string sourceType, long sourceId, string sourceKind, string text, IReadOnlyList<Posting> lines, long? reversesId = null)
    {
        var sum = 0m;
        foreach (var line in lines)
        {
            sum += line.Amount;
        }

        if (sum != 0m)
        {
            throw new InvalidOperationException($"Entry for {sourceType} {text} is out of balance by {sum}");
        }

        var entry = new JournalEntry { Date = date, At = at, SourceType = sourceType, SourceId = sourceId, SourceKind = sourceKind, Text = text.Length > 200 ? text[..200] : text, ReversesId = reversesId };
        db.Stamp(entry);
        foreach (var line in lines)
        {
            if (line.Amount != 0m)
            {
                var row = new JournalLine
                {
                    EntryId = entry.Id, AccountId = line.AccountId, PartnerId = line.PartnerId, Debit = line.Amount > 0m ? line.Amount : 0m, Credit = line.Amount < 0m ? -line.Amount : 0m,
                    Currency = line.Currency, CurrencyAmount = line.CurrencyAmount,
                };
                db.Stamp(row);
                entry.Lines.Add(row);
            }
        }

        return entry.Lines.Count == 0 ? null : entry;
    }

    /// <summary>Makes and adds an entry; its id, or null where nothing was to be posted.</summary>
    public static long? Post(Write write, DateOnly date, string sourceType, long sourceId, string sourceKind, string text, IReadOnlyList<Posting> lines, long? reversesId = null)
    {
        var entry = Make(write.Db, date, write.Now, sourceType, sourceId, sourceKind, text, lines, reversesId);
        if (entry is not null)
        {
            write.AddFinal(entry);
            entry.Lines.ForEach(l => write.AddFinal(l));
        }

        return entry?.Id;
    }

    /// <summary>The mirror of an entry.</summary>
    public static long? Reverse(Write write, JournalEntry original, DateOnly date, string sourceType, long sourceId, string sourceKind, string text) =>
        Post(write, date, sourceType, sourceId, sourceKind, text, [.. original.Lines.Select(l => new Posting(l.AccountId, l.Credit - l.Debit, l.Currency, -l.CurrencyAmount, l.PartnerId))], original.Id);
}
