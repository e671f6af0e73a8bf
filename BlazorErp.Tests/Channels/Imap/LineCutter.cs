using System.Net;
using System.Net.Sockets;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>Passes one connection on to a server and cuts it after so many bytes of its answers.</summary>
internal sealed class LineCutter : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public LineCutter(int serverPort, int bytes)
    {
        listener.Start();
        running = RunAsync(serverPort, bytes);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    private async Task RunAsync(int serverPort, int bytes)
    {
        using var client = await listener.AcceptTcpClientAsync(stop.Token);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, serverPort, stop.Token);
        var up = client.GetStream().CopyToAsync(server.GetStream(), stop.Token);
        var buffer = new byte[8192];
        while (bytes > 0)
        {
            var count = await server.GetStream().ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, bytes)), stop.Token);
            if (count == 0) break;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, count), stop.Token);
            bytes -= count;
        }

        client.Close();
        server.Close();
        await up.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        try
        {
            await running;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // cut
        }

        stop.Dispose();
    }
}
