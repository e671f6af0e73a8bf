using System.Text;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Formats;

/// <summary>Short ways to read hand-made statement files in tests.</summary>
internal static class Read
{
    public static Outcome<StatementFile> Bytes(byte[] content, CsvMapping? csv = null, StatementLimits? limits = null) =>
        StatementReader.Read(new MemoryStream(content), "test.bin", limits ?? StatementLimits.Default, csv);

    public static Outcome<StatementFile> Text(string content, CsvMapping? csv = null) => Bytes(Encoding.UTF8.GetBytes(content), csv);

    public static string Camt(string entries, string statement = "", string balances = "") =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S1</Id>{statement}
        <Acct><Id><IBAN>LV80BANK0000435195001</IBAN></Id><Ccy>EUR</Ccy></Acct>
        {balances}
        {entries}
        </Stmt></BkToCstmrStmt></Document>
        """;

    public static string Entry(string amount, string rest = "", string sign = "CRDT", string details = "") =>
        $"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{rest}<BookgDt><Dt>2026-03-01</Dt></BookgDt>{details}</Ntry>""";

    public static string Balance(string code, string amount, string date = "2026-03-01", string sign = "CRDT") =>
        $"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{date}</Dt></Dt></Bal>""";

    public static ParsedLine Line(string entry) => Text(Camt(entry)).Value.Statements[0].Lines.ShouldHaveSingleItem();
}
