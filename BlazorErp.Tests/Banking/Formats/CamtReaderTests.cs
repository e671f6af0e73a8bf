using System.Text;
using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Tests.Banking.Formats;

/// <summary>The traps of camt files, each in a file of its own.</summary>
public sealed class CamtReaderTests
{
    private static string Tx(string content) => $"<NtryDtls><TxDtls>{content}</TxDtls></NtryDtls>";

    [Fact]
    public void Opening_and_booked_lines_that_make_the_closing_balance_tie()
    {
        var statement = Read.Text(Read.Camt(
            Read.Entry("121.00") + Read.Entry("21", sign: "DBIT") + Read.Entry("7", "<Sts><Cd>PDNG</Cd></Sts>"),
            balances: Read.Balance("PRCD", "90") + Read.Balance("OPBD", "100") + Read.Balance("CLAV", "999") + Read.Balance("CLBD", "200"))).Value.Statements[0];
        statement.Difference.ShouldBe(0m);
        statement.BookedSum.ShouldBe(100m);
        statement.Lines.Select(l => l.Status).ShouldBe([LineStatus.Booked, LineStatus.Booked, LineStatus.Pending]);
        statement.OpeningBalance!.Amount.ShouldBe(100m);
    }

    [Fact]
    public void Interim_balances_stand_in_for_opening_and_closing()
    {
        var statement = Read.Text(Read.Camt("", balances: Read.Balance("ITBD", "5") + Read.Balance("ITBD", "6") + Read.Balance("ITBD", "8", sign: "DBIT"))).Value.Statements[0];
        (statement.OpeningBalance!.Amount, statement.ClosingBalance!.Amount).ShouldBe((5m, -8m));
        statement.Difference.ShouldBe(13m);
    }

    [Fact]
    public void A_credit_line_or_availability_is_not_the_balance()
    {
        const string bal = """<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><CdtLine><Incl>false</Incl><Amt Ccy="EUR">9000</Amt></CdtLine><Amt Ccy="EUR">12</Amt><Dt><Dt>2026-03-01</Dt></Dt></Bal>""";
        Read.Text(Read.Camt("", balances: bal)).Value.Statements[0].ClosingBalance!.Amount.ShouldBe(12m);
    }

    [Theory]
    [InlineData("12..34")]
    [InlineData("12,50")]
    [InlineData("1000000000000000000000000000000")]
    [InlineData("1e5")]
    [InlineData("1 000")]
    [InlineData("0.1234567")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("NaN")]
    [InlineData("٣")]
    public void An_amount_that_is_none_is_refused_with_statement_line_and_field(string amount)
    {
        var refusal = Read.Text(Read.Camt(Read.Entry(amount))).Refusal!;
        refusal.Code.ShouldBe("bank.format.amount");
        refusal.Field.ShouldBe("Ntry/Amt");
        refusal.Args[1].ShouldBe("S1");
        refusal.Row.ShouldBe(5);
    }

    [Fact]
    public void Empty_and_negative_amounts_are_refused_and_all_faults_are_named_at_once()
    {
        var refusal = Read.Text(Read.Camt(Read.Entry("") + "\n" + Read.Entry("-5") + "\n" + Read.Entry("5", sign: "X") + Read.Entry("1").Replace("2026-03-01", "2026-13-01"))).Refusal!;
        refusal.All.Select(r => r.Code).ShouldBe(["bank.format.amount-missing", "bank.format.amount-negative", "bank.format.sign", "bank.format.date"]);
        refusal.All.Select(r => r.Row).ShouldBe([5, 6, 7, 7]);
    }

    [Fact]
    public void Amounts_come_with_any_scale_up_to_five_decimals()
    {
        Read.Text(Read.Camt(Read.Entry("2545") + Read.Entry("474.4") + Read.Entry("8.85000") + Read.Entry(".5") + Read.Entry("0.00001"))).Value
            .Statements[0].Lines.Select(l => l.Amount).ShouldBe([2545m, 474.4m, 8.85m, 0.5m, 0.00001m]);
    }

    [Fact]
    public void A_batch_that_does_not_add_up_stays_one_line_with_all_texts()
    {
        var file = Read.Text(Read.Camt(Read.Entry("10", details:
            """<NtryDtls><TxDtls><Amt Ccy="EUR">4</Amt><RmtInf><Ustrd>one</Ustrd></RmtInf></TxDtls><TxDtls><Amt Ccy="EUR">5</Amt><RmtInf><Ustrd>two</Ustrd></RmtInf></TxDtls></NtryDtls>"""))).Value;
        var line = file.Statements[0].Lines.ShouldHaveSingleItem();
        (line.Amount, line.Remittance, line.PaymentCount).ShouldBe((10m, "one two", 2));
        file.Warnings.ShouldHaveSingleItem().Code.ShouldBe("bank.format.batch-together");
    }

