using System.Globalization;
using System.Text;
using BlazorErp.Files;

namespace BlazorErp.Tests.Files;

public sealed class CsvWriterTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+371 29", "'+371 29")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("@SUM", "'@SUM")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\0=1", "'=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("-5", "-5")]
    [InlineData("plain = text", "plain = text")]
    [InlineData("", "")]
    public void A_text_that_would_run_gets_an_apostrophe(string text, string safe) => CsvWriter.Safe(text).ShouldBe(safe);

    [Fact]
    public async Task Numbers_dates_and_separators_follow_the_culture()
    {
        (await Csv(Exports.Columns, "lv-LV", Exports.Example())).ShouldBe("\ufeffNumber;Day;Made;Amount;Count;Lines;Rate;Paid\r\nINV-1;28.02.2026;28.02.2026 13:45;-1234,50;2,125;7;0,21;1\r\n");
        (await Csv(Exports.Columns, "en-US", Exports.Example())).ShouldContain("INV-1,2/28/2026,");
        (await Csv(Exports.Columns, "en-US", Exports.Example())).ShouldContain(",-1234.50,2.125,7,0.21,1\r\n");
    }

    [Theory]
    [InlineData("lv-LV", ';')]
    [InlineData("hu-HU", ';')]
    [InlineData("pl-PL", ';')]
    [InlineData("en-US", ',')]
    public void Each_language_has_its_separator(string culture, char separator) => CsvWriter.Separator(CultureInfo.GetCultureInfo(culture)).ShouldBe(separator);

    [Fact]
    public async Task Quotes_separators_and_line_ends_stay_inside_their_cell() =>
        (await Csv([new ExportColumn<string>("T", ExportKind.Text, t => t)], "lv-LV", "a;b", "say \"hi\"", "two\nlines")).ShouldBe("\ufeffT\r\n\"a;b\"\r\n\"say \"\"hi\"\"\"\r\n\"two\nlines\"\r\n");

    private static async Task<string> Csv<T>(IReadOnlyList<ExportColumn<T>> columns, string culture, params T[] rows)
    {
        using var kept = new MemoryStream();
        await CsvWriter.WriteAsync(new ResponseLike(kept), columns, Exports.Of(rows), CultureInfo.GetCultureInfo(culture), default);
        return Encoding.UTF8.GetString(kept.ToArray());
    }
}
