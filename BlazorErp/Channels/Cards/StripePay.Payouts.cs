using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Cards;

/// <summary>Payouts, and the movements of the account that each pays out.</summary>
public sealed partial class StripePay
{
    private const int PageSize = 100;
    private const int MostPages = 100;

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<ToldPayout>>> PayoutsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var listed = await ListAsync($"v1/payouts?created[gte]={since.ToUnixTimeSeconds()}", StripeReader.Payout, cancel);
        if (listed.Refusal is { } no)
        {
            return no;
        }

        var told = new List<ToldPayout>(listed.Value.Count);
        foreach (var payout in listed.Value.OrderBy(p => p.At).ThenBy(p => p.Id, StringComparer.Ordinal))
        {
            var parts = await ListAsync($"v1/balance_transactions?payout={Uri.EscapeDataString(payout.Id)}&expand[]=data.source", StripeReader.PayoutPart, cancel);
            if (parts.Refusal is { } wrong)
            {
                return wrong;
            }

            // The payout is a movement of its own list.
            told.Add(payout with { Parts = [.. parts.Value.OfType<ToldPayoutPart>()] });
        }

        return told;
    }

    private async Task<Outcome<List<T>>> ListAsync<T>(string path, Func<ProviderNode, (string Id, T Row)> read, CancellationToken cancel)
    {
        var rows = new List<T>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var address = new Uri(Api, $"{path}&limit={PageSize}{(after is null ? "" : $"&starting_after={Uri.EscapeDataString(after)}")}");
            var answer = CardAnswers.Good(await calls.SendAsync(() => Signed(new HttpRequestMessage(HttpMethod.Get, address)), repeatable: true, cancel), Name, StripeReader.Words);
            var list = answer.Refusal is { } no ? no : StripeReader.List(answer.Value, read);
            if (list.Refusal is { } wrong)
            {
                return wrong;
            }

            rows.AddRange(list.Value.Rows.Select(r => r.Row));
            if (!list.Value.More || list.Value.Rows.Count == 0)
            {
                return rows;
            }

            after = list.Value.Rows[^1].Id;
        }

        return new Refusal("pay.too_many", MostPages * PageSize);
    }
}
