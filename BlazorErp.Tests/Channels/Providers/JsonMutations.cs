using System.Diagnostics;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Channels.Providers;

/// <summary>Good JSON made bad in ten thousand ways, always the same ones.</summary>
internal static class JsonMutations
{
    private static readonly string[] Poison =
    [
        "null", "true", "-1", "1e400", "99999999999999999999", "0.0000001", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[[[[[[[", "{\"a\":", "NaN", "\"12,50\"", "\"1e3\"",
        "\"XXX\"", "\"EUR\"", "\"2014-07-11T04:03:52\"", "\"9999-99-99T99:99:99+9999\"", "-0", "\"-0.001\"", "\ufeff",
    ];

    /// <summary>Reads every mutation; the reader must not throw, take long, or more than 64 MiB for one. Returns how many it refused.</summary>
    public static int Survive(string good, Func<ReadOnlyMemory<byte>, Refusal?> read, int count = 10_000)
    {
        var bytes = Encoding.UTF8.GetBytes(good);
        read(bytes).ShouldBeNull("the unchanged text must be good");
        var random = new Random(20260301);
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var bad = Mutated(bytes, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begun = Stopwatch.GetTimestamp();
            Refusal? refusal;
            try
            {
                refusal = read(bad);
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException($"Mutation {i} threw: {Encoding.UTF8.GetString(bad)}", thrown);
            }

            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(Hang.Limit);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
            if (refusal is not null)
            {
                refusal.Code.ShouldStartWith("pay.");
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(count / 10);
        return refused;
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        var bad = new List<byte>(good);
        for (var times = random.Next(1, 4); times > 0 && bad.Count > 4; times--)
        {
            var at = random.Next(bad.Count);
            switch (random.Next(6))
            {
                case 0:
                    bad[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bad.RemoveRange(at, Math.Min(random.Next(1, 20), bad.Count - at));
                    break;
                case 2:
                    bad.InsertRange(at, bad.GetRange(at, Math.Min(random.Next(1, 40), bad.Count - at)));
                    break;
                case 3:
                    bad.RemoveRange(at, bad.Count - at);
                    break;
                case 4:
                    bad[at] = (byte)random.Next(256);
                    break;
                default:
                    Poisoned(bad, at, random);
                    break;
            }
        }

        return [.. bad];
    }

    /// <summary>Puts something else in the place of a value.</summary>
    private static void Poisoned(List<byte> bad, int at, Random random)
    {
        var colon = bad.IndexOf((byte)':', at);
        if (colon < 0)
        {
            return;
        }

        var end = colon + 1;
        while (end < bad.Count && bad[end] is not ((byte)',' or (byte)'}' or (byte)']'))
        {
            end++;
        }

        bad.RemoveRange(colon + 1, end - colon - 1);
        bad.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Poison[random.Next(Poison.Length)]));
    }
}
