using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Payments;

/// <summary>An account at a provider that customers of the company pay through.</summary>
/// <param name="ChannelId">The channel it is set up by.</param>
/// <param name="Provider">"stripe", "klix".</param>
/// <param name="Name">Name of the channel.</param>
/// <param name="Token">Unguessable part of the address its messages come to.</param>
/// <param name="IsActive">Takes new payments; one that is switched off is still asked about old ones.</param>
/// <param name="Sandbox">Set up with test keys.</param>
/// <param name="Pay">The provider.</param>
public sealed record PayDoor(long ChannelId, string Provider, string Name, string Token, bool IsActive, bool Sandbox, IPayLinkProvider Pay);

/// <summary>Where payments find the providers of a company; the room of channels answers.</summary>
public interface IPayDoors
{
    /// <summary>Those that take payments now, by name.</summary>
    Task<IReadOnlyList<PayDoor>> OfAsync(int companyId, CancellationToken cancel);

    /// <summary>One of them, also where it is switched off; null where there is none or its keys are gone.</summary>
    Task<PayDoor?> FindAsync(int companyId, long channelId, CancellationToken cancel);

    /// <summary>Name of a channel, whatever became of it.</summary>
    Task<string> NameAsync(int companyId, long channelId, CancellationToken cancel);

    /// <summary>Whether there is any, without opening it: decides if invoices carry a link.</summary>
    Task<bool> AnyAsync(int companyId, CancellationToken cancel);
}
