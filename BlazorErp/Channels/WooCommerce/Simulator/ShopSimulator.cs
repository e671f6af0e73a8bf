using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BlazorErp.Channels.WooCommerce.Simulator;

/// <summary>A web shop for the demo and the tests: posts signed orders as WooCommerce does, over a way that may behave badly.</summary>
public sealed class ShopSimulator(HttpClient http, TimeProvider clock)
{
    private const long WebhookId = 7;

    private readonly record struct Event(ShopState State, string Topic, byte[] Body, DateTimeOffset At);

    /// <summary>
    /// All deliveries of the shop, in the order they are sent, and how its orders stand in the end. Depends on the settings and the start only.
    /// </summary>
    /// <exception cref="ArgumentException">No products or no customers.</exception>
    public static ShopPlan Plan(ShopSettings shop, DateTimeOffset start)
    {
        if (shop.Products.Count == 0 || shop.Customers.Count == 0)
        {
            throw new ArgumentException("A shop needs products and customers", nameof(shop));
        }

        // Two sources of chance: the same seed gives the same orders whatever the faults are.
        var orders = new Random(shop.Seed);
        var faults = new Random(unchecked(shop.Seed * 31) + 17);
        var events = new List<Event>();
        var ideal = new List<ShopState>(shop.Orders);
        var whole = new DateTimeOffset(start.UtcTicks - (start.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        for (var n = 0; n < shop.Orders; n++)
        {
            var placed = whole.AddSeconds(Math.Floor(shop.Span.TotalSeconds * n / shop.Orders));
            ideal.Add(Live(shop, shop.FirstOrderId + n, placed, orders, events));
        }

        var sent = new List<Delivery>();
        var told = new Dictionary<long, ShopState>();
        foreach (var happened in events.OrderBy(e => e.At).ThenBy(e => e.State.OrderId))
        {
            Send(shop, happened, faults, sent, told);
        }

        return new ShopPlan([.. sent.OrderBy(d => d.At)], ideal, [.. told.Values.OrderBy(s => s.OrderId)]);
    }

    /// <summary>
    /// Posts the plan. Waits between deliveries as the plan says, divided by <paramref name="speed"/>; 0 sends them one after the other
    /// without waiting. An answer of any kind goes to <paramref name="answered"/>; like WooCommerce, nothing is ever sent again.
    /// </summary>
    public async Task RunAsync(ShopPlan plan, ShopSettings shop, Uri address, double speed, Action<DeliveryAnswer>? answered, CancellationToken cancel)
    {
        DateTimeOffset? last = null;
        foreach (var delivery in plan.Deliveries)
        {
            if (speed > 0 && last is { } before && delivery.At > before)
            {
                await Task.Delay((delivery.At - before) / speed, clock, cancel);
            }

            last = delivery.At;
            var answer = await PostAsync(delivery, shop, address, cancel);
            answered?.Invoke(answer);
        }
    }

    /// <summary>Posts one delivery with the headers of WooCommerce.</summary>
    public async Task<DeliveryAnswer> PostAsync(Delivery delivery, ShopSettings shop, Uri address, CancellationToken cancel)
    {
        using var request = Request(address);
        request.Content = new ReadOnlyMemoryContent(delivery.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var dot = delivery.Topic.IndexOf('.', StringComparison.Ordinal);
        request.Headers.Add(WooHeaders.Source, shop.Source.AbsoluteUri.TrimEnd('/') + "/");
        request.Headers.Add(WooHeaders.Topic, delivery.Topic);
        request.Headers.Add(WooHeaders.Resource, delivery.Topic[..dot]);
        request.Headers.Add(WooHeaders.Event, delivery.Topic[(dot + 1)..]);
        request.Headers.Add(WooHeaders.Id, WebhookId.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WooHeaders.DeliveryId, delivery.DeliveryId);
        if (delivery.Signature is { } signature)
        {
            request.Headers.Add(WooHeaders.Signature, signature);
        }

        var begun = clock.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, cancel);
            return new DeliveryAnswer(delivery, (int)response.StatusCode, clock.GetElapsedTime(begun));
        }
        catch (HttpRequestException)
        {
            return new DeliveryAnswer(delivery, 0, clock.GetElapsedTime(begun));
        }
    }

    /// <summary>Posts what WooCommerce posts when a webhook is saved first. True when it could be saved: the answer was exactly 200.</summary>
    public async Task<bool> PingAsync(Uri address, CancellationToken cancel)
    {
        using var request = Request(address);
        request.Content = new StringContent($"webhook_id={WebhookId}", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await http.SendAsync(request, cancel);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private static HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version10, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("User-Agent", "WooCommerce/9.4.2 Hookshot (WordPress/6.7.1)");
        return request;
    }

    /// <summary>One order from its placing to its end; adds what the shop would tell about it.</summary>
    private static ShopState Live(ShopSettings shop, long id, DateTimeOffset placed, Random random, List<Event> events)
    {
        var order = new SimulatedOrder(shop, id, placed, random);
        var state = order.State(deleted: false);
        events.Add(new Event(state, "order.created", state.Body.ToArray(), placed));
        while (!shop.OnlyCreated && order.Next is { Count: > 0 } next && random.Next(4) > 0)
        {
            order.Become(next[random.Next(next.Count)], order.Modified.AddSeconds(random.Next(1, 600)));
            state = order.State(deleted: false);
            events.Add(new Event(state, "order.updated", state.Body.ToArray(), order.Modified));
        }

        if (!shop.OnlyCreated && random.Next(25) == 0)
        {
            state = order.State(deleted: true);
            var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}"));
            events.Add(new Event(state, "order.deleted", body, order.Modified.AddSeconds(random.Next(1, 600))));
        }

        return state;
    }

    private static void Send(ShopSettings shop, Event happened, Random random, List<Delivery> sent, Dictionary<long, ShopState> told)
    {
        var id = happened.State.OrderId;
        var faults = shop.Faults;
        if (Strikes(random, faults.BadSignatures))
        {
            sent.Add(Forged(shop, happened, random));
        }

        if (Strikes(random, faults.Loss))
        {
            return;
        }

        var at = happened.At;
        at += Strikes(random, faults.Reordering) ? TimeSpan.FromSeconds(random.Next(60, 1200)) : TimeSpan.Zero;
        at += Strikes(random, faults.Delay) ? TimeSpan.FromMinutes(random.Next(30, 480)) : TimeSpan.Zero;
        var delivery = new Delivery(id, happened.Topic, at, DeliveryKind.Genuine, DeliveryId(at), WooSignature.Sign(happened.Body, shop.Secret), happened.Body);
        sent.Add(delivery);
        if (Strikes(random, faults.Duplicates))
        {
            // Soon after it keeps the id of the second; sent again by hand it gets a new one.
            var again = at.AddSeconds(random.Next(2) == 0 ? 0 : random.Next(1, 3600));
            sent.Add(delivery with { At = again, Kind = DeliveryKind.Duplicate, DeliveryId = DeliveryId(again) });
        }

        if (!told.TryGetValue(id, out var known) || !known.Deleted && (happened.State.Deleted || happened.State.Version > known.Version))
        {
            told[id] = happened.State;
        }
    }

    private static Delivery Forged(ShopSettings shop, Event happened, Random random)
    {
        // The worst that could be believed: the order cancelled, in a version later than any genuine one.
        var body = happened.State.Deleted
            ? happened.Body
            : JsonSerializer.SerializeToUtf8Bytes(new JsonObject(Fields(happened.Body)) { ["status"] = "cancelled", ["date_modified_gmt"] = "2099-01-01T00:00:00" });
        var signature = random.Next(4) switch
        {
            0 => null,
            1 => WooSignature.Sign(body, shop.Secret + "x"),
            2 => "not base64 !",
            _ => WooSignature.Sign("{}"u8, shop.Secret),
        };
        return new Delivery(happened.State.OrderId, happened.Topic, happened.At, DeliveryKind.Forged, DeliveryId(happened.At), signature, body);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Fields(byte[] body) =>
        JsonNode.Parse(body)!.AsObject().Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()));

    private static bool Strikes(Random random, double probability) => random.NextDouble() < probability;

    private static string DeliveryId(DateTimeOffset at) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{WebhookId}{at.ToUnixTimeSeconds()}"))))[..32];
}
