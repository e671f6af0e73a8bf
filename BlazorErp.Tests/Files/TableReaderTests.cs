using System.Text;
using BlazorErp.Files;
using ClosedXML.Excel;

namespace BlazorErp.Tests.Files;

public sealed class TableReaderTests
{
    [Fact]
    public async Task What_was_exported_is_read_back_the_same()
    {
        var row = Workbooks.Read(await Exports.Xlsx(Exports.Of(Exports.Example()), Exports.Columns)).Value[1];
        row.Number.ShouldBe(2);
        row[0].ShouldBe(TableCell.OfText("INV-1"));
        row[1].Kind.ShouldBe(TableCellKind.Date);
        row[1].Date.ShouldBe(new DateTime(2026, 2, 28));
        row[2].Date.ShouldBe(new DateTime(2026, 2, 28, 13, 45, 0));
        row[3].ShouldBe(TableCell.OfNumber(-1234.5m));
        row[6].Number.ShouldBe(0.21m);
        row[7].ShouldBe(TableCell.OfYesNo(true));
    }

    [Fact]
    public async Task Hostile_texts_survive_the_way_out_and_in() =>
        Workbooks.Read(await Exports.Texts(Exports.HostileTexts)).Value.Skip(1).Select(r => r[0].Text).ShouldBe(Exports.HostileTexts.Select(t => t.ReplaceLineEndings("\n")));

    [Fact]
    public async Task Hostile_texts_survive_the_way_through_csv()
    {
        using var kept = new MemoryStream();
        await CsvWriter.WriteAsync(kept, [new ExportColumn<string>("N", ExportKind.Integer, _ => 1), new ExportColumn<string>("T", ExportKind.Text, t => t)], Exports.Of(Exports.HostileTexts), Exports.Latvian, default);
        Workbooks.Read(kept.ToArray()).Value.Skip(1).Select(r => r[1].Text).ShouldBe(Exports.HostileTexts);
    }

    [Fact]
    public void A_workbook_of_another_maker_is_read()
    {
        using var kept = new MemoryStream();
        using (var book = new XLWorkbook())
        {
            var sheet = book.AddWorksheet("Items");
            sheet.Cell("A1").Value = "Code";
            sheet.Cell("C1").Value = "Since";
            sheet.Cell("A3").SetValue("007");
            sheet.Cell("B3").Value = 0.1;
            sheet.Cell("C3").Value = new DateTime(2026, 3, 1);
            book.SaveAs(kept);
        }

        var rows = Workbooks.Read(kept.ToArray()).Value;
        rows.Select(r => r.Number).ShouldBe([1, 3]);
        rows[0].Cells.Select(c => c.Text).ShouldBe(["Code", "", "Since"]);
        rows[1].Cells.Select(c => c.Text).ShouldBe(["007", "0.1", "2026-03-01"]);
    }

    [Fact]
    public void Doubles_give_the_digits_excel_shows() =>
        Workbooks.Read(Workbooks.OfSheet("<row><c><v>0.10000000000000001</v></c><c><v>1.1E3</v></c><c><v>-19.989999999999998</v></c></row>")).Value[0].Cells.Select(c => c.Number).ShouldBe([0.1m, 1100m, -19.99m]);

    [Fact]
    public void Dates_count_from_1900_or_1904_as_the_workbook_says()
    {
        const string row = "<row><c s=\"1\"><v>61</v></c><c s=\"1\"><v>45000.75</v></c><c s=\"1\"><v>0.5</v></c></row>";
        Workbooks.Texts(Workbooks.OfSheet(row))[0].ShouldBe(["1900-03-01", "2023-03-15 18:00:00", "0.5"]);
        Workbooks.Texts(Workbooks.OfSheet(row, workbookProperties: "<workbookPr date1904=\"1\"/>"))[0][0].ShouldBe("1904-03-02");
    }

    [Fact]
    public void A_formula_gives_its_stored_value_and_is_never_evaluated()
    {
        var row = Workbooks.Read(Workbooks.OfSheet("<row><c><f>1+1</f><v>7</v></c><c t=\"str\"><f>WEBSERVICE(\"http://evil.example\")</f><v>x</v></c><c><f>A1</f></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>")).Value[0];
        row.Cells.Select(c => c.Kind).ShouldBe([TableCellKind.Number, TableCellKind.Text, TableCellKind.Uncomputed, TableCellKind.Error]);
        row[0].Number.ShouldBe(7m);
        row[3].Text.ShouldBe("#DIV/0!");
    }

