using System.Globalization;

namespace BlazorErp.Channels.Imap.Simulator;

/// <summary>A mail in a simulated mailbox.</summary>
/// <param name="Uid">Number.</param>
/// <param name="At">When it was delivered.</param>
/// <param name="Bytes">As it came.</param>
internal sealed record SimulatedMessage(uint Uid, DateTimeOffset At, byte[] Bytes);

/// <summary>A mailbox in memory: an inbox, and a folder for what was read.</summary>
internal sealed class SimulatedMailbox(uint uidValidity, TimeProvider time)
{
    private const int Most = 1_000;
    private readonly Lock gate = new();
    private readonly List<SimulatedMessage> inbox = [];
    private uint last;
    private int read;
    private int moved;

    /// <summary>Folder for mails that were read.</summary>
    public const string Done = "Done";

    /// <summary>Numbering.</summary>
    public uint UidValidity => uidValidity;

    /// <summary>Mails marked as read.</summary>
    public int Read => Volatile.Read(ref read);

    /// <summary>Mails moved away.</summary>
    public int Moved => Volatile.Read(ref moved);

    /// <summary>Bytes of the next fetched mails after which the line is cut, one each; empty: none is.</summary>
    public Queue<int> Cuts { get; } = new();

    /// <summary>Puts a mail into the inbox. The oldest go when it is full.</summary>
    public void Deliver(byte[] mail)
    {
        lock (gate)
        {
            inbox.Add(new SimulatedMessage(++last, time.GetUtcNow(), mail));
            if (inbox.Count > Most)
            {
                inbox.RemoveAt(0);
            }
        }
    }

    /// <summary>What is in the inbox, in order.</summary>
    public IReadOnlyList<SimulatedMessage> Messages()
    {
        lock (gate)
        {
            return [.. inbox];
        }
    }

    /// <summary>Where the next fetched mail is cut; null where it is not.</summary>
    public int? TakeCut()
    {
        lock (gate)
        {
            return Cuts.TryDequeue(out var at) ? at : null;
        }
    }

    /// <summary>Notes that a mail was marked as read.</summary>
    public void MarkRead() => Interlocked.Increment(ref read);

    /// <summary>Takes a mail out of the inbox; false where there is no such folder.</summary>
    public bool Move(uint uid, string folder)
    {
        if (folder != Done)
        {
            return false;
        }

        lock (gate)
        {
            moved += inbox.RemoveAll(m => m.Uid == uid);
        }

        return true;
    }

    /// <summary>"21-Nov-2026 08:00:00 +0000"</summary>
    public static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("dd-MMM-yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
}
