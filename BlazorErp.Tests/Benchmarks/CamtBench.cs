using System.Globalization;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Benchmarks;

/// <summary>A year of a busy account in one camt.053, through the door every statement takes. Ten times the file should not want more memory.</summary>
internal static class CamtBench
{
    private const long Megabyte = 1 << 20;

    public static async Task ImportAsync(BenchRun run)
    {
        await using var bank = await BankGround.CreateAsync(run.Engine);
        await bank.BringAsync(new Pay(1m, "makes the account known, as it is of every file but the first"));
        foreach (var megabytes in new[] { 20, 200 })
        {
            var path = Path.Combine(Path.GetTempPath(), $"erp-camt-{Guid.NewGuid():N}.xml");
            try
            {
                var lines = await WriteAsync(path, megabytes * Megabyte, bank.Company.Today.AddDays(-megabytes));
                ImportResult? result = null;
                await run.OnceAsync($"{megabytes}mb", lines, "lines/s", async () =>
                {
                    await using var content = File.OpenRead(path);
                    result = (await bank.Import.ImportAsync(bank.Actor, content, "year.xml", "bench")).Value;
                });
                (result!.NewLines, result.KnownLines).ShouldBe((lines, 0));
                result.Statements.ShouldHaveSingleItem().Difference.ShouldBe(0m);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Writes entries as banks do until the file is as large as wanted; how many.</summary>
    private static async Task<int> WriteAsync(string path, long bytes, DateOnly day)
    {
        await using var xml = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 16);
        var written = 0L;
        var sum = 0m;
        var lines = 0;
        var random = new Random(53);
        await PutAsync(string.Create(CultureInfo.InvariantCulture, $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M{bytes}</MsgId><CreDtTm>{day:yyyy-MM-dd}T23:00:00</CreDtTm></GrpHdr><Stmt><Id>S{bytes}</Id>
            <FrToDt><FrDtTm>{day:yyyy-MM-dd}T00:00:00</FrDtTm><ToDtTm>{day:yyyy-MM-dd}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{BankGround.Iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
            {Balance("OPBD", 1_000m, day)}

            """));
        while (written < bytes)
        {
            var cents = random.Next(1, 500_000);
            var incoming = random.Next(4) > 0;
            sum += (incoming ? cents : -cents) / 100m;
            var side = incoming ? "Dbtr" : "Cdtr";
            await PutAsync(string.Create(CultureInfo.InvariantCulture, $"""
                <Ntry><NtryRef>{++lines}</NtryRef><Amt Ccy="EUR">{cents / 100m:0.00}</Amt><CdtDbtInd>{(incoming ? "CRDT" : "DBIT")}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                  <BookgDt><Dt>{day:yyyy-MM-dd}</Dt></BookgDt><ValDt><Dt>{day:yyyy-MM-dd}</Dt></ValDt><AcctSvcrRef>{bytes}-{lines}</AcctSvcrRef>
                  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
                  <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId><TxId>TX{lines:00000000}</TxId></Refs><Amt Ccy="EUR">{cents / 100m:0.00}</Amt><CdtDbtInd>{(incoming ? "CRDT" : "DBIT")}</CdtDbtInd>
                    <RltdPties><{side}><Pty><Nm>SIA Klients Nr {random.Next(5_000)}</Nm><PstlAdr><Ctry>LV</Ctry></PstlAdr></Pty></{side}><{side}Acct><Id><IBAN>LV{random.Next(10, 99)}HABA{random.NextInt64(1_000_000_000_000, 9_999_999_999_999)}</IBAN></Id></{side}Acct></RltdPties>
                    <RltdAgts><{side}Agt><FinInstnId><BICFI>HABALV22</BICFI></FinInstnId></{side}Agt></RltdAgts><RmtInf><Ustrd>Apmaksa par rēķinu INV-2026-{lines:000000}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>

                """));
        }

        await PutAsync(Balance("CLBD", 1_000m + sum, day) + "</Stmt></BkToCstmrStmt></Document>");
        return lines;

        async Task PutAsync(string text)
        {
            written += Encoding.UTF8.GetByteCount(text);
            await xml.WriteAsync(text);
        }
    }

    private static string Balance(string code, decimal amount, DateOnly day) => string.Create(CultureInfo.InvariantCulture,
        $"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{Math.Abs(amount):0.00}</Amt><CdtDbtInd>{(amount < 0m ? "DBIT" : "CRDT")}</CdtDbtInd><Dt><Dt>{day:yyyy-MM-dd}</Dt></Dt></Bal>");
}
