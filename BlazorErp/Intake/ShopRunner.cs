using System.Globalization;
using BlazorErp.Commands;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Intake;

/// <summary>"channels run" for web shops: asks, then applies what came.</summary>
internal sealed class ShopRunner(ShopPoll poll, ShopIntake intake) : IChannelRunner
{
    public string Kind => ChannelService.WooCommerce;

    public async Task<Outcome<string>> RunAsync(Actor actor, long channelId, CancellationToken cancel)
    {
        var polled = await poll.NowAsync(actor, channelId, cancel);
        if (!polled.Ok)
        {
            return polled.Refusal!;
        }

        var run = await intake.RunAsync(cancel);
        return string.Create(CultureInfo.InvariantCulture, $"{polled.Value.Listed} orders listed, {polled.Value.Fresh} new; {run.Done} messages applied, {run.Failed} failed");
    }
}
