using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Companies;

/// <summary>
/// Who did what, when, to which document, and the fields that changed. Written in the transaction of the change; append-only.
/// </summary>
public sealed class AuditEntry : CompanyRow, IPostedRow
{
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>Person, 0 for machines.</summary>
    public long UserId { get; set; }
    /// <summary>Name of the actor at the time.</summary>
    public required string ActorName { get; set; }
    /// <summary>Person or machine.</summary>
    public ActorKind ActorKind { get; set; }
    /// <summary>Code of what was done ("order.saved"): key of the sentence shown in a timeline.</summary>
    public required string Action { get; set; }
    /// <summary>Kind of document ("order").</summary>
    public required string EntityType { get; set; }
    /// <summary>Its id, or 0.</summary>
    public long EntityId { get; set; }
    /// <summary>JSON array of the values of the sentence.</summary>
    public string Facts { get; set; } = "[]";
    /// <summary>JSON: changed rows with their fields, before and after.</summary>
    public string? Changes { get; set; }
    /// <summary>The command it belongs to.</summary>
    public Guid CommandId { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}

/// <summary>One command and its result, so that a repeated submit has one effect. Unique by (company, command).</summary>
public sealed class CommandRecord
{
    /// <summary>Company.</summary>
    public int CompanyId { get; set; }
    /// <summary>Id made by whoever asks: a form, a client.</summary>
    public Guid CommandId { get; set; }
    /// <summary>What was asked.</summary>
    public required string Action { get; set; }
    /// <summary>SHA-256 of the request, so that the same id with other content is refused.</summary>
    public required string RequestHash { get; set; }
    /// <summary>JSON of the result.</summary>
    public required string Result { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>The change feed: what changed, appended in the transaction of the change, tailed by every node.</summary>
public sealed class ChangeEntry
{
    /// <summary>Grows; may be committed out of order on a server database.</summary>
    public long Seq { get; set; }
    /// <summary>Company.</summary>
    public int CompanyId { get; set; }
    /// <summary>The node that wrote it, which needs no telling.</summary>
    public long Node { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>"order:12,13;stock:7"; "stock:*" means re-read all.</summary>
    public required string Changes { get; set; }
}

/// <summary>Who may run a job or poll a channel now. The token grows with every taking, so that a paused holder cannot write when it wakes.</summary>
public sealed class Lease
{
    /// <summary>Name of what is leased ("job:intake").</summary>
    public required string Name { get; set; }
    /// <summary>Node that holds it.</summary>
    public long Holder { get; set; }
    /// <summary>Fencing token.</summary>
    public long Token { get; set; }
    /// <summary>UTC instant from which anyone may take it.</summary>
    public DateTimeOffset Until { get; set; }
}

/// <summary>One run of a background job.</summary>
public sealed class JobRun
{
    /// <summary>Id.</summary>
    public long Id { get; set; }
    /// <summary>Job name.</summary>
    public required string Job { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }
    /// <summary>UTC; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; set; }
    /// <summary>Things done.</summary>
    public int Done { get; set; }
    /// <summary>Things that failed.</summary>
    public int Failed { get; set; }
    /// <summary>Error, where the run itself failed.</summary>
    public string? Error { get; set; }
    /// <summary>Who started it: the schedule, or a name.</summary>
    public string StartedBy { get; set; } = "";
}

/// <summary>A data-protection key, kept in the database so that every node reads what any node encrypted.</summary>
public sealed class DataProtectionKey
{
    /// <summary>Id.</summary>
    public int Id { get; set; }
    /// <summary>Name the framework gives.</summary>
    public string? FriendlyName { get; set; }
    /// <summary>Key XML, itself encrypted where a key folder or certificate is configured.</summary>
    public required string Xml { get; set; }
}
