using System.Globalization;
using System.Text;
using BlazorErp.Domain.Shared;
using BlazorErp.Files;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Files;

public sealed class ColumnMappingTests
{
    private static readonly IReadOnlyList<TableField> Fields =
    [
        new("code", TableFieldKind.Text, "Code", "Kods", "Cikkszám", "Kod") { Required = true, MaxLength = 10 },
        new("name", TableFieldKind.Text, "Name", "Nosaukums", "Megnevezés", "Nazwa"),
        new("cost", TableFieldKind.Number, "Cost", "Pašizmaksa", "Bekerülési ár", "Koszt"),
        new("count", TableFieldKind.WholeNumber, "Quantity", "Daudzums", "Mennyiség", "Ilość"),
        new("since", TableFieldKind.Day, "Since", "No datuma", "Dátum", "Data"),
        new("stocked", TableFieldKind.YesNo, "Stocked", "Noliktavas", "Raktári", "Magazynowy"),
    ];

    [Theory]
    [InlineData("Code;Name;Cost;Quantity;Since;Stocked")]
    [InlineData("Kods;Nosaukums;Pašizmaksa;Daudzums;No datuma;Noliktavas")]
    [InlineData("CIKKSZAM;megnevezés;Bekerülési ár (Ft);Mennyiség;Dátum;raktári")]
    [InlineData("kod;nazwa;Koszt netto;ilosc;data;magazynowy")]
    public void Headings_in_four_languages_find_their_fields(string headings) =>
        Propose(headings).Columns.OrderBy(c => c.Value).Select(c => c.Key).ShouldBe(["code", "name", "cost", "count", "since", "stocked"]);

    [Fact]
    public void Two_equal_headings_are_left_to_the_user()
    {
        var mapping = Propose("Code;Name;Name");
        mapping.Columns.ContainsKey("name").ShouldBeFalse();
        mapping.Ambiguous.ShouldBe(["name"]);
        mapping.Duplicates.ShouldBe(["Name"]);
    }

    [Fact]
    public void An_exact_heading_wins_over_one_that_holds_the_words() => Propose("Code;Name of maker;Name").Columns["name"].ShouldBe(2);

    [Fact]
    public void A_remembered_choice_wins()
    {
        var mapping = new ColumnMapping(new Dictionary<string, int> { ["code"] = 1, ["name"] = 0 }, ["Code", "EAN-13"]);
        var again = ColumnMapping.Propose(Row("Code", "ean 13"), Fields, mapping.Remember());
        again.Columns["code"].ShouldBe(1);
        again.Columns["name"].ShouldBe(0);
    }

    [Fact]
    public void A_required_field_without_a_column_is_named()
    {
        Propose("Name").Missing(Fields).ShouldBe(new Refusal("table.column_missing", "Code") { Field = "code" });
        Propose("Code").Missing(Fields).ShouldBeNull();
    }

    [Theory]
    [InlineData("1.234,50", "lv", "1234.50")]
    [InlineData("1 234,50", "lv", "1234.50")]
    [InlineData("1\u00a0234\u00a0567,5", "lv", "1234567.5")]
    [InlineData("-0,125", "lv", "-0.125")]
    [InlineData("−5", "lv", "-5")]
    [InlineData("1,234.50", "en", "1234.50")]
    [InlineData("1'234.5", "en", "1234.5")]
    [InlineData("1.234", "lv", "1234")]
    [InlineData("1.234", "en", "1.234")]
    [InlineData("1.23", "lv", null)]
    [InlineData("1.2345,6", "lv", null)]
    [InlineData("12.34.567", "lv", null)]
    [InlineData("1,2,3", "lv", null)]
    [InlineData("1,", "lv", null)]
    [InlineData(",5", "lv", null)]
    [InlineData("1 234.567", "lv", null)]
    [InlineData("1e5", "en", null)]
    [InlineData("0x1F", "en", null)]
    [InlineData("5 EUR", "en", null)]
    [InlineData("٣", "en", null)]
    [InlineData("--5", "en", null)]
    [InlineData("9999999999999999999999999999999999", "en", null)]
    public void A_number_is_read_strictly(string text, string language, string? number)
    {
        var read = TableFormat.Of(CultureInfo.GetCultureInfo(language)).Number(text);
        (read.Ok ? read.Value.ToString(CultureInfo.InvariantCulture) : null).ShouldBe(number);
    }

