using System.Threading.RateLimiting;
using BlazorErp.Channels.Cards;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using BlazorErp.Intake;
using BlazorErp.Jobs;

namespace BlazorErp.Channels.PayPal;

/// <summary>
/// The address PayPal posts to. Open to everyone; who knows an address can do nothing without PayPal's signature. What is right is kept and
/// wakes the asking: nothing is booked from it.
/// </summary>
public sealed class PayPalHook(MoneyHooks hooks, PayPalConnections connections, JobWake jobs, ForgedTally forged) : IDisposable
{
    /// <summary>Where PayPal posts to.</summary>
    public const string Path = "/hooks/paypal/{token}";

    private static readonly string[] Signed = ["PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME", "PAYPAL-TRANSMISSION-SIG", "PAYPAL-CERT-URL", "PAYPAL-AUTH-ALGO"];

    // A signature check costs more than a hash; PayPal tries again what is turned away.
    private readonly PartitionedRateLimiter<string> limits = HookLimits.Of(atOnce: 1000, perSecond: 50);

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

        if (await hooks.FindAsync(PayPalReader.Provider, token, cancel) is not { } door)
        {
            return Results.NotFound();
        }

        if (!door.IsActive)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        if (await RawBody.ReadAsync(context.Request, PayPalReader.WebhookBytes, cancel) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var headers = Signed.ToDictionary(h => h, h => context.Request.Headers[h].ToString(), StringComparer.OrdinalIgnoreCase);
        var verified = await connections.VerifyAsync(door.Access, new PayCallback(body, headers), cancel);
        if (verified.Refusal is { } no && !Unreadable(no))
        {
            return Turned(door, no);
        }

        // Signed by PayPal and yet not understood: kept all the same, and a reason to ask.
        var hint = verified.Ok ? new MoneyHint(verified.Value.EventId, verified.Value.EventType, verified.Value.InvoiceId, verified.Value.CustomId, verified.Value.OrderId) : new MoneyHint("", "unreadable", "");
        await hooks.ReceiveAsync(door, hint, body, cancel);
        jobs.Signal(MoneyPollJob.Name);
        jobs.Signal(PayPollJob.Name);
        return Results.Ok();
    }

    /// <inheritdoc/>
    public void Dispose() => limits.Dispose();

    private IResult Turned(MoneyDoor door, Refusal no)
    {
        // The certificate could not be had: that says nothing of the sender, and he may try again.
        if (no.Code is "pay.unreachable" or "pay.busy" || no is { Code: "pay.certificate", Args: ["fetch" or "kept"] })
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        forged.Add(door.CompanyId, door.Id);
        jobs.Signal(IntakeJob.Name);
        return Results.Unauthorized();
    }

    private static bool Unreadable(Refusal no) => no.Code is "pay.malformed" or "pay.field_missing" or "pay.field_kind" or "pay.key_invalid" or "pay.date_invalid";
}
