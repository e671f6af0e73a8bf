using System.Net;
using System.Net.Sockets;

namespace BlazorErp.Channels.Imap;

/// <summary>Addresses that a mail server on the Internet can have.</summary>
internal static class ImapAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
            "::/127", "64:ff9b::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"]).Select(IPNetwork.Parse),
    ];

    /// <summary>Whether the address is neither this machine, nor a private network, nor a group.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !NotPublic.Any(x => x.BaseAddress.AddressFamily == address.AddressFamily && x.Contains(address));
    }
}