    [Fact]
    public void Any_number_a_culture_writes_is_read_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), cents =>
            new[] { "lv-LV", "hu-HU", "pl-PL", "en-US" }.All(name =>
            {
                var culture = CultureInfo.GetCultureInfo(name);
                return TableFormat.Of(culture).Number((cents / 100m).ToString("N2", culture)) is { Ok: true } read && read.Value == cents / 100m;
            })).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1.234,50", ',')]
    [InlineData("1,234.50", '.')]
    [InlineData("0.125", '.')]
    [InlineData("1234.567", '.')]
    [InlineData("1.234.567", ',')]
    [InlineData("5,5", ',')]
    [InlineData("1.234", '?')]
    [InlineData("999,000", '?')]
    [InlineData("1234", null)]
    [InlineData("abc", null)]
    public void One_number_shows_this_of_the_decimal_sign(string text, char? sign) => TableFormat.Evidence(text).ShouldBe(sign);

    [Fact]
    public void One_clear_number_settles_the_unclear_ones()
    {
        var rows = Map("Code;Cost\nA;1.234\nB;2,5").Value;
        rows.Select(r => r.Amount("cost")).ShouldBe([1234m, 2.5m]);
    }

    [Fact]
    public void A_file_whose_numbers_could_mean_two_things_is_refused_with_the_cell() =>
        Map("Code;Cost\nA;5\nB;1.234").Refusal.ShouldBe(new Refusal("table.ambiguous_number", "1.234", "B3") { Row = 3, Field = "Cost" });

    [Fact]
    public void A_file_that_contradicts_itself_is_refused_with_the_cell() =>
        Map("Code;Cost\nA;5.5\nB;5,5").Refusal.ShouldBe(new Refusal("table.mixed_numbers", "5,5", "B3") { Row = 3, Field = "Cost" });

    [Theory]
    [InlineData("2026-02-28")]
    [InlineData("28.02.2026")]
    [InlineData("28.2.2026.")]
    [InlineData("28-02-2026")]
    [InlineData("2026. 02. 28.")]
    [InlineData("2026/02/28")]
    [InlineData("28/02/2026")]
    [InlineData("02/28/2026")]
    [InlineData("2026-02-28T10:15:00Z")]
    [InlineData("28.02.2026 10:15")]
    public void A_day_is_read(string text) => Map($"Code;Since\nA;{text}").Value[0].Day("since").ShouldBe(new DateOnly(2026, 2, 28));

    [Theory]
    [InlineData("29.02.2026", "table.bad_date")]
    [InlineData("28.02.26", "table.bad_date")]
    [InlineData("soon", "table.bad_date")]
    [InlineData("28.02/2026", "table.bad_date")]
    [InlineData("03/04/2026", "table.ambiguous_date")]
    public void A_day_that_is_none_or_could_be_two_is_refused(string text, string code) => Map($"Code;Since\nA;{text}").Refusal!.Code.ShouldBe(code);

    [Theory]
    [InlineData("jā", true)]
    [InlineData("Igen", true)]
    [InlineData("TAK", true)]
    [InlineData("x", true)]
    [InlineData("nē", false)]
    [InlineData("nem", false)]
    [InlineData("nie", false)]
    public void Yes_and_no_are_read_in_four_languages(string text, bool yes) => Map($"Code;Stocked\nA;{text}").Value[0].YesNo("stocked").ShouldBe(yes);

    [Fact]
    public void All_errors_of_a_file_come_at_once() =>
        Map("Code;Cost;Quantity;Since\nA;x;1,5;1\n;2,5;3;\nTOOLONGCODE;1;;\nB;1;2;31.12.2026").Refusal!.All.Select(r => r.ToString()).ShouldBe(
        [
            "table.bad_number(x, B2) field Cost row 2", "table.not_whole(1,5, C2) field Quantity row 2", "table.bad_date(1, D2) field Since row 2",
            "table.required(, A3) field Code row 3", "table.text_too_long(10, A4) field Code row 4",
        ]);

    [Fact]
    public void Typed_cells_need_no_format()
    {
        var file = Workbooks.OfSheet("<row><c t=\"str\"><v>Code</v></c><c t=\"str\"><v>Cost</v></c><c t=\"str\"><v>Since</v></c></row><row><c><v>4750123456</v></c><c><v>1.234</v></c><c s=\"1\"><v>46081</v></c></row>"
            + "<row><c t=\"str\"><v>B</v></c><c s=\"1\"><v>46081</v></c></row><row><c t=\"str\"><v>C</v></c><c><f>1+1</f></c></row><row><c t=\"str\"><v>D</v></c><c t=\"e\"><v>#N/A</v></c></row>");
        var rows = Workbooks.Read(file).Value;
        var mapping = ColumnMapping.Propose(rows[0], Fields);
        var read = mapping.Map(rows.Skip(1).Select(r => (Outcome<TableRow>)r), Fields, new TableFormat(null, null)).ToList();
        read[0].Value.Text("code").ShouldBe("4750123456");
        read[0].Value.Amount("cost").ShouldBe(1.234m);
        read[0].Value.Day("since").ShouldBe(new DateOnly(2026, 2, 28));
        read.Skip(1).Select(r => r.Refusal!.Code).ShouldBe(["table.bad_number", "table.uncomputed", "table.error_value"]);
    }

    private static ColumnMapping Propose(string headings) => ColumnMapping.Propose(Row(headings.Split(';')), Fields);

    private static TableRow Row(params string[] cells) => new(1, [.. cells.Select(TableCell.OfText)]);

    private static Outcome<IReadOnlyList<MappedRow>> Map(string csv)
    {
        using var table = TableReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(csv))).Value;
        var mapping = ColumnMapping.Propose(table.Rows.First().Value, Fields);
        var format = mapping.Sniff(table.Rows.Skip(1).Where(r => r.Ok).Select(r => r.Value), Fields);
        return format.Ok ? mapping.MapAll(table.Rows.Skip(1), Fields, format.Value) : format.Refusal!;
    }
}
