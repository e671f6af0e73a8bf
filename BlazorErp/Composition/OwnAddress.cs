using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BlazorErp.Composition;

/// <summary>Where this process can be reached from itself: for the simulators, that post as the outside does.</summary>
internal static class OwnAddress
{
    /// <summary>The first address listened at; null before the server listens.</summary>
    public static Uri? Of(IServer server) => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } own
        ? new Uri(own.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal))
        : null;
}
