using System.IO.Compression;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class StatementImportTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task The_same_file_again_says_so_and_adds_nothing(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var xml = BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 100m, [new Pay(10m, "a"), new Pay(10m, "a"), new Pay(-3m, "b")]);

        var first = await bank.BringAsync(xml, new(CreateAccounts: true));
        var second = await bank.BringAsync(xml, new(CreateAccounts: true), "../other\\name.xml");

        (first.NewLines, first.KnownLines, first.SameFile).ShouldBe((3, 0, false));
        first.Statements.Single().ShouldSatisfyAllConditions(s => s.AccountMade.ShouldBeTrue(), s => s.Difference.ShouldBe(0m), s => s.Opening.ShouldBe(100m), s => s.Closing.ShouldBe(117m));
        (second.NewLines, second.SameFile, second.FileId).ShouldBe((0, true, first.FileId));
        second.Warnings.Single().Code.ShouldBe("bank.file_known");
        await using var db = bank.Read();
        (await db.BankLines.CountAsync()).ShouldBe(3);
        (await db.BankLines.Where(l => l.Amount == 10m).Select(l => l.Occurrence).ToListAsync()).Order().ShouldBe([1, 2]);
        (await db.BankFiles.SingleAsync()).ShouldSatisfyAllConditions(f => f.State.ShouldBe(BankFileState.Imported), f => f.NewLines.ShouldBe(3));
        using var raw = new StreamReader((await bank.Import.RawAsync(bank.Actor, first.FileId, default))!.Value.Content);
        (await raw.ReadToEndAsync()).ShouldBe(xml);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_brought_by_many_at_once_enters_once(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var xml = BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [.. Enumerable.Range(1, 50).Select(n => new Pay(n, "x"))]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => bank.TryAsync(xml, new(CreateAccounts: true)))));

        answers.ShouldAllBe(a => a.Ok);
        await using var db = bank.Read();
        (await db.BankLines.CountAsync()).ShouldBe(50);
        (await db.BankFiles.CountAsync()).ShouldBe(1);
        (await db.BankAccounts.CountAsync()).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_overlapping_file_adds_only_what_is_new_and_a_gap_is_told(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var day = bank.Company.Today;
        Pay[] monday = [new(10m, "coffee"), new(10m, "coffee"), new(20m, "tea")];
        await bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", day.AddDays(-1), 0m, monday), new(CreateAccounts: true));

        // The bank's second file has both days, with a third coffee that came later on the first.
        var both = await bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", day.AddDays(-1), 0m, [.. monday, new Pay(10m, "coffee")], "S2"));
        var late = await bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", day.AddDays(3), 77m, [new Pay(1m, "x")], "S3", closing: 80m));

        (both.NewLines, both.KnownLines).ShouldBe((1, 3));
        late.Warnings.Select(w => w.Code).ShouldBe(["bank.balance_difference", "bank.balance_gap"]);
        late.Statements[0].Difference.ShouldBe(-2m);
        late.Statements[0].Gap.ShouldBe(27m);
        await using var db = bank.Read();
        (await db.BankLines.CountAsync()).ShouldBe(5);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_unknown_account_is_left_out_with_its_number_and_made_on_request(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var xml = BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [new Pay(5m, "x")]);

        var refused = await bank.BringAsync(xml);

        refused.State.ShouldBe(BankFileState.Refused);
        refused.Statements.Single().Refusal!.ShouldSatisfyAllConditions(r => r.Code.ShouldBe("bank.account_unknown"), r => r.Args[0].ShouldBe(BankGround.Iban));
        (await bank.Import.AgainAsync(bank.Actor, refused.FileId, new(CreateAccounts: true))).Value.NewLines.ShouldBe(1);
        var dollars = await bank.BringAsync(BankGround.Statement(BankGround.Iban, "USD", bank.Company.Today, 0m, [new Pay(5m, "x")]), new(CreateAccounts: true));
        dollars.NewLines.ShouldBe(1);
        await using var db = bank.Read();
        (await db.BankAccounts.ToListAsync()).Select(a => (a.Currency, a.NeedsCheck)).ShouldBe([("EUR", true), ("USD", true)], ignoreOrder: true);
        (await db.BankAccounts.Select(a => a.AccountId).Distinct().CountAsync()).ShouldBe(2);
        (await db.BankFiles.CountAsync(f => f.State == BankFileState.Refused)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_account_of_another_company_is_refused_without_telling_whose(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        (await bank.Company.Get<CompanyService>().CreateAsync(new NewCompany("HU", "Secret Kft", "HU", "HUF"), 0, default)).Refusal.ShouldBeNull();
        var other = TestDatabase.Owner(2);
        (await bank.Company.Get<BankAccounts>().SaveAsync(other, new SaveBankAccount(Guid.NewGuid(), 0, 0, "Ours", "LV80 BANK 0000 4351 9500 1", "EUR", null), default)).Refusal.ShouldBeNull();

        var refused = await bank.BringAsync(BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [new Pay(5m, "x")]), new(CreateAccounts: true));

        refused.Statements.Single().Refusal!.ToString().ShouldBe($"bank.account_of_other_company({BankGround.Iban})");
        await using var db = bank.Read();
        (await db.BankAccounts.CountAsync()).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_cut_off_file_is_refused_whole_and_kept(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.BringAsync(new Pay(1m, "there before"));
        var xml = BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [.. Enumerable.Range(1, 3_000).Select(n => new Pay(n, $"payment {n}"))], "S9");

        var outcome = await bank.TryAsync(xml[..(xml.Length * 9 / 10)], name: "<script>alert(1)</script>\u0000\u202e.xml");

        outcome.Refusal!.Code.ShouldStartWith("bank.format.");
        await using var db = bank.Read();
        (await db.BankLines.CountAsync()).ShouldBe(1);
        var kept = await db.BankFiles.SingleAsync(f => f.State == BankFileState.Refused);
        RefusalJson.Read(kept.Refusals)!.Code.ShouldBe(outcome.Refusal.Code);
        kept.FileName.ShouldNotContain('\u0000');
        (await bank.TryAsync(xml)).Value.NewLines.ShouldBe(3_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_archive_brings_its_good_files_and_names_the_bad_ones(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, true))
        {
            Put(archive, "a.xml", BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [new Pay(5m, "x")]));
            Put(archive, "b.xml", BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 5m, [new Pay(6m, "y")], "S2")[..^80]);
            Put(archive, "c.xml", BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 5m, [new Pay(7m, "z")], "S3"));
        }

        var result = (await bank.TryAsync(zip.ToArray(), new(CreateAccounts: true))).Value;

        (result.NewLines, result.Statements.Count, result.State).ShouldBe((2, 2, BankFileState.Imported));
        result.Warnings.ShouldContain(w => w.Code.StartsWith("bank.format."));
        await using var db = bank.Read();
        (await db.BankLines.Select(l => l.Amount).ToListAsync()).Order().ShouldBe([5m, 7m]);
        (await db.BankStatements.CountAsync()).ShouldBe(2);

        static void Put(ZipArchive archive, string name, string text)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Hostile_texts_are_kept_within_their_columns(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var name = string.Concat(Enumerable.Repeat("Ļoti garš 🏦 ", 100));

        await bank.BringAsync(new Pay(5m, new string('x', 3_000) + "<script>", name, "LV97HABA0012345678910"));

        var line = await bank.LineAsync(5m);
        line.CounterpartyName.Length.ShouldBeLessThanOrEqualTo(200);
        line.Remittance.Length.ShouldBeLessThanOrEqualTo(1000);
        (await bank.Import.ImportAsync(bank.Actor with { Allowed = Permissions.Of(Role.Viewer) }, new MemoryStream([1]), "x", "upload")).Refusal!.Code.ShouldBe("forbidden");
        (await bank.TryAsync([])).Refusal!.Code.ShouldBe("bank.format.empty");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Import_matches_by_itself_where_asked_and_can_be_taken_back_whole(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        var item = await bank.InvoiceAsync("INV-2026-0005", 50m);
        var xml = BankGround.Statement(BankGround.Iban, "EUR", bank.Company.Today, 0m, [new Pay(50m, "INV-2026-0005"), new Pay(9m, "?")]);

        var result = await bank.BringAsync(xml, new(CreateAccounts: true, Match: true));

        result.RunId.ShouldNotBeNull();
        (await bank.ItemAsync(item)).Open.ShouldBe(0m);
        (await bank.Undo.UndoImportAsync(bank.Actor, Guid.NewGuid(), result.FileId)).Value.ShouldBe(2);
        (await bank.ItemAsync(item)).Open.ShouldBe(50m);
        await using var db = bank.Read();
        (await db.BankLines.SingleAsync()).State.ShouldBe(BankLineState.Ignored);
        await bank.CheckBooksAsync();
        (await bank.BringAsync(xml)).NewLines.ShouldBe(1);
    }
}
