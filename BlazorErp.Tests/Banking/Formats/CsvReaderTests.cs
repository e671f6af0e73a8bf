using System.Text;
using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Tests.Banking.Formats;

public sealed class CsvReaderTests
{
    private const string Lines = "Konts;Datums;Partneris;Saņēmēja konts;Summa;Valūta;D/K;Maksājuma mērķis;Arhīva kods\n"
        + "LV80BANK0000435195001;01.03.2026;\"SIA \"\"A;B\"\"\";LV80BANK0000435195002;1 121,50;EUR;K;\"Rēķins\n7\";A1\n"
        + "LV80BANK0000435195001;02.03.2026;;;1,50;EUR;D;Komisija;A2\n";

    [Fact]
    public void A_mapping_is_proposed_from_the_header_and_reads_the_file()
    {
        var proposal = CsvProposal.From(new MemoryStream(Encoding.UTF8.GetBytes(Lines)));
        proposal.Missing.ShouldBeEmpty();
        (proposal.Mapping.Delimiter, proposal.Mapping.DateFormat, proposal.Mapping.DecimalSeparator, proposal.Mapping.GroupSeparator).ShouldBe((';', "dd.MM.yyyy", ',', ' '));
        var statement = Read.Text(Lines, proposal.Mapping).Value.Statements.ShouldHaveSingleItem();
        (statement.AccountIban, statement.Currency, statement.From, statement.To).ShouldBe(("LV80BANK0000435195001", "EUR", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2)));
        statement.Lines.Select(l => l.Amount).ShouldBe([1121.5m, -1.5m]);
        var line = statement.Lines[0];
        (line.CounterpartyName, line.CounterpartyIban, line.Remittance, line.BankReference).ShouldBe(("SIA \"A;B\"", "LV80BANK0000435195002", "Rēķins 7", "A1"));
        statement.Lines.Select(l => l.LineNumber).ShouldBe([2, 4]);
    }

    [Fact]
    public void Windows_1257_is_proposed_for_what_is_not_utf8()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(1257).GetBytes(Lines);
        var mapping = CsvProposal.From(new MemoryStream(bytes)).Mapping;
        mapping.Encoding.ShouldBe("windows-1257");
        Read.Bytes(bytes, mapping).Value.Statements[0].Lines[0].Remittance.ShouldBe("Rēķins 7");
    }

    [Fact]
    public void Separate_columns_for_in_and_out_make_one_signed_amount()
    {
        var mapping = new CsvMapping { BookingDate = 0, Debit = 1, Credit = 2, Remittance = [3], Delimiter = ',', FixedAccount = "X-1", FixedCurrency = "PLN" };
        var statement = Read.Text("d,out,in,t\n2026-01-02,5.00,,a\n2026-01-03 10:00,,7,b\n2026-01-03,0.00,8,c\n", mapping).Value.Statements[0];
        statement.Lines.Select(l => l.Amount).ShouldBe([-5m, 7m, 8m]);
        statement.AccountOther.ShouldBe("X-1");
    }

    [Fact]
    public void Every_wrong_row_is_named_and_the_file_is_refused()
    {
        var mapping = new CsvMapping { BookingDate = 0, Amount = 1, Delimiter = ',', FixedAccount = "X", FixedCurrency = "EUR" };
        var refusal = Read.Text("d,a\n2026-01-02,12..34\n2026-13-02,1\n2026-01-02\n,5\n2026-01-02,\n2026-01-02,\"1,234\"\n2026-01-02,1\n", mapping).Refusal!;
        refusal.All.Select(r => (r.Code, r.Row)).ShouldBe(
        [
            ("bank.format.amount", 2), ("bank.format.date", 3), ("bank.format.columns", 4), ("bank.format.date-missing", 5), ("bank.format.amount-missing", 6), ("bank.format.amount", 7),
        ]);
    }

    [Fact]
    public void Text_without_a_mapping_asks_for_one() => Read.Text(Lines).Refusal!.Code.ShouldBe("bank.format.csv-mapping");

    [Fact]
    public void A_cut_file_is_refused_or_has_whole_rows()
    {
        var mapping = new CsvMapping { BookingDate = 0, Amount = 1, Delimiter = ',', FixedAccount = "X", FixedCurrency = "EUR" };
        foreach (var outcome in Hostile.CutAtEveryByte(Encoding.UTF8.GetBytes("d,a\n2026-01-02,12.34\n2026-01-03,1234.56\n"), mapping))
        {
            if (outcome.Ok) outcome.Value.Statements.SelectMany(s => s.Lines).ShouldAllBe(l => l.Amount == 12.34m);
        }
        Read.Text("d,a\n2026-01-02,12.34", mapping).Refusal!.Code.ShouldBe("bank.format.last-row-open");
        Read.Text("d,a\n2026-01-02,12.34", mapping with { LastRowMayBeOpen = true }).Value.Statements[0].Lines.Count.ShouldBe(1);
    }

    [Fact]
    public void Ten_thousand_broken_files_are_refused_or_read()
    {
        var good = Encoding.UTF8.GetBytes(Lines);
        Hostile.Mutate([good], 10_000, seed: 4180, CsvProposal.From(new MemoryStream(good)).Mapping).Refused.ShouldBeGreaterThan(1_000);
        foreach (var seed in Enumerable.Range(0, 300))
        {
            var junk = new byte[seed * 7];
            new Random(seed).NextBytes(junk);
            CsvProposal.From(new MemoryStream(junk)).ShouldNotBeNull();
        }
    }
}
