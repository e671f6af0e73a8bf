using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Companies;

/// <summary>Who came in, who was turned away: an audit row in every company the person belongs to, so that each owner sees it.</summary>
public sealed class SignInLog(ErpDatabase database)
{
    /// <summary>Came in.</summary>
    public const string Done = "signin.done";

    /// <summary>A wrong password, or a disabled person.</summary>
    public const string Refused = "signin.refused";

    /// <summary>The wrong password that locked the account; further tries while it is locked leave no row.</summary>
    public const string Locked = "signin.locked";

    /// <summary>Went out.</summary>
    public const string Left = "signout.done";

    /// <summary>Kind of document of these rows.</summary>
    public const string Entity = "person";

    /// <summary>Writes it down. A person in no company leaves nothing.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="what">One of the constants.</param>
    /// <param name="address">Where from: network address, hostile text.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task NoteAsync(long userId, string what, string address, CancellationToken cancel)
    {
        if (await database.RightsAsync(userId, cancel) is not { } person)
        {
            return;
        }

        foreach (var company in person.Companies.Keys)
        {
            var actor = new Actor(company, userId, person.Name, ActorKind.Person, new HashSet<string>());
            await database.WriteAsync(actor, new Command(what), (w, _) =>
            {
                w.Audit(what, Entity, userId, address.Length > 100 ? address[..100] : address);
                w.Changed(Topics.Settings, userId);
                return Task.FromResult(Outcome.Done);
            }, cancel);
        }
    }
}