    [Fact]
    public void A_batch_over_several_details_with_a_refund_inside_splits_by_sign()
    {
        var lines = Read.Text(Read.Camt(Read.Entry("10", details:
            """<NtryDtls><TxDtls><Amt Ccy="EUR">14</Amt></TxDtls></NtryDtls><NtryDtls><TxDtls><Amt Ccy="EUR">4</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls>"""))).Value.Statements[0].Lines;
        lines.Select(l => l.Amount).ShouldBe([14m, -4m]);
    }

    [Fact]
    public void Old_and_new_paths_of_a_name_are_both_read()
    {
        Read.Line(Read.Entry("1", details: Tx("<RltdPties><Dbtr><Nm>Old</Nm></Dbtr></RltdPties>"))).CounterpartyName.ShouldBe("Old");
        Read.Line(Read.Entry("1", details: Tx("<RltdPties><Dbtr><Pty><Nm>New</Nm></Pty></Dbtr></RltdPties>"))).CounterpartyName.ShouldBe("New");
        Read.Line(Read.Entry("1", details: Tx("<RltdPties><Dbtr><Agt><FinInstnId><BICFI>HABALV22</BICFI><Nm>Bank</Nm></FinInstnId></Agt></Dbtr></RltdPties>"))).CounterpartyBic.ShouldBe("HABALV22");
        Read.Line(Read.Entry("1", details: Tx("<RltdPties><UltmtDbtr><Nm>Last</Nm></UltmtDbtr></RltdPties>"))).CounterpartyName.ShouldBe("Last");
        Read.Line(Read.Entry("1", details: Tx("<RltdPties><Dbtr><PstlAdr><AdrLine>Street 1</AdrLine></PstlAdr></Dbtr></RltdPties>"))).CounterpartyName.ShouldBe("Street 1");
        Read.Line(Read.Entry("1", details: Tx("<AddtlTxInf>Card shop</AddtlTxInf>"))).CounterpartyName.ShouldBe("Card shop");
    }

    [Fact]
    public void The_counterparty_is_the_debtor_of_a_credit_and_the_creditor_of_a_debit()
    {
        var details = Tx("<RltdPties><Dbtr><Nm>D</Nm></Dbtr><DbtrAcct><Id><IBAN>LV11 BANK 0000 0000 0000 1</IBAN></Id></DbtrAcct><Cdtr><Nm>C</Nm></Cdtr></RltdPties>");
        var credit = Read.Line(Read.Entry("1", details: details));
        (credit.CounterpartyName, credit.CounterpartyIban).ShouldBe(("D", "LV11BANK0000000000001"));
        Read.Line(Read.Entry("1", sign: "DBIT", details: details)).CounterpartyName.ShouldBe("C");
    }

    [Fact]
    public void A_reversal_with_the_roles_of_the_original_names_the_other_party()
    {
        var line = Read.Line(Read.Entry("1", "<RvslInd>1</RvslInd>", details: Tx(
            "<RltdPties><Dbtr><Nm>We</Nm></Dbtr><DbtrAcct><Id><IBAN>LV80BANK0000435195001</IBAN></Id></DbtrAcct><Cdtr><Nm>They</Nm></Cdtr></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")));
        (line.Amount, line.IsReversal, line.CounterpartyName, line.ReturnReason).ShouldBe((1m, true, "They", "AC04"));
    }

    [Fact]
    public void References_texts_and_the_original_currency_are_taken()
    {
        var line = Read.Line(Read.Entry("92.50", "<AcctSvcrRef>A1</AcctSvcrRef>", details: Tx(
            """
            <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><AmtDtls><InstdAmt><Amt Ccy="USD">100</Amt></InstdAmt></AmtDtls>
            <Chrgs><Rcrd><Amt Ccy="EUR">1.5</Amt><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>
            <RmtInf><Ustrd>Invoice 20</Ustrd><Ustrd>26-001</Ustrd><Strd><RfrdDocInf><Nb>INV-7</Nb></RfrdDocInf><CdtrRefInf><Ref>rf10 inv2 026001</Ref></CdtrRefInf></Strd></RmtInf>
            """)));
        line.EndToEndId.ShouldBeNull();
        line.BankReference.ShouldBe("A1");
        (line.OriginalAmount, line.OriginalCurrency).ShouldBe((100m, "USD"));
        line.Charges.ShouldHaveSingleItem().ShouldBe(new LineCharge(-1.5m, "EUR", true, null));
        line.StructuredReference.ShouldBe("RF10INV2026001");
        line.InvoiceReferences.ShouldBe(["INV-7"]);
        line.Remittance.ShouldBe("Invoice 20 26-001");
        string.Concat(line.RemittanceRaw).ShouldBe("Invoice 2026-001");
    }

    [Fact]
    public void German_tags_leave_the_payers_text_for_display()
    {
        var line = Read.Line(Read.Entry("1", details: Tx("<RmtInf><Ustrd>EREF+E2E-7 KREF+K1 SVWZ+Rechnung 20</Ustrd><Ustrd>26-001 ABWA+Somebody</Ustrd></RmtInf>")));
        (line.Remittance, line.EndToEndId).ShouldBe(("Rechnung 2026-001", "E2E-7"));
    }

