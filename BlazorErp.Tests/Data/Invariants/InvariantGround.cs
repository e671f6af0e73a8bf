using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Data.Invariants;

/// <summary>Two companies whose books are right and hold something of everything, on both engines; made once, every plant is rolled back.</summary>
public sealed class InvariantGround : IAsyncLifetime
{
    private readonly Dictionary<DatabaseProvider, TestCompany> companies = [];

    public TestCompany Of(DatabaseProvider engine) => companies[engine];

    public async Task InitializeAsync()
    {
        foreach (var engine in new[] { DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql })
        {
            companies[engine] = await MakeAsync(engine);
        }
    }

    /// <summary>Two companies: the first has something of everything, the second nothing.</summary>
    public static async Task<TestCompany> MakeAsync(DatabaseProvider engine)
    {
        var shop = await TestCompany.CreateAsync(engine);
        (await shop.Get<CompanyService>().CreateAsync(new NewCompany("HU", "Magyar Kft.", "HU", "HUF"), 0, default)).Value.ShouldBe(2);
        var filter = await shop.ItemAsync("FLT", 5.9m, 31m, 3m);
        var bearing = await shop.ItemAsync("BRG", 4.2m, 5m, 2m);
        await Write(shop, (w, _) => w.Add(new ExchangeRate { Currency = "USD", Date = shop.Today.AddYears(-1), Rate = 0.91m }));
        var paid = await SellAsync(shop, shop.Order((filter, 6, 5.9m), (bearing, 1, 4.2m)));
        var reversed = await SellAsync(shop, shop.Order((filter, 2, 5.9m)));
        (await shop.Stornos.ReverseAsync(shop.Actor, Guid.NewGuid(), reversed.Id, "wrong", default)).Refusal.ShouldBeNull();
        await SellAsync(shop, shop.Order((filter, 3, 7.77m)) with { Currency = "USD" });
        (await shop.Orders.SaveAsync(shop.Actor, shop.Order((bearing, 9, 4.2m)), default)).Value.Short.ShouldBe(5m);
        var receipt = (await shop.Stock.PostAsync(shop.Actor, Guid.NewGuid(), new NewStockDocument(MoveKind.Receipt, shop.Warehouse, shop.Today, [new StockLineInput(filter, 4m, 3.5m)]), default)).Value;
        (await shop.Db.WriteAsync(shop.Actor, new Command("test"), async (w, c) => new Outcome((await shop.Stock.ReverseIn(w, receipt.Id, "wrong", c)).Refusal), default)).Refusal.ShouldBeNull();
        await BankAsync(shop, paid);
        await TransferAsync(shop);
        await ShopOrderAsync(shop, filter);
        await ProviderAsync(shop);
        await PaidOnlineAsync(shop, paid);
        await MailAsync(shop);
        var now = shop.Database.Time.GetUtcNow();
        await new JobLog(shop.Db, shop.Database.Feed).WriteAsync(new JobRun { Job = "intake", StartedAt = now.AddSeconds(-2), EndedAt = now.AddSeconds(-1), Done = 1 }, default);
        (await new Seals(shop.Db) { Settled = TimeSpan.FromHours(-1) }.SealAsync(default)).ShouldBeGreaterThan(4);
        return shop;
    }

    private static async Task<PostedInvoice> SellAsync(TestCompany shop, SaveOrder request)
    {
        var order = (await shop.Orders.SaveAsync(shop.Actor, request, default)).Value;
        return (await shop.Invoices.InvoiceOrderAsync(shop.Actor, new InvoiceOrder(Guid.NewGuid(), order.Id), default)).Value;
    }

