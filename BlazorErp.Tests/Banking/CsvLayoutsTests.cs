using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class CsvLayoutsTests
{
    private const string Head = "Kad;Cik;Kam;Par ko\n";

    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private static CsvLayouts Layouts(BankGround bank) => bank.Company.Get<CsvLayouts>();

    private static CsvMapping Named(string account = BankGround.Iban) => new() { BookingDate = 0, Amount = 1, CounterpartyName = 2, Remittance = [3], DateFormat = "dd.MM.yyyy", DecimalSeparator = ',', FixedAccount = account, FixedCurrency = "EUR" };

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void A_layout_is_known_by_its_header_however_many_rows_stand_above_it()
    {
        var layout = CsvLayout.Of(Named() with { HeaderRows = 2 }, Bytes("Izraksts\n" + Head + "01.03.2026;1,00;A;x\n"));
        layout.Header.ShouldBe(["Kad", "Cik", "Kam", "Par ko"]);
        CsvLayout.FromJson(layout.ToJson())!.Key.ShouldBe(layout.Key);
        layout.For(Bytes("Izraksts\n\nno 1. marta\n" + Head + "01.03.2026;1,00;A;x\n"), "a.csv", [])!.HeaderRows.ShouldBe(4);
        layout.For(Bytes(Head.ToUpperInvariant() + "01.03.2026;1,00;A;x\n"), "a.csv", [])!.HeaderRows.ShouldBe(1);
        layout.For(Bytes("Kad;Cik;Kam;Par ko;Vēl\n"), "a.csv", []).ShouldBeNull();
        layout.For(Bytes("a,b\n1,2\n"), "a.csv", []).ShouldBeNull();
        CsvLayout.FromJson("{broken").ShouldBeNull();
    }

    [Fact]
    public void The_account_above_the_payments_or_in_the_files_name_goes_before_the_one_that_was_said()
    {
        var layout = CsvLayout.Of(Named(), Bytes(Head));
        (string, string)[] own = [(BankGround.Iban, "EUR"), ("LV97HABA0012345678910", "USD")];
        layout.For(Bytes(Head), "a.csv", own)!.FixedAccount.ShouldBe(BankGround.Iban);
        var other = layout.For(Bytes("Konts;LV97 HABA 0012 3456 7891 0\n" + Head), "a.csv", own)!;
        (other.FixedAccount, other.FixedCurrency).ShouldBe(("LV97HABA0012345678910", "USD"));
        layout.For(Bytes(Head), "statement_LV97HABA0012345678910_2026.csv", own)!.FixedAccount.ShouldBe("LV97HABA0012345678910");
        layout.For(Bytes("Konts: GB33 BUKB 2020 1555 5555 55;\n" + Head), "a.csv", own)!.FixedAccount.ShouldBe("GB33BUKB20201555555555", "a stranger's account is not taken for ours");
    }

    [Fact]
    public void Without_a_header_the_columns_and_a_date_tell()
    {
        var layout = CsvLayout.Of(Named() with { HeaderRows = 0 }, Bytes("01.03.2026;1,00;A;x\n"));
        layout.For(Bytes("02.03.2026;7,00;B;y\n"), "b.csv", [])!.HeaderRows.ShouldBe(0);
        layout.For(Bytes("A;7,00;B;y\n"), "b.csv", []).ShouldBeNull();
        layout.For(Bytes("02.03.2026;7,00;B\n"), "b.csv", []).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_bank_whose_columns_are_not_known_is_asked_for_once_and_then_no_more(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.BringAsync();
        var first = await bank.TryAsync(Bytes(Head + "01.03.2026;121,00;SIA A;rēķins\n02.03.2026;-1,50;Banka;komisija\n").ToArray(), name: "march.csv");

        first.Refusal!.Code.ShouldBe(StatementImport.AsksForColumns);
        var file = (long)first.Refusal.Args[1]!;
        await using var db = bank.Read();
        (await db.BankFiles.SingleAsync(f => f.Id == file)).State.ShouldBe(BankFileState.Waiting);
        var draft = (await Layouts(bank).ProposeAsync(bank.Actor, file)).Value;
        (draft.Saved, draft.Proposal.Mapping.FixedAccount).ShouldBe((false, BankGround.Iban));
        var check = (await Layouts(bank).CheckAsync(bank.Actor, file, Named())).Value;
        (check.Lines, check.In, check.Out, check.Refusal).ShouldBe((2, 121m, -1.5m, null));
        (await Layouts(bank).SaveAsync(bank.Actor, Guid.NewGuid(), file, Named())).Ok.ShouldBeTrue();
        (await bank.Import.AgainAsync(bank.Actor, file, new())).Value.NewLines.ShouldBe(2);

        var next = (await bank.TryAsync(Bytes("Par aprīli\n" + Head + "01.04.2026;7,00;SIA B;x\n02.03.2026;-1,50;Banka;komisija\n").ToArray(), name: "april.csv")).Value;

        (next.NewLines, next.KnownLines).ShouldBe((1, 1));
        (await Layouts(bank).ProposeAsync(bank.Actor, file)).Value.Saved.ShouldBeTrue();
        await bank.CheckBooksAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Wrong_rows_are_named_by_line_and_field_and_nothing_of_the_file_comes_in(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.BringAsync();
        var text = Bytes(Head + "01.03.2026;121,00;SIA A;rēķins\n31.02.2026;1,00;B;x\n01.03.2026;12..34;C;x\n").ToArray();
        var file = (long)(await bank.TryAsync(text, name: "a.csv")).Refusal!.Args[1]!;
        (await Layouts(bank).CheckAsync(bank.Actor, file, Named())).Value.Refusal!.All.Select(r => (r.Code, r.Row, r.Field)).ShouldBe([("bank.format.date", 3, "BookingDate"), ("bank.format.amount", 4, "Amount")]);
        await Layouts(bank).SaveAsync(bank.Actor, Guid.NewGuid(), file, Named());

        (await bank.Import.AgainAsync(bank.Actor, file, new())).Refusal!.All.Count().ShouldBe(2);

        await using var db = bank.Read();
        (await db.BankLines.AnyAsync()).ShouldBeFalse();
        var kept = await db.BankFiles.SingleAsync(f => f.Id == file);
        (kept.State, kept.Format).ShouldBe((BankFileState.Refused, "Csv"));
    }

    [Fact]
    public async Task A_mapping_that_lacks_something_or_another_file_is_refused()
    {
        await using var bank = await BankGround.CreateAsync(DatabaseProvider.Sqlite);
        await bank.BringAsync();
        var file = (long)(await bank.TryAsync(Bytes(Head).ToArray(), name: "a.csv")).Refusal!.Args[1]!;
        async Task<string> Code(CsvMapping mapping) => (await Layouts(bank).SaveAsync(bank.Actor, Guid.NewGuid(), file, mapping)).Refusal!.Code;
        (await Code(Named() with { Amount = null, Credit = 1 })).ShouldBe("bank.csv_missing");
        (await Code(Named() with { FixedAccount = " " })).ShouldBe("bank.csv_missing");
        (await Code(Named() with { FixedCurrency = "XXX" })).ShouldBe("bank.csv_missing");
        (await Code(Named() with { Remittance = [100_000] })).ShouldBe("bank.csv_column");
        (await Code(Named() with { DateFormat = new string('d', 50) })).ShouldBe("bank.csv_column");
        (await Layouts(bank).CheckAsync(bank.Actor, file, Named() with { Encoding = "no-such" })).Value.Refusal!.Code.ShouldBe("bank.format.csv-encoding");
        (await Layouts(bank).SaveAsync(bank.Actor with { Allowed = Permissions.Of(Role.Viewer) }, Guid.NewGuid(), file, Named())).Refusal!.Code.ShouldBe("forbidden");
        await using var db = bank.Read();
        var statement = await db.BankFiles.Where(f => f.Id != file).Select(f => f.Id).FirstAsync();
        (await Layouts(bank).ProposeAsync(bank.Actor, statement)).Refusal!.Code.ShouldBe("bank.csv_not_text");
    }
}
