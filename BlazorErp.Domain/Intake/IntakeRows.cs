using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake;

/// <summary>Something outside that sends or is fetched from: a web shop, a mailbox, a bank.</summary>
public sealed class Channel : CompanyRow
{
    /// <summary>"woocommerce" and so on.</summary>
    public required string Kind { get; set; }
    /// <summary>Name shown.</summary>
    public required string Name { get; set; }
    /// <summary>Unguessable part of its address; unique over all companies.</summary>
    public required string Token { get; set; }
    /// <summary>Secret, encrypted at rest.</summary>
    public string? Secret { get; set; }
    /// <summary>Former secret, valid while the shop is changed over; encrypted.</summary>
    public string? FormerSecret { get; set; }
    /// <summary>Takes messages.</summary>
    public bool IsActive { get; set; } = true;
    /// <summary>Where its orders reserve (O15).</summary>
    public long? WarehouseId { get; set; }
    /// <summary>Order book (O14).</summary>
    public long? SeriesId { get; set; }
    /// <summary>First order number to take (O16).</summary>
    public long? FirstOrderNumber { get; set; }
    /// <summary>JSON of options of its kind.</summary>
    public string Settings { get; set; } = "{}";
    /// <summary>UTC of the last authentic message.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }
    /// <summary>Messages with a wrong signature so far; they had no effect.</summary>
    public int Forged { get; set; }
    /// <summary>UTC of the last of them.</summary>
    public DateTimeOffset? LastForgedAt { get; set; }
    /// <summary>Address of the shop, where it can be asked for what was missed.</summary>
    public string? ApiAddress { get; set; }
    /// <summary>As whom it is asked; encrypted.</summary>
    public string? ApiKey { get; set; }
    /// <summary>The key's secret; encrypted.</summary>
    public string? ApiSecret { get; set; }
    /// <summary>Where the last asking ended: UTC of the latest change it saw, ISO 8601.</summary>
    public string? Cursor { get; set; }
    /// <summary>UTC of the last asking that came to its end.</summary>
    public DateTimeOffset? PolledAt { get; set; }
    /// <summary>JSON of why the last asking failed.</summary>
    public string? PollRefusal { get; set; }
    /// <summary>Orders that only asking found since the last message came.</summary>
    public int Missed { get; set; }
    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}

/// <summary>State of a message.</summary>
public enum IntakeState
{
    /// <summary>Stored, waiting.</summary>
    Received = 1,
    /// <summary>Its effect is in.</summary>
    Applied = 2,
    /// <summary>Understood, nothing to do (an older version, a repeat, below the first number).</summary>
    Ignored = 3,
    /// <summary>Failed; will be tried again or waits for a person.</summary>
    Failed = 4,
    /// <summary>Dropped by a person.</summary>
    Dropped = 5,
}

/// <summary>A message as it came: raw first, understood later. Unique by (channel, key).</summary>
public sealed class IntakeMessage : CompanyRow
{
    /// <summary>Channel.</summary>
    public long ChannelId { get; set; }
    /// <summary>What makes it this message: topic and SHA-256 of the body.</summary>
    public required string Key { get; set; }
    /// <summary>Topic ("order.created").</summary>
    public required string Topic { get; set; }
    /// <summary>Raw body.</summary>
    public required byte[] Body { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
    /// <summary>Times the same message came.</summary>
    public int Deliveries { get; set; } = 1;
    /// <summary>State.</summary>
    public IntakeState State { get; set; } = IntakeState.Received;
    /// <summary>Attempts so far.</summary>
    public int Attempts { get; set; }
    /// <summary>UTC from which it may be tried again; null: not by itself.</summary>
    public DateTimeOffset? RetryAt { get; set; }
    /// <summary>JSON of the refusal.</summary>
    public string? Refusal { get; set; }
    /// <summary>Id of the order at the other side; null until the message was understood.</summary>
    public string? ExternalId { get; set; }
    /// <summary>Version of the order at the other side, UTC; null for a deletion, which is after every version.</summary>
    public DateTimeOffset? ExternalVersion { get; set; }
    /// <summary>Number at the other side, for reading.</summary>
    public string? ExternalNumber { get; set; }
    /// <summary>Customer or sender, for reading.</summary>
    public string? Party { get; set; }
    /// <summary>Amount, for reading.</summary>
    public decimal? Gross { get; set; }
    /// <summary>Currency of the amount.</summary>
    public string? Currency { get; set; }
    /// <summary>What it became: the order.</summary>
    public long? OrderId { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset? AppliedAt { get; set; }
    /// <summary>Number, customer and topic, folded.</summary>
    public string SearchText { get; set; } = "";

    /// <summary>Makes it findable by what is known of it now.</summary>
    internal IntakeMessage Folded()
    {
        SearchText = Shared.SearchText.FoldAll(500, ExternalNumber, Party, Topic);
        return this;
    }
}

/// <summary>How a channel names a partner, an item or a method of ours. Unique by (company, channel, kind, external id).</summary>
public sealed class ExternalLink : CompanyRow
{
    /// <summary>Channel.</summary>
    public long ChannelId { get; set; }
    /// <summary>"customer", "product", "payment-method", "shipping-method".</summary>
    public required string Kind { get; set; }
    /// <summary>Id at the other side.</summary>
    public required string ExternalId { get; set; }
    /// <summary>Our row; 0 where we have none (a payment method is only a name).</summary>
    public long EntityId { get; set; }
    /// <summary>Our name for it, where it has no row of its own.</summary>
    public string? Name { get; set; }
}
