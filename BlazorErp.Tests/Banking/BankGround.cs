using System.Globalization;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

/// <summary>A payment as the bank tells it in a statement made here.</summary>
public sealed record Pay(decimal Amount, string Text = "", string Name = "", string Iban = "", string Reference = "", string BankRef = "");

/// <summary>A company with a bank account, invoices to be paid and statements to bring.</summary>
public sealed class BankGround : IAsyncDisposable
{
    public const string Iban = "LV80BANK0000435195001";

    private BankGround(TestCompany company) => Company = company;

    public TestCompany Company { get; }
    public Actor Actor => Company.Actor;
    public StatementImport Import => Company.Get<StatementImport>();
    public Reconciliation Reconciliation => Company.Get<Reconciliation>();
    public LineActs Acts => Company.Get<LineActs>();
    public MatchUndo Undo => Company.Get<MatchUndo>();

    public static async Task<BankGround> CreateAsync(DatabaseProvider engine, TimeProvider? time = null) => new(await TestCompany.CreateAsync(engine, time));

    public ErpDbContext Read() => Company.Db.Read(Actor);

    /// <summary>An invoice over an amount, posted in ledger and receivables as Invoicing does.</summary>
    public async Task<long> InvoiceAsync(string number, decimal amount, long? partner = null, string reference = "")
    {
        var company = await Company.Get<CompanyReferences>().GetAsync(Actor.CompanyId, default);
        return (await Company.Db.WriteAsync<long>(Actor, new Command("test"), (w, _) =>
        {
            var item = w.Add(Receivable(w.Db.Ids!.Next(), number, amount, partner ?? Company.Customer, Company.Today, reference));
            Journal.Post(w, item.Date, "invoice", item.DocumentId, "post", number,
                [new(company.Accounts[AccountRole.Receivable].Id, amount, "EUR", amount, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -amount, "EUR", -amount)]);
            return Task.FromResult<Outcome<long>>(item.Id);
        }, default)).Value;
    }

    /// <summary>The same in another currency, posted at a rate.</summary>
    public async Task<long> InvoiceInAsync(string currency, decimal rate, string number, decimal amount, long? partner = null)
    {
        var company = await Company.Get<CompanyReferences>().GetAsync(Actor.CompanyId, default);
        return (await Company.Db.WriteAsync<long>(Actor, new Command("test"), (w, _) =>
        {
            var item = Receivable(w.Db.Ids!.Next(), number, amount, partner ?? Company.Customer, Company.Today);
            (item.Currency, item.Rate, item.OpenBase) = (currency, rate, Math.Round(amount * rate, 2, MidpointRounding.AwayFromZero));
            w.Add(item);
            Journal.Post(w, item.Date, "invoice", item.DocumentId, "post", number,
                [new(company.Accounts[AccountRole.Receivable].Id, item.OpenBase, currency, amount, item.PartnerId), new(company.Accounts[AccountRole.Revenue].Id, -item.OpenBase, currency, -amount)]);
            return Task.FromResult<Outcome<long>>(item.Id);
        }, default)).Value;
    }

    /// <summary>A rate from ten days ago on.</summary>
    public Task RateAsync(string currency, decimal rate, int daysAgo = 10) => Company.Db.WriteAsync(Actor, new Command("test"), (w, _) =>
    {
        w.Add(new ExchangeRate { Currency = currency, Date = Company.Today.AddDays(-daysAgo), Rate = rate });
        return Task.FromResult(Outcome.Done);
    }, default);

    public static OpenItem Receivable(long document, string number, decimal amount, long partner, DateOnly day, string reference = "") => new()
    {
        PartnerId = partner, DocumentType = "invoice", DocumentId = document, DocumentNumber = number, Date = day.AddDays(-10), DueDate = day.AddDays(4), Currency = "EUR", Amount = amount, Open = amount, OpenBase = amount, References = reference,
    };

    public async Task<ImportResult> BringAsync(params Pay[] payments) => await BringAsync(Statement(Iban, "EUR", Company.Today, 100m, payments), new(CreateAccounts: true));

    public async Task<ImportResult> BringAsync(string xml, ImportOptions? options = null, string name = "statement.xml") => (await TryAsync(xml, options, name)).Value;

    public Task<Outcome<ImportResult>> TryAsync(string xml, ImportOptions? options = null, string name = "statement.xml") => TryAsync(Encoding.UTF8.GetBytes(xml), options, name);

    public Task<Outcome<ImportResult>> TryAsync(byte[] bytes, ImportOptions? options = null, string name = "statement.xml") => Import.ImportAsync(Actor, new MemoryStream(bytes), name, "upload", options);

    public async Task<BankLine> LineAsync(decimal amount)
    {
        await using var db = Read();
        return await db.BankLines.SingleAsync(l => l.Amount == amount);
    }

    public async Task<OpenItem> ItemAsync(long id)
    {
        await using var db = Read();
        return await db.OpenItems.SingleAsync(o => o.Id == id);
    }

