using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Imap;

/// <summary>The line to a server: TLS, answers read with limits, bytes written. Every failure of it is an <see cref="ImapException"/>.</summary>
internal sealed class ImapConnection : IAsyncDisposable
{
    // An answer to SEARCH names every mail on one line: 4 MiB are some 500,000 of them.
    private const int MaxLine = 4 << 20;
    private const int MaxLiterals = 64;
    private const int MaxSmallLiterals = 1 << 20;
    private const long MaxDiscarded = 1L << 30;

    private readonly ImapOptions options;
    private readonly byte[] buffer = new byte[32 << 10];
    private Stream stream;
    private int start;
    private int end;

    private ImapConnection(Stream stream, ImapOptions options) => (this.stream, this.options) = (stream, options);

    /// <summary>Whether the line is secret by now.</summary>
    public bool IsSecret { get; private set; }

    /// <summary>A line that is there already.</summary>
    internal static ImapConnection Over(Stream stream, ImapOptions options) => new(stream, options);

    /// <summary>Connects; with <see cref="ImapSecurity.Tls"/> the line is secret at once.</summary>
    public static async Task<ImapConnection> OpenAsync(ImapOptions options, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // resolved once, so that what was checked is what is connected to
            var addresses = (await Dns.GetHostAddressesAsync(options.Host, cancel)).Where(x => PublicAddress.Is(x) || (options.AllowLoopback && IPAddress.IsLoopback(x))).ToArray();
            if (addresses.Length == 0) throw new SocketException((int)SocketError.HostUnreachable);
            await socket.ConnectAsync(addresses, options.Port, cancel);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new ImapException(new Refusal("mailbox.unreachable", options.Host, options.Port, ImapText.Shown(e.Message)), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new ImapConnection(new NetworkStream(socket, ownsSocket: true), options);
        try
        {
            if (options.Security == ImapSecurity.Tls) await connection.SecureAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Makes the line secret. What arrived in the open before is an answer that somebody on the way put there to have it taken for one of the secret
    /// line (CVE-2011-0411 and its kin): then there is no conversation.
    /// </summary>
    public async Task SecureAsync(CancellationToken cancel)
    {
        if (start != end) throw ImapException.Protocol("answers before the line was secret");
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = options.Host,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) => options.Pin is { } pin
                        ? certificate is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(certificate.GetCertHashString(HashAlgorithmName.SHA256)), Encoding.ASCII.GetBytes(pin))
                        : errors == SslPolicyErrors.None,
                },
                cancel);
        }
        catch (AuthenticationException e)
        {
            await tls.DisposeAsync();
            throw new ImapException(new Refusal("mailbox.certificate_refused", options.Host), e);
        }
        catch (Exception e) when (e is IOException or SocketException or ArgumentException)
        {
            await tls.DisposeAsync();
            throw new ImapException(new Refusal("mailbox.no_tls", options.Host), e);
        }

        stream = tls;
        IsSecret = true;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await stream.WriteAsync(bytes, cancel);
            await stream.FlushAsync(cancel);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw Closed(e);
        }
    }

    /// <summary>The next answer. A literal of more than <paramref name="maxLiteral"/> bytes is read and thrown away.</summary>
    public async Task<ImapResponse> ReadAsync(int maxLiteral, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var literals = new List<ImapLiteral>();
        long taken = 0;
        while (true)
        {
            var before = line.Length;
            await LineAsync(line, cancel);
            if (Announced(line, before) is not { } length) return new ImapResponse(line.ToString(), literals);
            // the first large one is the mail; a server that sends more than that is filling memory
            if (literals.Count == MaxLiterals || length > MaxDiscarded) throw ImapException.Protocol("literals too many or too large");
            var keep = length <= maxLiteral && taken + length <= maxLiteral + MaxSmallLiterals;
            if (keep) taken += length;
            literals.Add(new ImapLiteral(length, await LiteralAsync(length, keep, cancel)));
            line.Append('\0');
        }
    }

    // "{123}" at the end of a line, in answers that are made of data; the words of OK, NO, BAD, BYE and + may end in anything.
    private static long? Announced(StringBuilder line, int from)
    {
        if (line.Length == 0 || line[^1] != '}') return null;
        var text = line.ToString(from, line.Length - from);
        var open = text.LastIndexOf('{');
        if (open < 0) return null;
        var words = line.ToString(0, Math.Min(line.Length, 40)).Split(' ', 3);
        if (words[0] != "*" || (words.Length > 1 && words[1].ToUpperInvariant() is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH")) return null;
        var digits = text.AsSpan(open + 1, text.Length - open - 2).TrimEnd('+');
        if (!long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length)) return null;
        if (open > 0 && text[open - 1] == '~') open--;
        line.Length = from + open;
        return length;
    }

    private async Task LineAsync(StringBuilder line, CancellationToken cancel)
    {
        while (true)
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var stop = newline < 0 ? end : start + newline;
            if (line.Length + stop - start > MaxLine) throw ImapException.Protocol("a line too long");
            if (buffer.AsSpan(start, stop - start).Contains((byte)0)) throw ImapException.Protocol("NUL in a line");
            line.Append(Encoding.Latin1.GetString(buffer, start, stop - start));
            start = newline < 0 ? end : stop + 1;
            if (newline >= 0)
            {
                if (line.Length > 0 && line[^1] == '\r') line.Length--;
                return;
            }

            await FillAsync(cancel);
        }
    }

    private async Task<byte[]?> LiteralAsync(long length, bool keep, CancellationToken cancel)
    {
        var bytes = keep ? new byte[length] : null;
        for (long done = 0; done < length;)
        {
            if (start == end) await FillAsync(cancel);
            var count = (int)Math.Min(end - start, length - done);
            if (bytes is not null) buffer.AsSpan(start, count).CopyTo(bytes.AsSpan((int)done));
            start += count;
            done += count;
        }

        return bytes;
    }

    private async Task FillAsync(CancellationToken cancel)
    {
        (start, end) = (0, 0);
        try
        {
            end = await stream.ReadAsync(buffer, cancel);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw Closed(e);
        }

        if (end == 0) throw Closed(null);
    }

    private ImapException Closed(Exception? inner) => new(new Refusal("mailbox.closed", options.Host, inner is null ? "" : ImapText.Shown(inner.Message)), inner);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // the line is gone, which is what was wanted
        }
    }
}
