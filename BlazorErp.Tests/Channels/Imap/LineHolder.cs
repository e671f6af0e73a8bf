using System.Net;
using System.Net.Sockets;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>Passes connections on to a server, and holds back the answers of the first that gets so many bytes, until it is let go. All others pass.</summary>
internal sealed class LineHolder : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task running;
    private readonly int serverPort;

    public LineHolder(int serverPort, int bytes)
    {
        this.serverPort = serverPort;
        listener.Start();
        running = RunAsync(bytes);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A connection has had its bytes and waits for more.</summary>
    public Task Held => held.Task;

    /// <summary>Gives it the rest.</summary>
    public void Release() => released.TrySetResult();

    private async Task RunAsync(int bytes)
    {
        List<Task> lines = [];
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                lines.Add(PassAsync(client, bytes));
            }
        }
        finally
        {
            await Task.WhenAll(lines).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task PassAsync(TcpClient client, int bytes)
    {
        using var near = client;
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, serverPort, stop.Token);
        var up = near.GetStream().CopyToAsync(server.GetStream(), stop.Token);
        var buffer = new byte[8192];
        var passed = 0;
        while (await server.GetStream().ReadAsync(buffer, stop.Token) is > 0 and var count)
        {
            passed += count;
            if (passed > bytes && held.TrySetResult())
            {
                await released.Task.WaitAsync(stop.Token);
            }

            await near.GetStream().WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }

        near.Close();
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
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // ended
        }

        stop.Dispose();
    }
}
