using System.Net;
using System.Security.Cryptography;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>What the card providers' answers and messages have in common.</summary>
internal static class CardAnswers
{
    /// <summary>Largest message or answer read.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>SHA-256 of the raw bytes, lower hex.</summary>
    public static string Hash(ReadOnlyMemory<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body.Span));

    /// <summary>Reads an object; every complaint of the reading refuses it.</summary>
    public static Outcome<T> Read<T>(ReadOnlyMemory<byte> json, Func<ProviderNode, T> of)
    {
        var parsed = ProviderJson.Parse(json, MostBytes);
        if (parsed.Refusal is { } no)
        {
            return no;
        }

        using var document = parsed.Value;
        var reading = new ProviderReading();
        var value = of(new ProviderNode(reading, document.RootElement, ""));
        return reading.Failed ? reading.Refusal : value;
    }

    /// <summary>A body of a good answer, or what the status means; <paramref name="words"/> reads the provider's own words out of a bad one.</summary>
    public static Outcome<ReadOnlyMemory<byte>> Good(Outcome<ProviderAnswer> sent, string provider, Func<ProviderNode, string> words)
    {
        if (sent.Refusal is { } no)
        {
            return no;
        }

        var answer = sent.Value;
        if (answer.Ok)
        {
            return answer.Body;
        }

        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new Refusal("pay.denied", provider);
        }

        var said = Read(answer.Body, words);
        return new Refusal("pay.refused", provider, $"{(int)answer.Status} {(said.Ok ? said.Value : "")}".Trim());
    }

    /// <summary>An https address, noted as wrong when it is none: the payer is sent there.</summary>
    public static Uri? Address(ProviderNode node, string name)
    {
        if (Uri.TryCreate(node.RequiredKey(name, 4000), UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
        {
            return address;
        }

        node.Reading.Refuse(node.Path(name), "pay.address_invalid");
        return null;
    }

    /// <summary>Minor units and their currency beside it; null and noted when one is missing.</summary>
    public static Money? Money(ProviderNode node, string amount, string currency)
    {
        var minor = node.Whole(amount);
        if (minor is null && !node.Has(amount))
        {
            node.Reading.Refuse(node.Path(amount), "pay.field_missing");
        }

        var code = node.CurrencyOf(currency);
        return minor is { } units && code is { } known ? MinorUnits.ToMoney(units, known) : null;
    }
}
