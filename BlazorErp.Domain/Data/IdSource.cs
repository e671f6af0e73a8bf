using System.Security.Cryptography;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Gives ids without asking the database: 41 bits of milliseconds since 2024, 10 bits of node, 12 bits of sequence. They grow with time, so
/// newest-first lists are index order, and a whole document with its lines goes to the database in one batch.
/// A node number is drawn at start; a clash would be refused by the primary key and the unit of work runs again.
/// </summary>
public sealed class IdSource(TimeProvider time)
{
    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock gate = new();
    private readonly long node = RandomNumberGenerator.GetInt32(0, 1024);
    private long tick;
    private int sequence;

    /// <summary>This process, for leases and the change feed.</summary>
    public long Node { get; } = RandomNumberGenerator.GetInt32(1, int.MaxValue);

    /// <summary>The lowest id that can be given at an instant: ids of before are lower.</summary>
    public static long First(DateTimeOffset at) => (long)(at - Epoch).TotalMilliseconds << 22;

    /// <summary>The next id; never the same twice in this process, even when the clock stands still or jumps back.</summary>
    public long Next()
    {
        var now = (long)(time.GetUtcNow() - Epoch).TotalMilliseconds;
        lock (gate)
        {
            if (now > tick)
            {
                tick = now;
                sequence = 0;
            }
            else if (++sequence > 0xFFF)
            {
                tick++;
                sequence = 0;
            }

            return (tick << 22) | (node << 12) | (long)sequence;
        }
    }
}
