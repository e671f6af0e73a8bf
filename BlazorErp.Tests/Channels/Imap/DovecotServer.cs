using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorErp.Channels.Imap;

namespace BlazorErp.Tests.Channels.Imap;

/// <summary>
/// A real Dovecot (Debian dovecot-imapd, 2.3) of one test's own: temporary folder, free ports, a certificate of its own making, maildirs that the test
/// writes into. As root its mails belong to "nobody", as anybody else to that user. A test that needs it fails when it is not installed.
/// </summary>
internal sealed class DovecotServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/dovecot";
    public const string User = "inbox@example.com";
    public const string Password = "p\"a\\ss wörd{3}";

    private static int mails;
    private readonly string folder = Directory.CreateTempSubdirectory("erp-dovecot-").FullName;
    private Process? process;

    private DovecotServer()
    {
    }

    public int Port { get; private set; }
    public int StartTlsPort { get; private set; }
    public string Fingerprint { get; private set; } = "";
    private string Mailbox => Path.Combine(folder, "mail", "Maildir");

    public ImapOptions Options => new() { Host = "localhost", Port = Port, User = User, Password = Password, PinnedFingerprint = Fingerprint, AllowLoopback = true };

    public ImapOptions StartTls => Options with { Port = StartTlsPort, Security = ImapSecurity.StartTls };

    public static async Task<DovecotServer> StartAsync(string settings = "")
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is missing: apt-get install dovecot-imapd (test.sh does it)");
        var server = new DovecotServer();
        try
        {
            server.Prepare();
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await server.RunAsync(settings);
                    return server;
                }
                catch (InvalidOperationException e) when (attempt < 3 && e.Message.Contains("Address already in use", StringComparison.Ordinal))
                {
                    // somebody took a port between our finding it free and Dovecot's asking for it
                    server.process?.Dispose();
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a mail into the inbox, or another folder, as a delivery would. Later ones get higher uids.</summary>
    public void Deliver(ReadOnlySpan<byte> mail, string folderName = "")
    {
        var box = folderName.Length == 0 ? Mailbox : Path.Combine(Mailbox, "." + folderName);
        foreach (var part in (string[])["", "tmp", "new", "cur"]) Open(Path.Combine(box, part));
        var name = string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000 + Interlocked.Increment(ref mails)}.M1P1.test");
        var path = Path.Combine(box, "tmp", name);
        File.WriteAllBytes(path, mail);
        Allow(path, (UnixFileMode)0b110_110_110);
        File.Move(path, Path.Combine(box, "new", name));
    }

    public int CountIn(string folderName) => ((string[])["new", "cur"]).Select(x => Path.Combine(Mailbox, "." + folderName, x)).Where(Directory.Exists).Sum(x => Directory.GetFiles(x).Length);

    public bool HasSeen() => Directory.GetFiles(Path.Combine(Mailbox, "cur")).Any(x => x[(x.LastIndexOf(',') + 1)..].Contains('S', StringComparison.Ordinal));

    /// <summary>Makes the server number its mails anew, as after a restored backup. Nobody may be connected.</summary>
    public void ChangeUidValidity()
    {
        var list = Path.Combine(Mailbox, "dovecot-uidlist");
        var lines = File.ReadAllLines(list);
        var words = lines[0].Split(' ');
        var validity = Array.FindIndex(words, x => x.StartsWith('V'));
        words[validity] = "V" + (uint.Parse(words[validity].AsSpan(1), CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        lines[0] = string.Join(' ', words);
        File.WriteAllLines(list, lines);
        foreach (var index in Directory.GetFiles(Mailbox, "dovecot.index*")) File.Delete(index);
    }

    /// <summary>Ends it at once, with every process that it started.</summary>
    public async Task KillAsync()
    {
        if (process is not { HasExited: false }) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Prepare()
    {
        Allow(folder, (UnixFileMode)0b111_101_101);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        Open(Path.Combine(folder, "mail"));
        Open(Mailbox);
    }

    private static void Allow(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static void Open(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        Allow(path, (UnixFileMode)0b111_111_111);
    }

    private async Task RunAsync(string settings)
    {
        (Port, StartTlsPort) = FreePorts();
        var root = Environment.UserName == "root";
        var owner = root ? "nobody" : Environment.UserName;
        var services = root ? "" : $$"""
            default_internal_user = {{owner}}
            default_internal_group = {{await GroupAsync()}}
            default_login_user = {{owner}}
            """;
        var config = Path.Combine(folder, "dovecot.conf");
        await File.WriteAllTextAsync(config, $$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/state
            log_path = /dev/stderr
            protocols = imap
            listen = 127.0.0.1
            ssl = required
            ssl_cert = <{{folder}}/cert.pem
            ssl_key = <{{folder}}/key.pem
            auth_mechanisms = plain
            auth_failure_delay = 0
            auth_cache_size = 0
            mail_location = maildir:~/Maildir
            mail_home = {{folder}}/mail
            mail_uid = {{owner}}
            first_valid_uid = 1
            first_valid_gid = 0
            mail_fsync = never
            {{services}}
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{StartTlsPort}}
              }
              inet_listener imaps {
                port = {{Port}}
                ssl = yes
              }
            }
            service anvil {
              chroot =
            }
            service stats {
              chroot =
            }
            passdb {
              driver = passwd-file
              args = username_format=%u {{folder}}/users
            }
            userdb {
              driver = static
              args = home={{folder}}/mail
            }
            namespace inbox {
              inbox = yes
            }
            {{settings}}

            """);
        var hash = Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Password)));
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), $"{User}:{{SHA256}}{hash}::::::\n");
        process = Process.Start(new ProcessStartInfo(Program, ["-F", "-c", config]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, e) =>
        {
            lock (log) log.AppendLine(e.Data);
            if (e.Data is null) started.TrySetException(new InvalidOperationException($"Dovecot did not start:\n{log}"));
            else if (e.Data.Contains("starting up", StringComparison.Ordinal)) started.TrySetResult();
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    // without root no process may take another user or group than the one who runs the test
    private static async Task<string> GroupAsync()
    {
        using var id = Process.Start(new ProcessStartInfo("id", "-gn") { RedirectStandardOutput = true })!;
        return (await id.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static (int, int) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }
}
