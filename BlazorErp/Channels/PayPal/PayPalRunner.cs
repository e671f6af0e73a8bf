using System.Globalization;
using BlazorErp.Commands;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal;

/// <summary>"channels run" for PayPal: asks, and books what books itself.</summary>
internal sealed class PayPalRunner(MoneyPoll poll) : IChannelRunner
{
    public string Kind => PayPalReader.Provider;

    public async Task<Outcome<string>> RunAsync(Actor actor, long channelId, CancellationToken cancel)
    {
        var polled = await poll.NowAsync(actor, channelId, cancel);
        return polled.Map(p => string.Create(CultureInfo.InvariantCulture, $"{p.Read} transactions told, {p.Fresh} new, {p.Changed} changed; {p.Booked} lines booked"));
    }
}