    /// <summary>A statement with two lines: one pays an invoice in part, one is open.</summary>
    private static Task BankAsync(TestCompany shop, PostedInvoice invoice) => Write(shop, async (w, c) =>
    {
        var accounts = await w.Db.Accounts.Where(a => a.Role == AccountRole.Bank || a.Role == AccountRole.Receivable).ToDictionaryAsync(a => a.Role, a => a.Id, c);
        var bank = w.Add(new BankAccount { Name = "Swedbank", Iban = "LV80BANK0000435195001", Currency = "EUR", AccountId = accounts[AccountRole.Bank] });
        var file = w.Add(new BankFile { FileName = "a.xml", ContentHash = "h", Source = "upload", At = w.Now, State = BankFileState.Imported, NewLines = 2 });
        var statement = w.Add(new BankStatement { BankAccountId = bank.Id, FileId = file.Id, StatementId = "1", Opening = 100m, Closing = 117m, LineSum = 17m, Difference = 0m });
        var run = w.Add(new MatchRun { At = w.Now, Cause = "import", Looked = 2, Booked = 1, LeftOpen = 1 });
        var line = w.Add(new BankLine { BankAccountId = bank.Id, StatementId = statement.Id, Date = shop.Today, Amount = 10m, Currency = "EUR", ContentHash = "a", Occurrence = 1, State = BankLineState.Booked, RunId = run.Id });
        w.Add(new BankLine { BankAccountId = bank.Id, StatementId = statement.Id, Date = shop.Today, Amount = 7m, Currency = "EUR", ContentHash = "b", Occurrence = 1 });
        var item = await w.Db.OpenItems.SingleAsync(o => o.DocumentId == invoice.Id, c);
        item.Open -= 10m;
        item.OpenBase -= 10m;
        var entry = Journal.Post(w, shop.Today, "bank-line", line.Id, $"post:{run.Id}", invoice.Number,
            [Posting.Base(accounts[AccountRole.Bank], 10m, "EUR"), Posting.Base(accounts[AccountRole.Receivable], -10m, "EUR", item.PartnerId)])!.Value;
        w.Add(new Allocation { BankLineId = line.Id, RunId = run.Id, OpenItemId = item.Id, Amount = 10m, EntryId = entry, At = w.Now });
    });

    /// <summary>A sale at PayPal with its fee, and what PayPal says is there.</summary>
    private static Task ProviderAsync(TestCompany shop) => Write(shop, async (w, c) =>
    {
        var channel = w.Add(new Channel { Kind = "paypal", Name = "PayPal", Token = Guid.NewGuid().ToString("N") });
        await w.Db.SaveChangesAsync(c);
        var (source, eur, at) = (new ProviderSource(channel.Id, BankAccountKind.PayPal, "paypal", "PayPal"), Currency.Of("EUR"), w.Now.AddHours(-5));
        var sale = new ProviderTransaction
        {
            Provider = "paypal", Account = "ME", Id = "1", EventCode = "T0006", Event = ProviderEvent.Payment, At = at, UpdatedAt = at, Gross = new(121m, eur), Fee = new(-4.46m, eur), Status = ProviderStatus.Success,
        };
        await ProviderLines.WriteIn(w, source, [sale, sale with { Id = "2", EventCode = "T1107", Event = ProviderEvent.Refund, ReferenceId = "1", Gross = new(-21m, eur), Fee = new(0m, eur) }], c);
        await ProviderBalances.TellIn(w, source, [new(new(100m, eur), null, w.Now)], c);
    });

