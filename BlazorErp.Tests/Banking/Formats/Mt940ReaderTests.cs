using System.Text;
using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Tests.Banking.Formats;

public sealed class Mt940ReaderTests
{
    private const string German = """
        :20:STARTUMSE
        :25:12345678/0001234567
        :28C:00005/001
        :60F:C260228EUR100,00
        :61:2603010301CR121,00N051NONREF//BANK1
        :86:166?00GUTSCHRIFT?109310?20EREF+E2E-1?21SVWZ+Rechnung 20?2226-001?30HABALV22?31LV80BANK0000435195002?32MUELLER?33 GMBH
        :61:2612310102DR1,50NMSCKREF
        :86:805?00ENTGELT?20Kontofuehrung
        :61:260301RC10,NTRFX
        :62F:C260301EUR209,50
        :64:C260301EUR209,50
        -

        """;

    private const string Dutch = """
        {1:F01INGBNL2ABXXX0000000000}{2:I940INGBNL2AXXXN}{4:
        :20:P1
        :25:NL12INGB0001234567 EUR
        :28C:12
        :60M:D260301EUR5,
        :61:2603010301C20,5NTRFEREF//B7
        :86:/EREF/E7//CNTP/NL34ABNA0123456789/ABNANL2A/J. Jansen///REMI/USTD//Factuur 2026-0
        01/
        :62M:C260301EUR15,50
        -}
        """;

    [Fact]
    public void Messages_of_two_banks_in_one_file_are_two_statements()
    {
        var file = Read.Text(German + Dutch).Value;
        file.Format.ShouldBe(StatementFormat.Mt940);
        file.Statements.Select(s => (s.AccountIban ?? s.AccountOther, s.Currency, s.SequenceNumber, s.PageNumber, s.Difference))
            .ShouldBe([("12345678/0001234567", "EUR", "00005", 1, 0m), ("NL12INGB0001234567", "EUR", "12", null, 0m)]);
    }

    [Fact]
    public void Numbered_subfields_give_party_text_and_reference()
    {
        var lines = Read.Text(German).Value.Statements[0].Lines;
        lines.Select(l => l.Amount).ShouldBe([121m, -1.5m, -10m]);
        var line = lines[0];
        (line.CounterpartyName, line.CounterpartyIban, line.CounterpartyBic).ShouldBe(("MUELLER GMBH", "LV80BANK0000435195002", "HABALV22"));
        (line.Remittance, line.EndToEndId, line.BankReference, line.AdditionalInfo).ShouldBe(("Rechnung 2026-001", "E2E-1", "BANK1", "GUTSCHRIFT"));
        // the booking day has no year; a payment of 31 December is booked in January
        (lines[1].ValueDate, lines[1].BookingDate).ShouldBe((new DateOnly(2026, 12, 31), new DateOnly(2027, 1, 2)));
        lines[2].IsReversal.ShouldBeTrue();
    }

    [Fact]
    public void Slash_tags_give_party_text_and_reference()
    {
        var line = Read.Text(Dutch).Value.Statements[0].Lines.ShouldHaveSingleItem();
        (line.Amount, line.CounterpartyIban, line.CounterpartyName, line.EndToEndId).ShouldBe((20.5m, "NL34ABNA0123456789", "J. Jansen", "E7"));
        line.Remittance.ShouldBe("Factuur 2026-001");
    }

    [Fact]
    public void Free_text_is_kept_line_by_line()
    {
        var line = Read.Text(Dutch.Replace("/EREF/E7//CNTP/NL34ABNA0123456789/ABNANL2A/J. Jansen///REMI/USTD//Factuur 2026-0", "Invoice 7").Replace("01/", "thanks")).Value.Statements[0].Lines[0];
        line.Remittance.ShouldBe("Invoice 7 thanks");
        line.RemittanceRaw.ShouldBe(["Invoice 7", "thanks"]);
    }

    [Theory]
    [InlineData("CR121,00", "CR12,,34")]
    [InlineData("CR121,00", "CR121.00")]
    [InlineData("CR121,00", "CR1000000000000000000,00")]
    [InlineData(":61:260301", ":61:261301")]
    [InlineData("C260301EUR209,50", "C260301EUR")]
    public void A_wrong_value_refuses_the_file(string right, string wrong) => Read.Text(German.Replace(right, wrong)).Ok.ShouldBeFalse();

    [Fact]
    public void A_cut_file_is_refused_or_has_all_its_rows()
    {
        foreach (var outcome in Hostile.CutAtEveryByte(Encoding.UTF8.GetBytes(German)))
        {
            if (outcome.Ok) outcome.Value.Statements[0].Lines.Select(l => l.Amount).ShouldBe([121m, -1.5m, -10m]);
        }
        Read.Text(German[..German.IndexOf(":62F:", StringComparison.Ordinal)]).Refusal!.Code.ShouldBe("bank.format.cut-off");
    }

    [Fact]
    public void Ten_thousand_broken_files_are_refused_or_read() =>
        Hostile.Mutate([Encoding.UTF8.GetBytes(German), Encoding.UTF8.GetBytes(Dutch)], 10_000, seed: 940).Refused.ShouldBeGreaterThan(1_000);
}
