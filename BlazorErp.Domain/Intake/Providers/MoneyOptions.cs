using System.Text.Json;

namespace BlazorErp.Domain.Intake.Providers;

/// <summary>How a payment provider is asked; kept as JSON in <see cref="Channel.Settings"/>.</summary>
public sealed record MoneyOptions
{
    /// <summary>Play money instead of real.</summary>
    public bool Sandbox { get; init; }

    /// <summary>First day that is read, UTC; what was there before comes in as one opening line for each currency.</summary>
    public DateOnly Since { get; init; }

    /// <summary>Our own webhook at the provider; without it no webhook is believed.</summary>
    public string? WebhookId { get; init; }

    /// <summary>The account it told the first time. Keys of another account are refused: its money is not this one's.</summary>
    public string? Account { get; init; }

    /// <summary>Customers pay invoices through it.</summary>
    public bool TakesPayments { get; init; }

    /// <summary>UTC begin of the first day.</summary>
    public DateTimeOffset Begin => new(Since.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Reads what <see cref="Channel.Settings"/> holds.</summary>
    public static MoneyOptions Of(Channel channel) => Of(channel.Settings);

    /// <summary>The same.</summary>
    public static MoneyOptions Of(string settings) => JsonSerializer.Deserialize<MoneyOptions>(settings, JsonSerializerOptions.Web) ?? new MoneyOptions();

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(new { Sandbox, Since, WebhookId, Account, TakesPayments }, JsonSerializerOptions.Web);
}