    [Fact]
    public void Rich_and_shared_texts_are_joined_without_their_phonetic_hints() =>
        Workbooks.Texts(Workbooks.OfSheet("<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c></row>", "<si><t>plain_x000A_line</t></si><si><r><t>Rī</t></r><r><rPr><b/></rPr><t>ga</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si>"))[0].ShouldBe(["Rīga", "plain\nline"]);

    [Theory]
    [InlineData("dd/mm/yyyy", true)]
    [InlineData("[$-426]d. mmmm", true)]
    [InlineData("#,##0.00 \"days\"", false)]
    [InlineData("0.00\\d", false)]
    [InlineData("[Red]0.00", false)]
    [InlineData("General", false)]
    [InlineData("\"open", false)]
    public void A_number_format_tells_dates_from_numbers(string code, bool date) => XlsxShared.IsDate(code).ShouldBe(date);

    [Theory]
    [InlineData("utf-8", "Šķiņķis;Łódź;Őr")]
    [InlineData("utf-16", "Šķiņķis;Łódź;Őr")]
    [InlineData("utf-16BE", "Šķiņķis;Łódź;Őr")]
    [InlineData("windows-1257", "Šķiņķis;Rēzeknes dzērieni;Ādaži")]
    [InlineData("windows-1250", "Árvíztűrő;tükörfúrógép;Győr")]
    [InlineData("windows-1250", "Zażółć;gęślą jaźń;Łódź")]
    public void The_encoding_of_a_csv_is_found_by_its_bytes(string name, string line)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var bytes = encoding.GetBytes("a;b;c\r\n" + line + "\r\n");
        Workbooks.Texts(bytes)[1].ShouldBe(line.Split(';'));
        using var table = TableReader.Open(new MemoryStream(bytes)).Value;
        table.Encoding.ShouldBe(name, StringCompareShould.IgnoreCase);
        Workbooks.Texts([.. encoding.GetPreamble(), .. bytes])[1].ShouldBe(line.Split(';'));
    }

    [Theory]
    [InlineData("a;b\n1,5;2,5\n3,5;4,5", ';')]
    [InlineData("a,b\n1.5,2.5", ',')]
    [InlineData("a\tb\n1,5\t2,5", '\t')]
    [InlineData("a|b\nx;y|z;w", '|')]
    [InlineData("sep=|\na;b|c", '|')]
    [InlineData("code,name\n1,\"a;b;c\"\n2,\"d;e;f\"", ',')]
    public void The_separator_is_found(string csv, char separator)
    {
        using var table = TableReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(csv))).Value;
        table.Separator.ShouldBe(separator);
    }

    [Fact]
    public void Rows_of_a_csv_are_numbered_as_excel_shows_them()
    {
        var rows = Workbooks.Read(Encoding.UTF8.GetBytes("a;b\r\n\r\n\"x\r\ny\";\"say \"\"hi\"\"\"\r\n;;\r\nlast;1")).Value;
        rows.Select(r => r.Number).ShouldBe([1, 3, 5]);
        rows[1].Cells.Select(c => c.Text).ShouldBe(["x\r\ny", "say \"hi\""]);
    }

    [Fact]
    public void Rows_can_be_read_twice()
    {
        foreach (var file in new[] { Encoding.UTF8.GetBytes("a;b\n1;2"), Workbooks.OfSheet("<row><c><v>1</v></c></row>") })
        {
            using var table = TableReader.Open(new MemoryStream(file)).Value;
            table.Rows.Count().ShouldBe(table.Rows.Count());
        }
    }

    [Fact]
    public void The_sheet_can_be_named()
    {
        Workbooks.Read(Workbooks.OfSheet("<row><c><v>1</v></c></row>"), sheet: "S").Ok.ShouldBeTrue();
        Workbooks.Read(Workbooks.OfSheet("<row><c><v>1</v></c></row>"), sheet: "T").Refusal!.Code.ShouldBe("table.no_sheet");
    }
}
