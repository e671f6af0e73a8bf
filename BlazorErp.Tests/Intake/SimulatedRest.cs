using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BlazorErp.Channels.WooCommerce.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorErp.Tests.Intake;

/// <summary>The simulated shop's REST API on a real local server: what a shop answers to GET /wp-json/wc/v3/orders.</summary>
internal sealed class SimulatedRest : IAsyncDisposable
{
    public const string Key = "ck_test", Secret = "cs_test";
    private readonly WebApplication app;
    private readonly List<string> asked = [];

    private SimulatedRest(WebApplication app) => this.app = app;

    /// <summary>How the orders stand now.</summary>
    public IReadOnlyList<ShopState> Orders { get; set; } = [];

    /// <summary>Called before each answer; what it writes is the answer.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>The questions so far.</summary>
    public IReadOnlyList<string> Asked => asked;

    public string Address => app.Urls.First();

    public static async Task<SimulatedRest> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var rest = new SimulatedRest(app);
        app.MapGet("/shop/wp-json/wc/v3/orders", rest.AnswerAsync);
        await app.StartAsync();
        return rest;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        lock (asked)
        {
            asked.Add(context.Request.QueryString.Value!);
        }

        if (context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Key}:{Secret}")))
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (Instead is not null)
        {
            await Instead(context);
            if (context.Response.HasStarted)
            {
                return;
            }
        }

        var after = DateTimeOffset.Parse(query["modified_after"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var (page, size) = (int.Parse(query["page"]!, CultureInfo.InvariantCulture), int.Parse(query["per_page"]!, CultureInfo.InvariantCulture));
        (query["dates_are_gmt"].ToString(), query["orderby"].ToString(), query["order"].ToString()).ShouldBe(("true", "id", "asc"));
        var found = Orders.Where(o => o.Deleted == (query["status"] == "trash") && o.Version > after).OrderBy(o => o.OrderId).ToList();
        context.Response.Headers["X-WP-Total"] = found.Count.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-WP-TotalPages"] = ((found.Count + size - 1) / size).ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($"[{string.Join(',', found.Skip((page - 1) * size).Take(size).Select(Body))}]");
    }

    /// <summary>What is in the waste bin has the status trash and was changed when it went there.</summary>
    private static string Body(ShopState order)
    {
        if (!order.Deleted)
        {
            return Encoding.UTF8.GetString(order.Body.Span);
        }

        var json = JsonNode.Parse(order.Body.Span)!;
        json["status"] = "trash";
        json["date_modified_gmt"] = order.Version.AddSeconds(1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return json.ToJsonString();
    }
}
