using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BlazorErp.Domain.Data.Model;

/// <summary>Money and quantities on SQLite: integer ten-thousandths, so that SQL adds, compares and sorts them exactly.</summary>
public sealed class ScaledDecimalConverter() : ValueConverter<decimal, long>(v => Scale(v), v => v / 10_000m)
{
    /// <summary>Ten-thousandths; refuses a fifth decimal rather than round silently.</summary>
    public static long Scale(decimal value)
    {
        var scaled = value * 10_000m;
        return decimal.Truncate(scaled) == scaled ? (long)scaled : throw new ArgumentOutOfRangeException(nameof(value), value, "More than four decimals");
    }
}

/// <summary>Exchange rates on SQLite: integer hundred-millionths.</summary>
public sealed class ScaledRateConverter() : ValueConverter<decimal, long>(v => (long)decimal.Round(v * 100_000_000m), v => v / 100_000_000m);

/// <summary>Instants on SQLite: microseconds since 1970, UTC.</summary>
public sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
    v => (v.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10, v => new DateTimeOffset((v * 10) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero));

internal static class RateExtensions
{
    /// <summary>An exchange rate: eight decimals instead of four.</summary>
    public static PropertyBuilder<decimal> IsRate(this PropertyBuilder<decimal> property)
    {
        property.HasAnnotation(ModelRules.RateAnnotation, true);
        return property;
    }
}