    /// <summary>A rule that splits, and money moved between two own accounts: both sides came, were booked and paired.</summary>
    private static async Task TransferAsync(TestCompany shop)
    {
        await using var db = shop.Db.Read(shop.Actor);
        var accounts = await db.Accounts.Where(a => a.Role == AccountRole.Interest || a.Role == AccountRole.OtherExpense).Select(a => a.Id).ToListAsync();
        (await shop.Get<BankRules>().SaveAsync(shop.Actor, new SaveRule(Guid.NewGuid(), 0, new Domain.Banking.Matching.BankRule(0, 0, "Loan", new(Text: "loan"), [new(accounts[0], Percent: 30m), new(accounts[1])])))).Refusal.ShouldBeNull();
        const string Other = "LV97HABA0012345678910";
        foreach (var (from, to, amount) in new[] { (Banking.BankGround.Iban, Other, -50m), (Other, Banking.BankGround.Iban, 50m) })
        {
            var xml = Banking.BankGround.Statement(from, "EUR", shop.Today, 100m, [new(amount, "own money", "SIA Baltic Parts", to)], "T" + amount);
            (await shop.Get<StatementImport>().ImportAsync(shop.Actor, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml)), "t.xml", "upload", new ImportOptions(CreateAccounts: true))).Refusal.ShouldBeNull();
        }

        (await shop.Get<Reconciliation>().MatchAsync(shop.Actor, MatchScope.All)).Value.Booked.ShouldBe(2);
    }

    /// <summary>An order of a web shop, applied from its message.</summary>
    private static Task ShopOrderAsync(TestCompany shop, long item) => Write(shop, async (w, c) =>
    {
        var series = await w.Db.NumberSeries.Where(s => s.Kind == DocumentKind.SalesOrder).Select(s => s.Id).SingleAsync(c);
        var channel = w.Add(new Channel { Kind = "woocommerce", Name = "Shop", Token = Guid.NewGuid().ToString("N") });
        await w.Db.SaveChangesAsync(c);
        var version = w.Now.AddHours(-1);
        var order = (await shop.Orders.SaveIn(w, shop.Order((item, 1, 10m)) with { Origin = new ShopOrigin(channel.Id, "77", "77", version, series, 12.10m, "Card", "Post", null) }, c)).Value;
        await w.Db.SaveChangesAsync(c);
        w.Add(new IntakeMessage
        {
            ChannelId = channel.Id, Key = "k", Topic = "order.created", Body = [1], ReceivedAt = w.Now, State = IntakeState.Applied, ExternalId = "77", ExternalNumber = "77", ExternalVersion = version, OrderId = order.Id, AppliedAt = w.Now,
        });
    });

    /// <summary>A payment through Stripe with its fee, booked by its message, and the payout it went out with.</summary>
    private static Task PaidOnlineAsync(TestCompany shop, PostedInvoice invoice) => Write(shop, async (w, c) =>
    {
        var channel = w.Add(new Channel { Kind = "stripe", Name = "Stripe", Token = Guid.NewGuid().ToString("N") });
        w.Add(new PayPage { InvoiceId = invoice.Id, Token = "page", CreatedAt = w.Now });
        var attempt = w.Add(new PayAttemptRow
        {
            InvoiceId = invoice.Id, ChannelId = channel.Id, Provider = "stripe", Key = "att", Amount = 5m, Currency = "EUR", CreatedAt = w.Now, ExpiresAt = w.Now.AddHours(1), Version = 1,
        });
        await w.Db.SaveChangesAsync(c);
        var eur = Currency.Of("EUR");
        var told = new PaymentNotification
        {
            Provider = "stripe", EventId = "evt", BodyHash = "h", Notice = PaymentNotice.Paid, At = w.Now, AttemptId = "att", PaymentId = "pi_1", Amount = new Money(5m, eur), Fee = new Money(0.2m, eur),
        };
        (await shop.Get<PayAttempts>().ApplyIn(w, attempt, told, c)).Refusal.ShouldBeNull();
        await w.Db.SaveChangesAsync(c);
        ToldPayoutPart[] parts =
        [
            new("txn_1", PayoutPartKind.Payment, "pi_1", "att", "ch_1", new(5m, eur), new(0.2m, eur), w.Now, "Payment"), new("txn_2", PayoutPartKind.Fee, null, null, null, new(-0.3m, eur), new(0m, eur), w.Now, "Monthly"),
        ];
        var payout = new ToldPayout("po_1", PayoutState.Paid, w.Now, null, new(4.4m, eur), parts);
        (await shop.Get<PayoutWriter>().WriteIn(w, new PayDoor(channel.Id, "stripe", "Stripe", "t", true, false, null!), payout, c)).Value.ShouldBe(2);
    });

    /// <summary>Two mails: of one a statement was taken and another file was not, the other was turned away.</summary>
    private static Task MailAsync(TestCompany shop) => Write(shop, async (w, c) =>
    {
        var file = await w.Db.BankFiles.OrderBy(f => f.Id).Select(f => f.Id).FirstAsync(c);
        var channel = w.Add(new Channel { Kind = "mail", Name = "Statements", Token = Guid.NewGuid().ToString("N") });
        var taken = w.Add(new MailEnvelope { ChannelId = channel.Id, UidValidity = 1, Uid = 1, ContentHash = "h1", ReceivedAt = w.Now, State = MailState.Taken, SenderUserId = 1, IsHome = true, ProcessedAt = w.Now });
        w.Add(new MailEnvelope { ChannelId = channel.Id, UidValidity = 1, Uid = 2, ContentHash = "h2", ReceivedAt = w.Now, State = MailState.Rejected, IsHome = true, ProcessedAt = w.Now, Refusal = RefusalJson.Write(new Refusal("mail.sender_unknown", "x@y.lv")) });
        w.Add(new MailFileResult { MailId = taken.Id, Position = 1, Path = "2", FileName = "a.xml", State = MailFileState.New, ForCompanyId = 1, BankFileId = file, NewLines = 2 });
        w.Add(new MailFileResult { MailId = taken.Id, Position = 2, Path = "3", FileName = "b.xml", State = MailFileState.Rejected, ForCompanyId = 1, Refusals = RefusalJson.Write(new Refusal("mail.file_empty")) });
    });

    private static Task Write(TestCompany shop, Action<Write, CancellationToken> act) => Write(shop, (w, c) =>
    {
        act(w, c);
        return Task.CompletedTask;
    });

    private static async Task Write(TestCompany shop, Func<Write, CancellationToken, Task> act) => (await shop.Db.WriteAsync(shop.Actor, new Command("test"), async (w, c) =>
    {
        await act(w, c);
        return Outcome.Done;
    }, default)).Refusal.ShouldBeNull();

    /// <summary>Runs an invariant with all guards of the database off and a violation planted, then takes it back.</summary>
    public async Task<Finding> PlantAsync(DatabaseProvider engine, IInvariant invariant, params string[] plant)
    {
        await using var db = Of(engine).Db.Read(0);
        await db.Database.OpenConnectionAsync();
        if (engine == DatabaseProvider.Sqlite)
        {
            await RunAsync("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON");
        }

        await using (await db.Database.BeginTransactionAsync())
        {
            foreach (var sql in await Unguarded())
            {
                await RunAsync(sql);
            }

            foreach (var sql in plant)
            {
                await RunAsync(Plants.For(engine, sql));
            }

            if (engine == DatabaseProvider.Sqlite)
            {
                await RunAsync("PRAGMA ignore_check_constraints=OFF");
            }

            try
            {
                return await invariant.CheckAsync(db, Of(engine).Database.Time.GetUtcNow(), default);
            }
            finally
            {
                await db.Database.RollbackTransactionAsync();
                if (engine == DatabaseProvider.Sqlite)
                {
                    await RunAsync("PRAGMA foreign_keys=ON");
                }
            }
        }

#pragma warning disable RS0030 // spoiling the books is what these statements are for
        Task RunAsync(string sql) => db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
#pragma warning restore RS0030

        async Task<List<string>> Unguarded() => engine == DatabaseProvider.PostgreSql
            ?
            [
                "set local session_replication_role = replica",
                "do $$ declare r record; begin for r in select conrelid::regclass as t, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop execute format('alter table %s drop constraint %I', r.t, r.conname); end loop; for r in select indexrelid::regclass as i from pg_index x join pg_class c on c.oid = x.indrelid where x.indisunique and not x.indisprimary and c.relnamespace = 'public'::regnamespace loop execute format('drop index %s', r.i); end loop; end $$",
            ]
            : await db.Database.SqlQueryRaw<string>("select 'drop ' || type || ' \"' || name || '\"' as \"Value\" from sqlite_master where type = 'trigger' or (type = 'index' and sql like 'CREATE UNIQUE%')").ToListAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var company in companies.Values)
        {
            await company.DisposeAsync();
        }
    }
}
