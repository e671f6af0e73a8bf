using System.Security.Cryptography;

namespace BlazorErp.Channels.Providers;

/// <summary>How badly a simulated provider behaves. Chances are 0 to 1; the seed makes it repeatable. Nothing set: it behaves well.</summary>
public sealed record ProviderFaults
{
    /// <summary>Seed of all chance.</summary>
    public int Seed { get; init; } = 1;
    /// <summary>How long after it happened a transaction can be found.</summary>
    public TimeSpan Lag { get; init; }
    /// <summary>Chance that a row or a message comes twice.</summary>
    public double Duplicates { get; init; }
    /// <summary>Chance that a message changes its place with another.</summary>
    public double Reordering { get; init; }
    /// <summary>Chance that a message never comes.</summary>
    public double Loss { get; init; }
    /// <summary>Chance that a forged message comes beside a true one.</summary>
    public double Forgery { get; init; }
    /// <summary>Chance of 429.</summary>
    public double TooMany { get; init; }
    /// <summary>Seconds asked for with 429.</summary>
    public int RetryAfter { get; init; } = 2;
    /// <summary>Chance of 500, nothing done.</summary>
    public double Down { get; init; }
    /// <summary>Chance that something is done and its answer lost.</summary>
    public double AnswerLost { get; init; }
}

/// <summary>A message as a simulated provider sends it: headers and raw body. Forged ones are marked for the tests; nothing in them says so.</summary>
public sealed record SimulatedDelivery(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, bool Forged);

/// <summary>Applies the faults of a way to messages.</summary>
internal static class SimulatedWay
{
    private static readonly Lazy<RSAParameters> Key = new(() =>
    {
        using var made = RSA.Create(2048);
        return made.ExportParameters(includePrivateParameters: true);
    });

    /// <summary>A signing key for simulators; made once a process because that takes long. The caller disposes it.</summary>
    public static RSA SigningKey() => RSA.Create(Key.Value);

    /// <summary>The messages as they arrive: some lost, some twice, some in other places, some forged ones added.</summary>
    public static IReadOnlyList<SimulatedDelivery> Travel(IEnumerable<SimulatedDelivery> sent, ProviderFaults faults, Random random, Func<SimulatedDelivery, SimulatedDelivery> forge)
    {
        var arriving = new List<SimulatedDelivery>();
        foreach (var delivery in sent)
        {
            if (random.NextDouble() < faults.Forgery)
            {
                arriving.Add(forge(delivery));
            }

            if (random.NextDouble() < faults.Loss)
            {
                continue;
            }

            arriving.Add(delivery);
            if (random.NextDouble() < faults.Duplicates)
            {
                arriving.Add(delivery);
            }
        }

        for (var i = 0; i < arriving.Count; i++)
        {
            if (random.NextDouble() < faults.Reordering)
            {
                var other = random.Next(arriving.Count);
                (arriving[i], arriving[other]) = (arriving[other], arriving[i]);
            }
        }

        return arriving;
    }
}
