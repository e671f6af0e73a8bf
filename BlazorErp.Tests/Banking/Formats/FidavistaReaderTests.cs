using System.Text;
using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Tests.Banking.Formats;

public sealed class FidavistaReaderTests
{
    private static string File(string trx, string root = "<FIDAVISTA xmlns=\"http://www.bankasoc.lv/fidavista/fidavista0101.xsd\">", string encoding = "UTF-8", string close = "<CloseBal>219.50</CloseBal>") =>
        $"""
        <?xml version="1.0" encoding="{encoding}"?>
        {root}<Header><From>Bank</From></Header><Statement><Period><StartDate>2026-03-01</StartDate><EndDate>2026-03-02</EndDate></Period>
        <AccountSet><AccNo>LV80BANK0000435195001</AccNo><CcyStmt><Ccy>EUR</Ccy><OpenBal>100.00</OpenBal>{close}{trx}</CcyStmt>
        <CcyStmt><Ccy>USD</Ccy><OpenBal>-5</OpenBal></CcyStmt></AccountSet></Statement></FIDAVISTA>
        """;

    private const string In = """
        <TrxSet><TypeCode>INP</TypeCode><TypeName>INB</TypeName><RegDate/><BookDate>2026-03-01</BookDate><ValueDate>2026-03-02 00:00:00.0</ValueDate><BankRef>7</BankRef><CorD>C</CorD><AccAmt>121,00</AccAmt>
        <PmtInfo><![CDATA[Rēķins -&gt; 1]]></PmtInfo><StrdRef>rf10 INV2026001</StrdRef><CPartySet><AccNo>LV80BANK0000435195002</AccNo><AccHolder><Name>SIA Piemērs</Name><LegalId>40003521600</LegalId></AccHolder><BankCode>HABALV22</BankCode><Ccy>USD</Ccy><Amt>131.00</Amt></CPartySet></TrxSet>
        """;

    private const string Fee = "<TrxSet><TypeCode>OTHR</TypeCode><BookDate>2026-03-01</BookDate><BankRef>7</BankRef><CorD>D</CorD><AccAmt>1.50</AccAmt><CPartySet><AccNo/></CPartySet></TrxSet>";

    [Fact]
    public void The_bank_sample_is_read_with_its_difference()
    {
        if (SamplesOf.Format("fidavista") is not { } folder) return;
        using var content = System.IO.File.OpenRead(Path.Combine(folder, "example.xml"));
        var file = StatementReader.Read(content, "example.xml", StatementLimits.Default).Value;
        (file.Format, file.Version).ShouldBe((StatementFormat.Fidavista, "1.01"));
        var statement = file.Statements.ShouldHaveSingleItem();
        (statement.AccountIban, statement.Currency, statement.OwnerName).ShouldBe(("LV54HABA0551033283819", "LVL", "tuulilv"));
        statement.Lines.Select(l => l.Amount).ShouldBe([-0.56m, -0.16m, 0.01m]);
        statement.Difference.ShouldBe(9998114.59m - 0.71m + 0.56m);
        statement.Lines[2].ValueDate.ShouldBe(new DateOnly(2013, 3, 22));
        statement.Lines[2].Remittance.ShouldBe("VV: EUR .01-> USD kurss 1.3295");
        statement.Lines[0].CounterpartyId.ShouldBe("111111-11111");
        statement.Lines.Select(l => LineFingerprint.Of(statement.AccountKey, l)).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Each_currency_is_a_statement_and_every_field_is_taken()
    {
        var file = Read.Text(File(In + Fee)).Value;
        file.Statements.Select(s => s.Currency).ShouldBe(["EUR", "USD"]);
        file.Statements.Select(s => s.Difference).ShouldBe([0m, null]);
        var line = file.Statements[0].Lines[0];
        (line.Amount, line.BookingDate, line.ValueDate).ShouldBe((121m, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 2)));
        (line.CounterpartyName, line.CounterpartyIban, line.CounterpartyId, line.CounterpartyBic).ShouldBe(("SIA Piemērs", "LV80BANK0000435195002", "40003521600", "HABALV22"));
        (line.StructuredReference, line.Remittance, line.OriginalAmount, line.OriginalCurrency).ShouldBe(("RF10INV2026001", "Rēķins -> 1", 131m, "USD"));
        var fee = file.Statements[0].Lines[1];
        (fee.Amount, fee.CounterpartyAccount, fee.CounterpartyName).ShouldBe((-1.5m, null, null));
    }

    [Theory]
    [InlineData("<FIDAVISTA>", "")]
    [InlineData("<FIDAVISTA xmlns=\"http://bankasoc.lv/fidavista/fidavista0101.xsd\">", "1.01")]
    [InlineData("<FIDAVISTA xmlns=\"http://ivis.eps.gov.lv/XMLSchemas/100017/fidavista/v1-1\">", "1.1")]
    [InlineData("<FIDAVISTA xmlns=\"http://ivis.eps.gov.lv/XMLSchemas/100017/fidavista/v1-2\">", "1.2")]
    [InlineData("<FIDAVISTA xmlns=\"http://bankasoc.lv/fidavista/fidavista_1-2.xsd\">", "1.2")]
    public void Every_namespace_is_the_same_file(string root, string version)
    {
        var file = Read.Text(File(In + Fee, root)).Value;
        (file.Version, file.Statements[0].Difference).ShouldBe((version, 0m));
    }

    [Fact]
    public void Windows_1257_is_read_as_declared()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(1257).GetBytes(File(In, encoding: "WINDOWS-1257"));
        Read.Bytes(bytes).Value.Statements[0].Lines[0].CounterpartyName.ShouldBe("SIA Piemērs");
    }

    [Theory]
    [InlineData("<AccAmt>1.50</AccAmt>", "<AccAmt>12..34</AccAmt>", "bank.format.amount")]
    [InlineData("<AccAmt>1.50</AccAmt>", "<AccAmt>1.234,50</AccAmt>", "bank.format.amount")]
    [InlineData("<AccAmt>1.50</AccAmt>", "<AccAmt>-1.50</AccAmt>", "bank.format.amount-negative")]
    [InlineData("<AccAmt>1.50</AccAmt>", "<AccAmt/>", "bank.format.amount-missing")]
    [InlineData("<CorD>D</CorD>", "<CorD>X</CorD>", "bank.format.sign")]
    [InlineData("<BookDate>2026-03-01", "<BookDate>01.03.2026", "bank.format.date")]
    public void A_wrong_value_refuses_the_file_and_is_named(string right, string wrong, string code)
    {
        var refusal = Read.Text(File(Fee.Replace(right, wrong))).Refusal!;
        (refusal.Code, refusal.Row).ShouldBe((code, 3));
    }

    [Fact]
    public void Payment_orders_are_no_statement() => Read.Text("<FIDAVISTA><Header/><Payment/></FIDAVISTA>").Refusal!.Code.ShouldBe("bank.format.other-xml");

    [Fact]
    public void Cut_and_broken_files_are_refused_or_read()
    {
        var good = Encoding.UTF8.GetBytes(File(In + Fee));
        Hostile.CutAtEveryByte(good).ShouldAllBe(o => !o.Ok);
        Hostile.Mutate([good], 10_000, seed: 101).Refused.ShouldBeGreaterThan(3_000);
    }
}
