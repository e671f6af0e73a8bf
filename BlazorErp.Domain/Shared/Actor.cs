namespace BlazorErp.Domain.Shared;

/// <summary>What kind of actor does something.</summary>
public enum ActorKind
{
    /// <summary>A signed-in person.</summary>
    Person = 1,
    /// <summary>A background job.</summary>
    Job = 2,
    /// <summary>A channel: a web shop, a bank.</summary>
    Channel = 3,
    /// <summary>The command line.</summary>
    Command = 4,
}

/// <summary>
/// Who acts, in which company, and what they may do there. Every service method takes one; a service never looks up who is signed in.
/// </summary>
/// <param name="CompanyId">The one company everything is read from and written to.</param>
/// <param name="UserId">The person's id, 0 for jobs, channels and commands.</param>
/// <param name="Name">What the audit shows.</param>
/// <param name="Kind">Person or machine.</param>
/// <param name="Allowed">Permissions held in that company.</param>
/// <param name="Language">Two-letter language of texts made for the actor.</param>
public sealed record Actor(int CompanyId, long UserId, string Name, ActorKind Kind, IReadOnlySet<string> Allowed, string Language = "en")
{
    /// <summary>Whether the permission is held.</summary>
    public bool May(string permission) => Allowed.Contains(permission);

    /// <summary>Null when the permission is held, else the refusal to return.</summary>
    public Refusal? Lacks(string permission) => May(permission) ? null : new Refusal("forbidden", permission);
}
