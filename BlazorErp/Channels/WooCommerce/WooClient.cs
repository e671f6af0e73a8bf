using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>Asks a WooCommerce shop for its orders (REST v3, <c>GET /wp-json/wc/v3/orders</c>), bounded in size and time.</summary>
public sealed class WooClient(IHttpClientFactory clients, TimeProvider time) : IShopFetcher
{
    /// <summary>Client that reaches public addresses only.</summary>
    public const string Guarded = "shops";
    /// <summary>Client that reaches this machine as well, for demo companies.</summary>
    public const string WithLocal = "shops-demo";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Kind => ChannelService.WooCommerce;

    /// <inheritdoc/>
    public async Task<Outcome<ShopListing>> ListAsync(ShopAccess access, ShopQuestion question, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        var host = access.Address.Host;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(access.Address, question));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{access.Key}:{access.Secret}")));
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.UserAgent.ParseAdd("BlazorErp");
            using var http = clients.CreateClient(access.AllowLocal ? WithLocal : Guarded);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (Refused(host, response) is { } refusal)
            {
                return refusal;
            }

            return await BodyAsync(response.Content, either.Token) is { } body
                ? Listing(body, Number(response, "X-WP-TotalPages"), Number(response, "X-WP-Total"))
                : new Refusal("shop.too_large", response.Content.Headers.ContentLength ?? 0, WooMapping.PageBytes);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new Refusal(e is PrivateAddressException || e.InnerException is PrivateAddressException ? "shop.api_private" : "shop.api_unreachable", host);
        }
    }

    private static Uri AddressOf(Uri shop, ShopQuestion question)
    {
        var after = question.ModifiedAfter.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var status = question.Trash ? "trash" : "any";
        return new Uri(string.Create(
            CultureInfo.InvariantCulture,
            $"{shop.AbsoluteUri.TrimEnd('/')}/wp-json/wc/v3/orders?modified_after={Uri.EscapeDataString(after)}&dates_are_gmt=true&status={status}&orderby=id&order=asc&per_page=100&page={question.Page}"));
    }

    private static Refusal? Refused(string host, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.OK => null,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Refusal("shop.api_denied", host),
        HttpStatusCode.NotFound => new Refusal("shop.api_missing", host),
        _ => new Refusal("shop.api_answer", host, (int)response.StatusCode),
    };

    private static Outcome<ShopListing> Listing(byte[] body, int? pages, int? total)
    {
        var parsed = WooJson.Parse(body, WooMapping.PageBytes);
        if (!parsed.Ok)
        {
            return parsed.Refusal!;
        }

        using var document = parsed.Value;
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            return new Refusal("shop.field_kind", "array", WooJson.KindName(document.RootElement)) { Field = "$" };
        }

        var orders = document.RootElement.EnumerateArray().Select(order => new ListedBody(IdOf(order), VersionOf(order), Encoding.UTF8.GetBytes(order.GetRawText()))).ToList();
        return new ShopListing(orders, pages ?? 1, total ?? orders.Count);
    }

    private static string? IdOf(JsonElement order) =>
        order.ValueKind == JsonValueKind.Object && order.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static DateTimeOffset? VersionOf(JsonElement order) =>
        order.ValueKind == JsonValueKind.Object && order.TryGetProperty("date_modified_gmt", out var at) && at.ValueKind == JsonValueKind.String && WooJson.TryText(at, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var version)
            ? version
            : null;

    private static int? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<byte[]?> BodyAsync(HttpContent content, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        var piece = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(piece, cancel)) > 0;)
        {
            if (kept.Length + read > WooMapping.PageBytes)
            {
                return null;
            }

            kept.Write(piece, 0, read);
        }

        return kept.ToArray();
    }
}
