using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorErp.Domain.Intake.Mail;

namespace BlazorErp.Channels.Imap.Simulator;

/// <summary>A small IMAP server over TLS on this machine, for the demo and the tests. Its certificate is made at its start and pinned by whoever asks it.</summary>
internal sealed class SimulatedMailServer : IAsyncDisposable
{
    private const int MostSessions = 20;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate;
    private readonly SemaphoreSlim sessions = new(MostSessions, MostSessions);
    private readonly Task running;

    /// <summary>Starts one with an empty mailbox.</summary>
    public SimulatedMailServer(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        // A key that lives in memory only is not taken everywhere.
        certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        Mailbox = new SimulatedMailbox((uint)Math.Clamp(now.ToUnixTimeSeconds(), 1, uint.MaxValue), time);
        Password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 24);
        listener.Start();
        running = AcceptAsync();
    }

    /// <summary>User name.</summary>
    public const string User = "statements@demo.example";

    /// <summary>Name under which it says what it found out about senders.</summary>
    public const string Checker = "mx.demo.example";

    /// <summary>The mailbox.</summary>
    public SimulatedMailbox Mailbox { get; }

    /// <summary>Password of this start.</summary>
    public string Password { get; }

    /// <summary>How it is reached.</summary>
    public MailboxOptions Options => new()
    {
        Host = "localhost", Port = ((IPEndPoint)listener.LocalEndpoint).Port, User = User, Fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256), CheckingServer = Checker,
        After = AfterReading.Move, MoveTo = SimulatedMailbox.Done,
    };

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await sessions.WaitAsync(stop.Token);
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = TalkAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var line = client;
        try
        {
            await using var secret = new SslStream(client.GetStream());
            await secret.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
            await new SimulatedImapSession(secret, Mailbox, User, Password).RunAsync(stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException or ObjectDisposedException or FormatException)
        {
            // the client hung up, or talked nonsense
        }
        finally
        {
            sessions.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await running;
        certificate.Dispose();
    }
}