    [Fact]
    public void A_booking_time_is_the_banks_own_day()
    {
        Read.Line(Read.Entry("1").Replace("<Dt>2026-03-01</Dt>", "<DtTm>2026-03-01T23:59:59-05:00</DtTm>")).BookingDate.ShouldBe(new DateOnly(2026, 3, 1));
    }

    [Fact]
    public void A_prefix_a_wrapper_and_no_namespace_are_all_the_same_file()
    {
        const string stmt = "<Stmt><Id>S</Id><Acct><Id><Othr><Id>X1</Id></Othr></Id></Acct></Stmt>";
        Read.Text($"<BkToCstmrStmt>{stmt}</BkToCstmrStmt>").Value.Statements.Count.ShouldBe(1);
        Read.Text($"""<a:Document xmlns:a="urn:iso:std:iso:20022:tech:xsd:camt.053.001.12"><a:BkToCstmrStmt>{stmt.Replace("<", "<a:").Replace("<a:/", "</a:")}</a:BkToCstmrStmt></a:Document>""").Value.Version.ShouldBe("001.12");
        Read.Text($"""<Env><AppHdr xmlns="urn:head.001"/><Document><BkToCstmrStmt>{stmt}</BkToCstmrStmt></Document></Env>""").Value.Statements.Count.ShouldBe(1);
        Read.Text($"<Document><BkToCstmrDbtCdtNtfctn>{stmt.Replace("Stmt>", "Ntfctn>")}</BkToCstmrDbtCdtNtfctn></Document>").Value.Statements[0].IsFinal.ShouldBeFalse();
    }

    [Fact]
    public void Latin_bytes_in_a_file_declared_utf8_are_read_and_remarked()
    {
        var bytes = Encoding.Latin1.GetBytes(Read.Camt(Read.Entry("1", details: Tx("<RltdPties><Dbtr><Nm>Müller</Nm></Dbtr></RltdPties>"))));
        var file = Read.Bytes(bytes).Value;
        file.Statements[0].Lines[0].CounterpartyName.ShouldBe("Müller");
        file.Warnings.ShouldHaveSingleItem().Code.ShouldBe("bank.format.encoding");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("windows-1257")]
    [InlineData("utf-8")]
    public void The_declaration_or_the_mark_decides_the_encoding(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        var text = Read.Camt(Read.Entry("1", details: Tx("<RltdPties><Dbtr><Nm>Bērziņš</Nm></Dbtr></RltdPties>"))).Replace("UTF-8", name);
        Read.Bytes([.. encoding.Preamble, .. encoding.GetBytes("\r\n" + text)]).Value.Statements[0].Lines[0].CounterpartyName.ShouldBe("Bērziņš");
    }

    [Fact]
    public void Other_xml_is_named_and_refused()
    {
        var refusal = Read.Text("<Document><CstmrCdtTrfInitn/></Document>").Refusal!;
        (refusal.Code, refusal.Args[0]).ShouldBe(("bank.format.other-xml", "Document"));
    }

    [Fact]
    public void A_statement_that_names_no_account_is_refused() =>
        Read.Text("<Document><BkToCstmrStmt><Stmt><Id>S</Id></Stmt></BkToCstmrStmt></Document>").Refusal!.Code.ShouldBe("bank.format.account-missing");

    [Fact]
    public void A_repeat_with_other_line_ends_case_and_blanks_has_the_same_fingerprints()
    {
        var text = Read.Camt(Read.Entry("5.00", details: Tx("<RmtInf><Ustrd>Invoice  7 </Ustrd></RmtInf>")));
        var again = text.Replace("\n", "\r\n").Replace("5.00", "5").Replace("Invoice  7 ", "INVOICE 7").Replace("<Id>S1</Id>", "<Id>S2</Id>");
        Key(again).ShouldBe(Key(text));
        Key(text.Replace("Invoice  7", "Invoice 8")).ShouldNotBe(Key(text));
        Key(text.Replace("<Ccy>EUR</Ccy>", "<Ccy>USD</Ccy>")).ShouldNotBe(Key(text));

        static string Key(string content)
        {
            var statement = Read.Text(content).Value.Statements[0];
            return LineFingerprint.Of(statement.AccountKey, statement.Lines[0]);
        }
    }

    [Fact]
    public void A_copy_inside_the_same_file_counts_its_lines_anew()
    {
        var stmt = Read.Camt(Read.Entry("5") + Read.Entry("5"));
        var body = stmt[stmt.IndexOf("<Stmt>", StringComparison.Ordinal)..(stmt.IndexOf("</Stmt>", StringComparison.Ordinal) + 7)];
        var file = Read.Text(stmt.Replace("</Stmt>", "</Stmt>" + body.Replace("<Id>S1</Id>", "<Id>S1</Id><CpyDplctInd>DUPL</CpyDplctInd>"))).Value;
        var numbering = new LineNumbering();
        file.Statements.SelectMany(s =>
        {
            numbering.Begin(s);
            return s.Lines.Select(l => numbering.Next(l).Occurrence).ToList();
        }).ShouldBe([1, 2, 1, 2]);
    }
}
