using BlazorErp.Files;
using ClosedXML.Excel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Files;

public sealed class ExportEndpointTests
{
    [Fact]
    public async Task A_list_comes_over_real_http_as_an_attachment_that_opens()
    {
        await using var app = await Serve(context => ExportEndpoint.File(context, "Rēķini 2026/02", Exports.Columns, Exports.Of(Enumerable.Repeat(Exports.Example(), 5_000))));
        using var client = new HttpClient();
        using var answer = await client.GetAsync(Address(app));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(ExportEndpoint.XlsxType);
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Rēķini 2026_02.xlsx");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var book = new XLWorkbook(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        book.Worksheet(1).LastRowUsed().RowNumber().ShouldBe(5_001);
    }

    [Fact]
    public async Task An_export_that_fails_half_way_is_a_failed_download()
    {
        async IAsyncEnumerable<Sold> Failing()
        {
            for (var i = 0; i < 20_000; i++)
            {
                yield return Exports.Example();
            }

            await Task.CompletedTask;
            throw new InvalidDataException("gone");
        }

        await using var app = await Serve(context => ExportEndpoint.File(context, "x", Exports.Columns, Failing()));
        using var client = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(async () => await client.GetByteArrayAsync(Address(app)));
    }

    [Theory]
    [InlineData("../../etc/passwd", "_.._etc_passwd.xlsx")]
    [InlineData("a\r\nSet-Cookie: x", "a__Set-Cookie_ x.xlsx")]
    [InlineData("", "export.xlsx")]
    [InlineData("///", "export.xlsx")]
    [InlineData("exe\u202Etxt", "exe_txt.xlsx")]
    public void A_file_name_is_only_a_name(string name, string file) => ExportEndpoint.FileName(name, ".xlsx").ShouldBe(file);

    [Fact]
    public void A_file_name_holds_no_half_characters() => ExportEndpoint.FileName("x\ud83d", ".xlsx").ShouldBe("x_.xlsx");

    private static async Task<WebApplication> Serve(RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        return app;
    }

    private static string Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
