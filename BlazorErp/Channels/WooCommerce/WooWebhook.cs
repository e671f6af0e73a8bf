using System.Threading.RateLimiting;
using BlazorErp.Domain.Intake;
using BlazorErp.Intake;
using BlazorErp.Jobs;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>
/// The address a shop posts to. Open to everyone; who knows an address can do nothing without its secret. Answers at once: an authentic
/// message is stored as it came, and understood later by the intake job.
/// </summary>
public sealed class WooWebhook(ShopReceiver receiver, JobWake jobs, ForgedTally forged) : IDisposable
{
    /// <summary>Where shops post to.</summary>
    public const string Path = "/hooks/woocommerce/{token}";

    // A shop that is refused a few times in a row switches its webhook off for good, so a busy sale must pass: 200 a second, 4,000 at once.
    private readonly PartitionedRateLimiter<string> limits = HookLimits.Of(atOnce: 4000, perSecond: 200);

    /// <summary>The address of a channel.</summary>
    public static string AddressOf(string token) => Path.Replace("{token}", token, StringComparison.Ordinal);

    /// <summary>Handles one delivery.</summary>
    public async Task<IResult> ReceiveAsync(HttpContext context, string token)
    {
        var cancel = context.RequestAborted;
        using var lease = limits.AttemptAcquire(token);
        if (!lease.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (await receiver.FindAsync(ChannelService.WooCommerce, token, cancel) is not { } door)
        {
            return Results.NotFound();
        }

        if (!door.IsActive)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        if (await RawBody.ReadAsync(context.Request, WooMapping.WebhookBytes, cancel) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var headers = context.Request.Headers;
        if (WooSignature.IsPing(body, headers))
        {
            return Results.Ok();
        }

        if (!WooSignature.Verify(body, headers[WooHeaders.Signature], [.. door.Secrets]))
        {
            forged.Add(door.CompanyId, door.Id);
            jobs.Signal(IntakeJob.Name);
            return Results.Unauthorized();
        }

        await receiver.ReceiveAsync(door, headers[WooHeaders.Topic].ToString(), body, cancel);
        jobs.Signal(IntakeJob.Name);
        return Results.Ok();
    }

    /// <inheritdoc/>
    public void Dispose() => limits.Dispose();
}
