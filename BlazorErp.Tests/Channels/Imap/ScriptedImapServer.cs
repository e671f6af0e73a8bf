using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorErp.Channels.Imap;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>
/// A server that says what no good server says. <paramref name="answer"/> is given each line of the client ("a1 CAPABILITY") and returns the bytes to
/// send (one character, one byte); "{tag}" is the tag of the line. Null closes the line.
/// </summary>
internal sealed class ScriptedImapServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate;
    private readonly Task running;

    public ScriptedImapServer(Func<string, string?> answer, bool tls = true, string greeting = "* OK ready\r\n")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        listener.Start();
        running = RunAsync(answer, tls, greeting);
    }

    public List<string> Lines { get; } = [];

    public ImapOptions Options => new()
    {
        Host = "localhost", Port = ((IPEndPoint)listener.LocalEndpoint).Port, User = "u", Password = "p", PinnedFingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256), AllowLoopback = true,
    };

    /// <summary>Answers like a good server with one mail, but for what <paramref name="differs"/> answers itself (null: closes; "": as usual).</summary>
    public static Func<string, string?> Usual(Func<string, string?> differs) => line =>
    {
        var mine = differs(line);
        if (mine != "") return mine;
        var command = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return command.Split(' ') switch
        {
            ["CAPABILITY", ..] => "* CAPABILITY IMAP4rev1 MOVE\r\n{tag} OK\r\n",
            ["SELECT", ..] => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] x\r\n",
            ["UID", "SEARCH", ..] => "* SEARCH 5\r\n{tag} OK\r\n",
            ["UID", "FETCH", _, "(UID", "RFC822.SIZE", ..] => "* 1 FETCH (UID 5 RFC822.SIZE 4 INTERNALDATE \" 1-Nov-2025 10:00:00 +0200\")\r\n{tag} OK\r\n",
            ["UID", "FETCH", ..] => "* 1 FETCH (UID 5 BODY[] {4}\r\nmail)\r\n{tag} OK\r\n",
            _ => "{tag} OK\r\n",
        };
    };

    private async Task RunAsync(Func<string, string?> answer, bool tls, string greeting)
    {
        using var client = await listener.AcceptTcpClientAsync(stop.Token);
        Stream stream = client.GetStream();
        if (tls)
        {
            var secret = new SslStream(stream);
            await secret.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
            stream = secret;
        }

        await using (stream)
        {
            await SendAsync(stream, greeting);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                Lines.Add(line);
                if (answer(line) is not { } reply) return;
                await SendAsync(stream, reply.Replace("{tag}", line.Split(' ')[0], StringComparison.Ordinal));
            }
        }
    }

    private async Task SendAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop.Token);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        try
        {
            await running;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // the client hung up, as it should
        }

        certificate.Dispose();
        stop.Dispose();
    }
}
