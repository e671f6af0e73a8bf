using System.Diagnostics;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Formats;

/// <summary>Breaks good files in every way: only a refusal or whole statements may come of it.</summary>
internal static class Hostile
{
    /// <summary>The answers for the file cut at every byte, from nothing to all but one.</summary>
    public static IEnumerable<Outcome<StatementFile>> CutAtEveryByte(byte[] whole, CsvMapping? csv = null) =>
        Enumerable.Range(0, whole.Length).Select(length => Read.Bytes(whole[..length], csv));

    /// <summary>Mutates the files from a fixed seed and reads each result; fails on an exception, on a hang, on much memory.</summary>
    public static (int Read, int Refused) Mutate(IReadOnlyList<byte[]> seeds, int count, int seed, CsvMapping? csv = null)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        foreach (var good in seeds) Read.Bytes(good, csv);
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutated(seeds[random.Next(seeds.Count)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            var outcome = Read.Bytes(bytes, csv);
            if (watch.Elapsed > Hang.Limit) throw new TimeoutException($"Input {i} of seed {seed} took {watch.Elapsed}");
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
            if (outcome.Ok) read++;
            else
            {
                refused++;
                outcome.Refusal!.Code.ShouldStartWith("bank.format.");
            }
        }
        return (read, refused);
    }

    /// <summary>The bytes with up to four faults.</summary>
    public static byte[] Mutated(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.Insert(at, (byte)"<>&'\"/:;,.-0\n\r{}"[random.Next(16)]);
                    break;
                case 6:
                    // digits are where the money is
                    for (var i = at; i < bytes.Count && i < at + 400; i++)
                    {
                        if (bytes[i] is < (byte)'0' or > (byte)'9') continue;
                        bytes[i] = (byte)"0123456789.-,e "[random.Next(15)];
                        break;
                    }
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 300)));
                    break;
            }
        }
        return [.. bytes];
    }
}
