using System.Globalization;
using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Tests.Banking.Formats;

/// <summary>Every collected camt file, with what it contains written down per statement.</summary>
public sealed class CamtSampleTests
{
    // account, currency, lines after batches are split, opening, closing, difference ("-": not knowable)
    public static TheoryData<string, string, string[]> Expected => new()
    {
        { "bankstatementparser/camt.053.001.02.xml", "001.02", ["50000000054910000003|SEK|3|500000|435678.5|0"] },
        { "bankstatementparser/camt053_duplicate_same_day.xml", "001.02", ["DE89370400440532013000|EUR|2|-|-|-"] },
        { "bankstatementparser/camt053_multicurrency.xml", "001.02", ["DE89370400440532013000|EUR|2|10000|10750.25|0", "US-ACCT-0099|USD|1|2500|2400.01|0"] },
        { "bankstatementparser/camt053_no_namespace.xml", "", ["GB29NWBK60161331926819|GBP|1|100|350|0"] },
        { "genkgo/camt053.v2.five.decimals.xml", "001.02", ["NL26VAYB8060476890|EUR|1|18.15|27.05|-0.05"] },
        { "genkgo/camt053.v2.minimal.xml", "001.02", ["NL26VAYB8060476890|EUR|1|18.15|-27|-"] },
        { "genkgo/camt053.v2.multi.statement.xml", "001.02", ["NL26VAYB8060476890|EUR|1|18.15|27|0", "NL26VAYB8060476890|EUR|1|27|20|0"] },
        { "genkgo/camt053.v2.with-party-ids.xml", "001.02", ["NL26VAYB8060476890|EUR|1|18.15|-27|-"] },
        { "genkgo/camt053.v8.xml", "001.08", ["NL26VAYB8060476890|EUR|1|18.15|-27|-"] },
        { "gnomeshade-lv/Account1.camt052.xml", "001.02", ["LV22TEST0012345678901|EUR|4|2000.99|961.69|0"] },
        { "ledgersmb-fi/campt053-sample.xml", "001.02", ["FI7433010001222090|EUR|13|10000|23644.83|0"] },
        { "oca/test-camt053", "001.02", ["NL77ABNA0574908765|EUR|4|15568.27|15121.12|434.16"] },
        { "oca/test-camt053-no-ntry", "001.04", ["NL77ABNA0574908765|CHF|0|1520.76|1520.76|0"] },
        { "oca/test-camt053-txdtls", "001.04", ["CH1111000000123456789|CHF|2|75960.15|79443.15|0"] },
        { "subite-centrolink/2024-03-08.xml", "001.08", ["LT625883379695428516|EUR|4|21903960.39|27229398.96|0", "LT414319056143772570|EUR|0|4801.55|4801.55|0"] },
        { "subite-centrolink/2024-03-14.xml", "001.08", ["LT625883379695428516|EUR|14|24045029.5|20888586.83|0", "LT414319056143772570|EUR|0|4801.55|4801.55|0"] },
        { "subite-centrolink/2024-04-22.xml", "001.08", ["LT625883379695428516|EUR|13|20073668.35|17615410.35|0", "LT414319056143772570|EUR|1|2801.55|801.55|0"] },
        { "viafintech/valid_example.xml", "001.02", ["DE14740618130000033626|EUR|5|33.06|23.06|0"] },
        // an entry of this one is in euro on an account in francs, so what it should come to is not knowable
        { "viafintech/valid_example_v8.xml", "001.08", ["CH1111111111111111111|CHF|3|82721.95|84515.25|-"] },
        { "viafintech/valid_example_with_batch.xml", "001.02", ["NL18INGB00012345678|EUR|3|7329.8|23038.2|-12774.14"] },
        { "viafintech/valid_example_with_other_id.xml", "001.02", ["ABCDE1234|EUR|0|-|-|-"] },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Each_sample_has_its_accounts_lines_and_balances(string name, string version, string[] statements)
    {
        if (Sample(name) is not { } file) return;
        file.Version.ShouldBe(version);
        file.Statements.Select(s => string.Join('|',
            s.AccountIban ?? s.AccountOther, s.Currency, s.Lines.Count,
            Number(s.OpeningBalance?.Amount), Number(s.ClosingBalance?.Amount), Number(s.Difference))).ShouldBe(statements);
        file.Statements.SelectMany(s => s.Lines).ShouldAllBe(l => l.BookingDate != null && l.LineNumber > 0);
    }

    [Fact]
    public void No_sample_is_left_without_an_expectation()
    {
        if (SamplesOf.Format("camt053") is not { } folder) return;
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f))
            .ShouldBe(Expected.Select(row => (string)row[0]), ignoreOrder: true);
    }

    [Fact]
    public void A_reversed_batch_keeps_the_sign_of_its_entry()
    {
        if (Sample("oca/test-camt053") is not { } file) return;
        var reversed = file.Statements[0].Lines.Where(l => l.IsReversal).ToList();
        reversed.Select(l => l.Amount).ShouldBe([-564.05m, -100.00m]);
        reversed.ShouldAllBe(l => l.CounterpartyName == "Test Customer" && l.ReturnReason == "AC06" && l.CounterpartyIban == "NL46ABNA0499998748");
    }

    [Fact]
    public void A_batch_of_two_slips_is_two_lines_with_their_references()
    {
        if (Sample("oca/test-camt053-txdtls") is not { } file) return;
        file.Statements[0].Lines.Select(l => l.Amount).ShouldBe([2187.00m, 1296.00m]);
        file.Statements[0].Lines[0].StructuredReference.ShouldBe("302388292000011111111111111");
    }

    [Fact]
    public void The_finnish_sample_splits_its_batch_and_keeps_a_reference_with_wrong_check_digits()
    {
        if (Sample("ledgersmb-fi/campt053-sample.xml") is not { } file) return;
        var lines = file.Statements[0].Lines;
        lines.Select(l => l.Amount).ShouldContain(-2000.02m);
        lines.Select(l => l.Amount).ShouldContain(-1000.01m);
        lines.Select(l => l.Amount).ShouldContain(-1230.02m);
        lines.Select(l => l.StructuredReference).ShouldContain("RF98123456789012");
        lines.Select(l => l.StructuredReference).ShouldContain("3900");
    }

    [Fact]
    public void A_payment_to_ourselves_names_the_other_side()
    {
        if (Sample("viafintech/valid_example.xml") is not { } file) return;
        var lines = file.Statements[0].Lines;
        lines.Select(l => l.Amount).ShouldBe([-2.00m, -3.00m, 1.00m, -3.50m, -2.50m]);
        lines[0].CounterpartyIban.ShouldBe("DE09300606010012345671");
        lines[0].CounterpartyId.ShouldBe("CreditorIdentifier");
        lines[1].EndToEndId.ShouldBeNull();
        lines[1].Remittance.ShouldBe("Test+berweisung mit BIC und IBAN SEPA");
        lines[1].RemittanceRaw[0].ShouldContain("IBAN: DE58740618130100033626");
        lines[2].CounterpartyAccount.ShouldBe("740618130100033626");
        // the creditor of these two is the account itself
        lines[3].CounterpartyName.ShouldBe("Testkonto Nummer 2");
        lines[3].EndToEndId.ShouldBe("STZV-EtE27122013-11:02-1");
    }

    [Fact]
    public void Entries_without_dates_take_the_day_of_the_closing_balance_and_a_summed_batch_stays_one_line()
    {
        if (Sample("subite-centrolink/2024-03-08.xml") is not { } file) return;
        var line = file.Statements[0].Lines[1];
        line.BookingDate.ShouldBe(new DateOnly(2024, 3, 8));
        line.BookingDateAssumed.ShouldBeTrue();
        line.Amount.ShouldBe(5368014.37m);
        line.PaymentCount.ShouldBe(94);
        line.Status.ShouldBe(LineStatus.Booked);
        file.Statements[0].PageNumber.ShouldBe(2);
    }

    [Fact]
    public void Two_identical_entries_of_one_day_are_two_occurrences()
    {
        if (Sample("bankstatementparser/camt053_duplicate_same_day.xml") is not { } file) return;
        var numbering = new LineNumbering();
        numbering.Begin(file.Statements[0]);
        var keys = file.Statements[0].Lines.Select(numbering.Next).ToList();
        keys[0].Fingerprint.ShouldBe(keys[1].Fingerprint);
        keys.Select(k => k.Occurrence).ShouldBe([1, 2]);
    }

    [Fact]
    public void An_intraday_report_is_not_final_and_a_marked_copy_says_so()
    {
        if (Sample("gnomeshade-lv/Account1.camt052.xml") is not { } report || Sample("genkgo/camt053.v8.xml") is not { } copy) return;
        report.Format.ShouldBe(StatementFormat.Camt052);
        report.Statements[0].IsFinal.ShouldBeFalse();
        report.Statements[0].Lines[0].BankCode.ShouldBe("LDAS/MDOP/CHRG");
        copy.Statements[0].IsFinal.ShouldBeTrue();
        copy.Statements[0].IsDuplicateMark.ShouldBeTrue();
        var line = copy.Statements[0].Lines[0];
        (line.BookingDate, line.ValueDate, line.StructuredReference).ShouldBe((new DateOnly(2014, 12, 31), new DateOnly(2015, 1, 2), "4654654654654654"));
        (line.CounterpartyName, line.CounterpartyIban).ShouldBe(("NAME NAME", "NL56AGDH9619008421"));
    }

    private static string Number(decimal? amount) => amount?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "-";

    private static StatementFile? Sample(string name)
    {
        if (SamplesOf.Format("camt053") is not { } folder) return null;
        using var content = File.OpenRead(Path.Combine(folder, name));
        return StatementReader.Read(content, name, StatementLimits.Default).Value;
    }
}
