using System.Threading.RateLimiting;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Intake;
using BlazorErp.Jobs;

namespace BlazorErp.Channels.Cards;

/// <summary>
/// The addresses Stripe and Klix send to. Open to everyone; what is not signed by the provider has no effect. Answers at once: an authentic
/// message is stored as it came, and applied by its job.
/// </summary>
public sealed class CardCallback(PayReceiver receiver, JobWake jobs, ForgedTally forged) : IDisposable
{
    /// <summary>Where providers send to.</summary>
    public const string Path = "/hooks/{kind:regex(^(stripe|klix)$)}/{token}";

    private readonly PartitionedRateLimiter<string> limits = HookLimits.Of(atOnce: 2000, perSecond: 100);

    /// <summary>The address of a channel.</summary>
    public static string AddressOf(string kind, string token) => $"/hooks/{kind}/{token}";

    /// <summary>Handles one delivery.</summary>
    public async Task<IResult> ReceiveAsync(HttpContext context, string kind, string token)
    {
        var cancel = context.RequestAborted;
        using var lease = limits.AttemptAcquire(token);
        if (!lease.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (await receiver.FindAsync(kind, token, cancel) is not { } gate)
        {
            return Results.NotFound();
        }

        if (await RawBody.ReadAsync(context.Request, CardAnswers.MostBytes, cancel) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in (string[])[StripeSignature.Header, KlixSignature.Header])
        {
            if (context.Request.Headers[name] is [{ } value])
            {
                headers[name] = value;
            }
        }

        switch (await receiver.ReceiveAsync(gate, new PayCallback(body, headers), cancel))
        {
            case PayReceipt.Kept:
                jobs.Signal(PayIntakeJob.Name);
                return Results.Ok();
            case PayReceipt.Later:
                // Whoever sends tries again later.
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            case PayReceipt.TooLarge:
                return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
            default:
                forged.Add(gate.CompanyId, gate.ChannelId);
                jobs.Signal(IntakeJob.Name);
                return Results.Unauthorized();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => limits.Dispose();
}
