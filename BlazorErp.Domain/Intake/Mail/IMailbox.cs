using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>
/// Place of a mail in a folder (RFC 3501, 2.3.1.1). Unique per mailbox; ordered by <paramref name="Uid"/> within one <paramref name="UidValidity"/>.
/// When the server changes the validity all earlier uids mean nothing any more.
/// </summary>
/// <param name="UidValidity">Which numbering.</param>
/// <param name="Uid">Number in it, from 1.</param>
public readonly record struct MailPosition(uint UidValidity, uint Uid)
{
    /// <summary>As kept in a channel's cursor: "validity:uid".</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{UidValidity}:{Uid}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is not one.</summary>
    public static MailPosition? Parse(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0
            && uint.TryParse(text.AsSpan(0, colon), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var validity)
            && uint.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var uid)
            ? new MailPosition(validity, uid)
            : null;
    }
}

/// <summary>What an opened folder says of itself.</summary>
/// <param name="UidValidity">Which numbering is in force.</param>
/// <param name="Messages">Mails in the folder.</param>
public sealed record MailFolder(uint UidValidity, int Messages);

/// <summary>What one poll takes at most.</summary>
/// <param name="MaxMessageBytes">A larger mail is named, not fetched.</param>
/// <param name="MaxMessages">Mails per poll; the rest come with the next one.</param>
/// <param name="Since">Mails that the server took before this day are passed over; null takes all.</param>
public sealed record MailFetchLimits(int MaxMessageBytes = 40 << 20, int MaxMessages = 500, DateOnly? Since = null)
{
    /// <summary>40 MiB, 500 mails.</summary>
    public static MailFetchLimits Default { get; } = new();
}

/// <summary>A mail as it lies on the server: its bytes, or why they were not fetched (<c>mailbox.mail_too_large</c>, <c>mailbox.mail_empty</c>). Either way the cursor moves past it.</summary>
/// <param name="Position">Where; the next poll begins after it.</param>
/// <param name="Size">Bytes as the server says.</param>
/// <param name="ArrivedAt">When the server took it (UTC), where it says so.</param>
/// <param name="Raw">The bytes; null when refused.</param>
/// <param name="Refusal">Why there are none; null when there are.</param>
public sealed record MailFetched(MailPosition Position, long Size, DateTimeOffset? ArrivedAt, ReadOnlyMemory<byte>? Raw, Refusal? Refusal)
{
    /// <summary>The headers of a mail whose bytes were not fetched, so that one sees whose it was; null where the server did not give them.</summary>
    public ReadOnlyMemory<byte>? Headers { get; init; }
}

/// <summary>
/// A folder of a mail server, read in order. One conversation: not for two tasks at once; between two mails of <see cref="NewerThanAsync"/> the
/// other methods may be called. Every failure of server or line is a <see cref="MailboxException"/>, after which the mailbox is only good for disposing.
/// </summary>
public interface IMailbox : IAsyncDisposable
{
    /// <summary>Connects, signs in and opens the folder.</summary>
    /// <exception cref="MailboxException">It did not come about.</exception>
    Task<MailFolder> OpenAsync(CancellationToken cancel);

    /// <summary>
    /// Mails after <paramref name="after"/>, oldest first, each fetched when it is asked for. With null, or a position of another validity than the
    /// folder's, from the first mail on: whoever calls knows by content what it has seen.
    /// </summary>
    /// <exception cref="MailboxException">The line broke; what was given so far is whole and counts.</exception>
    IAsyncEnumerable<MailFetched> NewerThanAsync(MailPosition? after, MailFetchLimits limits, CancellationToken cancel);

    /// <summary>Marks as read.</summary>
    /// <exception cref="MailboxException">Not done; <c>mailbox.numbering_changed</c> when the position is of another validity.</exception>
    Task MarkSeenAsync(MailPosition mail, CancellationToken cancel);

    /// <summary>Moves into another folder of the same mailbox, which exists.</summary>
    /// <exception cref="MailboxException">Not done; the mail is then still where it was.</exception>
    Task MoveAsync(MailPosition mail, string folder, CancellationToken cancel);
}

/// <summary>The mailbox could not be used. The refusal says why: <c>mailbox.*</c>.</summary>
public class MailboxException(Refusal refusal, Exception? inner = null) : Exception(refusal.ToString(), inner)
{
    /// <summary>Why, for the user.</summary>
    public Refusal Refusal { get; } = refusal;
}
