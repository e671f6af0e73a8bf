using System.Threading.Channels;
using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>
/// Stripe and Klix of demo companies: connects a channel of each to the simulator when the product starts, and sends what the simulator tells
/// to our own address over HTTP, as the faults of the way let it.
/// </summary>
public sealed partial class CardSimulation(
    ErpDatabase database, PayChannels channels, SimulatedCards cards, IServer server, IHttpClientFactory clients, Readiness readiness, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<CardSimulation> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    /// <summary>Long enough that the payer is back before the provider speaks, as in life.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    private readonly Channel<int> told = Channel.CreateUnbounded<int>();
    private readonly Dictionary<int, (string Stripe, string Klix)> doors = [];
    private int sent, refused;

    /// <summary>Messages sent and refused since the start.</summary>
    public (int Sent, int Refused) Tally => (Volatile.Read(ref sent), Volatile.Read(ref refused));

    /// <summary>The simulator of a company has something to tell.</summary>
    public void Tell(int companyId) => told.Writer.TryWrite(companyId);

    /// <summary>Connects the channels of a demo company; false where it is none or cannot be.</summary>
    public async Task<bool> OpenAsync(int companyId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        if (!await db.Companies.AnyAsync(c => c.Id == companyId && c.IsDemo, cancel))
        {
            return false;
        }

        var account = cards.Of(companyId);
        var actor = new Actor(companyId, 0, "simulator", ActorKind.Job, Permissions.Of(Role.Owner));
        var stripe = await ConnectAsync(actor, new(Guid.NewGuid(), 0, 0, PayChannels.Stripe, "Stripe", true, account.Stripe.SecretKey, account.Stripe.WebhookSecrets[0], null, true), cancel);
        var klix = await ConnectAsync(actor, new(Guid.NewGuid(), 0, 0, PayChannels.Klix, "Klix", true, account.Klix.SecretKey, null, account.Klix.BrandId, true), cancel);
        if (stripe is null || klix is null)
        {
            return false;
        }

        doors[companyId] = (stripe, klix);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (lifetime.ApplicationStarted.Register(listening.SetResult))
            {
                await listening.Task.WaitAsync(stoppingToken);
            }

            var looked = DateTimeOffset.MinValue;
            while (true)
            {
                if (time.GetUtcNow() - looked >= Look)
                {
                    await OpenNewAsync(stoppingToken);
                    looked = time.GetUtcNow();
                }

                using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                pause.CancelAfter(Look);
                try
                {
                    var company = await told.Reader.ReadAsync(pause.Token);
                    await Task.Delay(Late, time, stoppingToken);
                    await SendAsync(company, stoppingToken);
                }
                catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
                {
                    // nothing to tell; look for new demo companies
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e)
        {
            Ended(log, e); // a demo's provider is not worth the product's life
        }
    }

    private async Task OpenNewAsync(CancellationToken cancel)
    {
        foreach (var company in (await database.DemoCompaniesAsync(cancel)).Where(c => !doors.ContainsKey(c)))
        {
            await OpenAsync(company, cancel);
        }
    }

    /// <summary>The channel of a name and kind with the simulator's keys; its address, or null where the name is another's.</summary>
    private async Task<string?> ConnectAsync(Actor actor, SavePayChannel wanted, CancellationToken cancel)
    {
        var known = (await channels.ListAsync(actor, null, cancel)).Value.FirstOrDefault(c => c.Kind == wanted.Kind && c.Options.Simulated);
        var saved = await channels.SaveAsync(actor, wanted with { Id = known?.Id ?? 0, Version = known?.Version ?? 0, Name = known?.Name ?? $"{wanted.Name} (demo)" }, cancel);
        if (!saved.Ok)
        {
            Refused(log, actor.CompanyId, saved.Refusal!.Code);
            return null;
        }

        return (await channels.ListAsync(actor, saved.Value, cancel)).Value.Single().Token;
    }

    private async Task SendAsync(int company, CancellationToken cancel)
    {
        if (!doors.TryGetValue(company, out var door) || Address is not { } own)
        {
            return;
        }

        using var http = clients.CreateClient(nameof(CardSimulation));
        foreach (var delivery in cards.Of(company).Cards.TakeDeliveries())
        {
            var stripe = delivery.Headers.ContainsKey(StripeSignature.Header) || !delivery.Headers.ContainsKey(KlixSignature.Header) && delivery.Body.Span.IndexOf("checkout.session"u8) >= 0;
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(own, stripe ? CardCallback.AddressOf(PayChannels.Stripe, door.Stripe) : CardCallback.AddressOf(PayChannels.Klix, door.Klix)));
            request.Content = new ReadOnlyMemoryContent(delivery.Body);
            foreach (var (name, value) in delivery.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            try
            {
                using var answer = await http.SendAsync(request, cancel);
                Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref sent : ref refused);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }

    /// <summary>Our own address, once we listen.</summary>
    public Uri? Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } own
        ? new Uri(own.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal))
        : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "No simulated payments for company {CompanyId}: {Code}")]
    private static partial void Refused(ILogger logger, int companyId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated payment providers ended")]
    private static partial void Ended(ILogger logger, Exception e);
}