    public static LineAct Act(BankLine line) => new(Guid.NewGuid(), line.Id, line.Version);

    /// <summary>What must hold after every step.</summary>
    public async Task CheckBooksAsync()
    {
        await using var db = Read();
        var items = await db.OpenItems.ToListAsync();
        var allocations = await db.Allocations.ToListAsync();
        var lines = await db.BankLines.ToListAsync();
        (await BalanceAsync(db, AccountRole.Receivable)).ShouldBe(items.Sum(i => i.OpenBase));
        foreach (var item in items)
        {
            item.Open.ShouldBe(item.Amount - allocations.Where(a => a.OpenItemId == item.Id).Sum(a => a.ItemAmount ?? a.Amount), item.DocumentNumber);
        }

        foreach (var line in lines)
        {
            var mine = allocations.Where(a => a.BankLineId == line.Id).ToList();
            mine.Sum(a => a.Amount).ShouldBe(line.State == BankLineState.Booked ? line.Amount : 0m, line.Remittance);
            mine.Select(a => a.ReversesId).OfType<long>().ShouldBeUnique();
        }

        var bank = (await db.JournalLines.Where(l => db.BankAccounts.Any(a => a.AccountId == l.AccountId)).ToListAsync()).Sum(l => l.CurrencyAmount);
        bank.ShouldBe(lines.Where(l => l.State == BankLineState.Booked).Sum(l => l.Amount));
        (await db.JournalLines.ToListAsync()).GroupBy(l => l.EntryId).ShouldAllBe(g => g.Sum(l => l.Debit - l.Credit) == 0m);
    }

    public static async Task<decimal> BalanceAsync(ErpDbContext db, AccountRole role) =>
        (await db.JournalLines.Where(l => db.Accounts.Any(a => a.Id == l.AccountId && a.Role == role)).Select(l => l.Debit - l.Credit).ToListAsync()).Sum();

    /// <summary>A camt.053.001.08 with one statement.</summary>
    public static string Statement(string iban, string currency, DateOnly day, decimal opening, IReadOnlyList<Pay> payments, string id = "S1", string root = "BkToCstmrStmt", string one = "Stmt", decimal? closing = null)
    {
        var xml = new StringBuilder();
        xml.Append(CultureInfo.InvariantCulture, $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{(root == "BkToCstmrStmt" ? "camt.053.001.08" : "camt.052.001.08")}\"><{root}><GrpHdr><MsgId>M{id}</MsgId><CreDtTm>2026-03-02T06:00:00</CreDtTm></GrpHdr><{one}><Id>{id}</Id>");
        xml.Append(CultureInfo.InvariantCulture, $"<FrToDt><FrDtTm>{day:yyyy-MM-dd}T00:00:00</FrDtTm><ToDtTm>{day:yyyy-MM-dd}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>");
        Balance("OPBD", opening);
        Balance("CLBD", closing ?? (opening + payments.Sum(p => p.Amount)));
        foreach (var p in payments)
        {
            var side = p.Amount < 0m ? "Cdtr" : "Dbtr";
            xml.Append(CultureInfo.InvariantCulture, $"<Ntry><Amt Ccy=\"{currency}\">{Math.Abs(p.Amount):0.00}</Amt><CdtDbtInd>{(p.Amount < 0m ? "DBIT" : "CRDT")}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day:yyyy-MM-dd}</Dt></BookgDt><ValDt><Dt>{day:yyyy-MM-dd}</Dt></ValDt>");
            xml.Append(p.BankRef.Length > 0 ? $"<AcctSvcrRef>{p.BankRef}</AcctSvcrRef>" : "").Append("<BkTxCd/><NtryDtls><TxDtls><RltdPties>");
            xml.Append(p.Name.Length > 0 ? $"<{side}><Pty><Nm>{Safe(p.Name)}</Nm></Pty></{side}>" : "").Append(p.Iban.Length > 0 ? $"<{side}Acct><Id><IBAN>{p.Iban}</IBAN></Id></{side}Acct>" : "").Append("</RltdPties><RmtInf>");
            xml.Append(p.Text.Length > 0 ? $"<Ustrd>{Safe(p.Text)}</Ustrd>" : "").Append(p.Reference.Length > 0 ? $"<Strd><CdtrRefInf><Ref>{p.Reference}</Ref></CdtrRefInf></Strd>" : "").Append("</RmtInf></TxDtls></NtryDtls></Ntry>");
        }

        return xml.Append(CultureInfo.InvariantCulture, $"</{one}></{root}></Document>").ToString();

        void Balance(string code, decimal amount) => xml.Append(CultureInfo.InvariantCulture,
            $"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"{currency}\">{Math.Abs(amount):0.00}</Amt><CdtDbtInd>{(amount < 0m ? "DBIT" : "CRDT")}</CdtDbtInd><Dt><Dt>{day:yyyy-MM-dd}</Dt></Dt></Bal>");

        static string Safe(string text) => System.Security.SecurityElement.Escape(text);
    }

    public ValueTask DisposeAsync() => Company.DisposeAsync();
}
