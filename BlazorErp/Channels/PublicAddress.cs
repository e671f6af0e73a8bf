using System.Net;
using System.Net.Sockets;

namespace BlazorErp.Channels;

/// <summary>The address that a person gave leads into our own network.</summary>
public sealed class PrivateAddressException(string host) : IOException($"{host} is not a public address");

/// <summary>
/// Keeps calls to addresses that people type away from our own network. Checked where the connection is made, on the very address that is
/// connected to: a name that answers differently a moment later gains nothing.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Closed =
    [
        // RFC 6890 and its successors: this host, private, shared, link-local, documentation, benchmarks, multicast, reserved.
        .. ((string[])["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"]).Select(n => IPNetwork.Parse(n)),
    ];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Teredo, 6to4 and the rest of the tunnels hide an IPv4 address; documentation.
    private static readonly IPNetwork[] Closed6 = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(n => IPNetwork.Parse(n))];

    /// <summary>Whether the whole internet sees the same machine behind it.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork ? !Closed.Any(n => n.Contains(plain)) : Global6.Contains(plain) && !Closed6.Any(n => n.Contains(plain));
    }

    /// <summary>A handler that follows no redirect, keeps no cookie, uses no proxy, and connects to public addresses only.</summary>
    /// <param name="allowLoopback">Also to this machine itself: a demo's simulators.</param>
    public static SocketsHttpHandler Handler(bool allowLoopback = false) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = async (context, cancel) =>
        {
            var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
            var open = found.Where(a => Is(a) || (allowLoopback && IPAddress.IsLoopback(a))).ToArray();
            if (open.Length == 0)
            {
                throw new PrivateAddressException(context.DnsEndPoint.Host);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
