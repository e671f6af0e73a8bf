using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BlazorErp.Tests.Live;

/// <summary>A client of a SignalR hub: the JSON protocol over a socket.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket socket = new();
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly Queue<JsonElement> inbox = new();
    private string rest = "";

    /// <summary>Connects with the cookies of someone signed in.</summary>
    public static async Task<HubClient> ConnectAsync(TestHost host, string path = "/hubs/live")
    {
        var client = new HubClient();
        client.socket.Options.Cookies = host.Cookies;
        await client.socket.ConnectAsync(new Uri($"ws://{host.BaseAddress.Authority}{path}"), default);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        await client.ReadAsync(); // the answer to the handshake: {}
        return client;
    }

    /// <summary>Calls a method and waits for its completion; returns the error, or null.</summary>
    public async Task<string?> InvokeAsync(string method, params object[] arguments)
    {
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = "1", target = method, arguments }));
        while (true)
        {
            var message = await ReadAsync();
            if (message is not { } m)
            {
                return "closed";
            }

            if (m.TryGetProperty("type", out var type) && type.GetInt32() == 3)
            {
                return m.TryGetProperty("error", out var error) ? error.GetString() : null;
            }
        }
    }

    /// <summary>The next "changed"; null when the server closed the connection.</summary>
    public async Task<JsonElement?> ChangedAsync()
    {
        while (await ReadAsync() is { } message)
        {
            if (message.TryGetProperty("target", out var target) && target.GetString() == "changed")
            {
                return message.GetProperty("arguments")[0];
            }
        }

        return null;
    }

    private Task SendAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json + End), WebSocketMessageType.Text, true, default);

    private async Task<JsonElement?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Hang.Limit);
        while (inbox.Count == 0)
        {
            try
            {
                var result = await socket.ReceiveAsync(buffer, patience.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                rest += Encoding.UTF8.GetString(buffer, 0, result.Count);
            }
            catch (WebSocketException)
            {
                return null;
            }

            for (var end = rest.IndexOf(End, StringComparison.Ordinal); end >= 0; end = rest.IndexOf(End, StringComparison.Ordinal))
            {
                var message = JsonDocument.Parse(rest[..end]).RootElement;
                rest = rest[(end + 1)..];
                if (message.TryGetProperty("type", out var type) && type.GetInt32() == 7)
                {
                    return null;
                }

                inbox.Enqueue(message);
            }
        }

        return inbox.Dequeue();
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
