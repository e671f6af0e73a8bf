using System.Buffers;
using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>A part of an answer as it is kept.</summary>
/// <param name="Kind">What for.</param>
/// <param name="ItemId">Open item.</param>
/// <param name="Number">Its document.</param>
/// <param name="PartnerId">Its partner.</param>
/// <param name="Amount">Signed, in the line's currency.</param>
public sealed record ExplainedPart(AllocationKind Kind, long? ItemId, string Number, long? PartnerId, decimal Amount)
{
    /// <summary>What the item gets, where it is in another currency than the line.</summary>
    public Money? ItemAmount { get; init; }

    /// <summary>Ledger account, for a part by rule; <see cref="Number"/> is its code and name.</summary>
    public long? AccountId { get; init; }

    /// <summary>VAT rate that the part includes.</summary>
    public long? VatRateId { get; init; }

    /// <summary>Base value fixed by the other side of a transfer.</summary>
    public decimal? Base { get; init; }
}

/// <summary>Another answer as it is kept.</summary>
public sealed record ExplainedCandidate(IReadOnlyList<ExplainedPart> Parts, int Score, IReadOnlyList<MatchSignal> Signals, MatchSignal? WhyLower);

/// <summary>Why a line was booked, suggested or left open, kept with the line as JSON and shown in the reader's language.</summary>
/// <param name="Undone">A person took a booking of this line back: the matcher only suggests from then on.</param>
/// <param name="Score">Sum of the weights.</param>
/// <param name="Parts">The answer; empty where there is none or several are equal.</param>
/// <param name="Signals">What speaks for it.</param>
/// <param name="Missing">Why it was not booked by itself.</param>
/// <param name="RunnerUp">Next best.</param>
/// <param name="Alternatives">Equally good ones.</param>
public sealed record LineExplanation(
    bool Undone, int Score, IReadOnlyList<ExplainedPart> Parts, IReadOnlyList<MatchSignal> Signals, IReadOnlyList<MatchSignal> Missing,
    ExplainedCandidate? RunnerUp, IReadOnlyList<ExplainedCandidate> Alternatives)
{
    /// <summary>How the JSON of a line begins that a person has undone.</summary>
    public const string UndoneStart = "{\"undone\":true";

    /// <summary>Nothing known.</summary>
    public static LineExplanation None { get; } = new(false, 0, [], [], [], null, []);

    /// <summary>The explanation of a decision as JSON.</summary>
    internal static string Write(MatchDecision decision, bool undone, Func<long, (string Number, long Partner)> itemOf, Func<long, string>? accountOf = null)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (undone)
            {
                json.WriteBoolean("undone", true);
            }

            Candidate(json, decision.Allocations, decision.Score, decision.Signals, itemOf, accountOf);
            Put(json, "missing", decision.Missing);
            if (decision.RunnerUp is { } next)
            {
                json.WriteStartObject("next");
                Candidate(json, next.Allocations, next.Score, next.Signals, itemOf, accountOf);
                Put(json, "why", [next.WhyLower]);
                json.WriteEndObject();
            }

            if (decision.Alternatives.Count > 0)
            {
                json.WriteStartArray("equal");
                foreach (var other in decision.Alternatives)
                {
                    json.WriteStartObject();
                    Candidate(json, other.Allocations, other.Score, other.Signals, itemOf, accountOf);
                    Put(json, "why", [other.WhyLower]);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The JSON of a line of which only this much is known.</summary>
    internal static string OfUndone { get; } = UndoneStart + "}";

    /// <summary>The explanation of a line; <see cref="None"/> where there is none or it cannot be read.</summary>
    public static LineExplanation Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return None;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var all = CandidateOf(root);
            return new(
                root.TryGetProperty("undone", out var undone) && undone.GetBoolean(), all.Score, all.Parts, all.Signals, SignalsOf(root, "missing"),
                root.TryGetProperty("next", out var next) ? CandidateOf(next) : null,
                root.TryGetProperty("equal", out var equal) ? [.. equal.EnumerateArray().Select(CandidateOf)] : []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return None;
        }
    }

    private static void Candidate(Utf8JsonWriter json, IReadOnlyList<Matching.Allocation> parts, int score, IReadOnlyList<MatchSignal> signals, Func<long, (string Number, long Partner)> itemOf, Func<long, string>? accountOf)
    {
        json.WriteNumber("score", score);
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            json.WriteNumber("kind", (int)part.Kind);
            if (part.ItemId is { } id)
            {
                var (number, partner) = itemOf(id);
                json.WriteNumber("item", id);
                json.WriteString("number", number);
                json.WriteNumber("partner", partner);
            }
            else
            {
                Account(json, part, accountOf);
            }

            json.WriteNumber("amount", part.Amount.Amount);
            if (part.ItemAmount is { } gets)
            {
                json.WritePropertyName("gets");
                Arg(json, gets);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        Put(json, "signals", signals);
    }

    private static void Account(Utf8JsonWriter json, Matching.Allocation part, Func<long, string>? accountOf)
    {
        if (part.AccountId is { } account)
        {
            json.WriteNumber("account", account);
            json.WriteString("number", accountOf?.Invoke(account) ?? "");
        }

        foreach (var (name, id) in new[] { ("vat", part.VatRateId), ("partner", part.PartnerId) })
        {
            if (id is { } known)
            {
                json.WriteNumber(name, known);
            }
        }

        if (part.Base is { } worth)
        {
            json.WriteNumber("base", worth);
        }
    }

    private static void Put(Utf8JsonWriter json, string name, IReadOnlyList<MatchSignal> signals)
    {
        if (signals.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var signal in signals)
        {
            json.WriteStartObject();
            json.WriteString("code", signal.Code);
            json.WriteNumber("weight", signal.Weight);
            if (signal.Args.Length > 0)
            {
                json.WriteStartArray("args");
                foreach (var arg in signal.Args)
                {
                    Arg(json, arg);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Arg(Utf8JsonWriter json, object arg)
    {
        switch (arg)
        {
            case Money money:
                json.WriteStartObject();
                json.WriteNumber("amount", money.Amount);
                json.WriteString("currency", money.Currency.Code);
                json.WriteEndObject();
                break;
            case int or long or decimal:
                json.WriteNumberValue(Convert.ToDecimal(arg, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                var text = Convert.ToString(arg, System.Globalization.CultureInfo.InvariantCulture) ?? "";
                json.WriteStringValue(text.Length > 200 ? BankText.Clip(text, 200) : text);
                break;
        }
    }

    private static ExplainedCandidate CandidateOf(JsonElement json) => new(
        json.TryGetProperty("parts", out var parts) ? [.. parts.EnumerateArray().Select(PartOf)] : [],
        json.TryGetProperty("score", out var score) ? score.GetInt32() : 0, SignalsOf(json, "signals"), SignalsOf(json, "why").FirstOrDefault());

    private static ExplainedPart PartOf(JsonElement json) => new(
        (AllocationKind)json.GetProperty("kind").GetInt32(), json.TryGetProperty("item", out var item) ? item.GetInt64() : null,
        json.TryGetProperty("number", out var number) ? number.GetString() ?? "" : "", json.TryGetProperty("partner", out var partner) ? partner.GetInt64() : null, json.GetProperty("amount").GetDecimal())
    {
        AccountId = json.TryGetProperty("account", out var account) ? account.GetInt64() : null, VatRateId = json.TryGetProperty("vat", out var vat) ? vat.GetInt64() : null, Base = json.TryGetProperty("base", out var worth) ? worth.GetDecimal() : null,
        ItemAmount = json.TryGetProperty("gets", out var gets) && ArgOf(gets) is Money money ? money : null,
    };

    private static IReadOnlyList<MatchSignal> SignalsOf(JsonElement json, string name) => json.TryGetProperty(name, out var signals)
        ? [.. signals.EnumerateArray().Select(s => new MatchSignal(s.GetProperty("code").GetString() ?? "", s.GetProperty("weight").GetInt32(), s.TryGetProperty("args", out var args) ? [.. args.EnumerateArray().Select(ArgOf)] : []))]
        : [];

    private static object ArgOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDecimal(),
        JsonValueKind.Object => Currency.IsKnown(json.GetProperty("currency").GetString()) ? new Money(json.GetProperty("amount").GetDecimal(), Currency.Of(json.GetProperty("currency").GetString()!)) : json.GetProperty("amount").GetDecimal(),
        _ => json.GetString() is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : json.GetString() ?? "",
    };
}
