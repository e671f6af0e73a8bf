using System.Globalization;
using BlazorErp.Composition;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Channels.WooCommerce.Simulator;

/// <summary>How the simulated shops behave now.</summary>
/// <param name="OrdersPerMinute">1 to 600.</param>
public sealed record SimulationPace(bool Paused, int OrdersPerMinute, ShopFaults Faults);

/// <summary>What they have done since the start.</summary>
public sealed record SimulationTally(int Sent, int Accepted, int Refused);

/// <summary>
/// A shop for each demo company that places orders while the product runs: real, signed messages over HTTP to our own address. Runs in demo
/// companies only; the shop's orders are of items and customers the company has.
/// </summary>
public sealed partial class ShopSimulation(
    ErpDatabase database, ChannelService channels, IServer server, IHttpClientFactory clients, Readiness readiness, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<ShopSimulation> log) : BackgroundService
{
    /// <summary>Name of the channel it connects.</summary>
    public const string ChannelName = "Demo shop";

    private const int Goods = 50;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);
    private SimulationPace pace = new(false, 4, new ShopFaults(Duplicates: 0.05, Reordering: 0.05, BadSignatures: 0.01));
    private int sent, accepted, refused;

    /// <summary>How they behave; may be set at any time.</summary>
    public SimulationPace Pace
    {
        get => Volatile.Read(ref pace);
        set => Volatile.Write(ref pace, value with { OrdersPerMinute = Math.Clamp(value.OrdersPerMinute, 1, 600) });
    }

    /// <summary>What they did.</summary>
    public SimulationTally Tally => new(Volatile.Read(ref sent), Volatile.Read(ref accepted), Volatile.Read(ref refused));

    /// <summary>Where a company's shop posts to and with what; null where the company is no demo or has nothing to sell.</summary>
    public async Task<(ShopSettings Shop, Uri Address)?> OpenAsync(int companyId, CancellationToken cancel)
    {
        var actor = new Actor(companyId, 0, "simulator", ActorKind.Job, Domain.Companies.Permissions.Of(Domain.Companies.Role.Owner));
        await using var db = database.Read(companyId);
        var company = await db.Companies.Where(c => c.Id == companyId && c.IsDemo).Select(c => new { c.Currency, c.Country }).FirstOrDefaultAsync(cancel);
        var products = await db.Items.Where(i => i.Kind == Domain.Catalog.ItemKind.Stocked && !i.IsBlocked && i.SalesPrice > 0m)
            .Join(db.VatRates.Where(r => r.Percent > 0m), i => i.VatRateId, r => r.Id, (i, r) => new { i.Code, i.Name, i.SalesPrice, r.Percent }).OrderBy(i => i.Code).Take(Goods).ToListAsync(cancel);
        var warehouse = await db.Warehouses.OrderByDescending(w => w.IsDefault).ThenBy(w => w.Id).Select(w => w.Id).FirstOrDefaultAsync(cancel);
        if (company is null || products.Count == 0 || warehouse == 0 || OwnAddress.Of(server) is not { } own)
        {
            return null;
        }

        // The secret cannot be read again, so a start makes a new one; the shop is ours, nothing is lost by it.
        var known = await db.Channels.Where(c => c.Name == ChannelName).Select(c => c.Id).FirstOrDefaultAsync(cancel);
        var keys = known == 0
            ? await channels.CreateAsync(actor, new NewShop(ChannelName, warehouse, "WEB", null, new ChannelOptions()), cancel)
            : await channels.RotateAsync(actor, known, cancel);
        if (!keys.Ok)
        {
            Refused(log, companyId, keys.Refusal!.Code);
            return null;
        }

        var customers = await db.Partners.Where(p => p.IsCustomer && !p.IsBlocked && p.Email != null).OrderBy(p => p.Id).Take(Goods)
            .Select(p => new SimulatedCustomer("", p.Name, p.Email, p.City ?? "", p.Postcode ?? "", p.Country ?? company.Country, "", null)).ToListAsync(cancel);
        var shop = new ShopSettings(
            0, 1, new Uri("https://demo-shop.example"), keys.Value.Secret, products.ConvertAll(p => new SimulatedProduct(p.Code, p.Name, p.SalesPrice, p.Percent)),
            customers.Count > 0 ? customers : [new SimulatedCustomer("Anna", "Demo", "anna@example.com", "", "", company.Country)], TimeSpan.FromMinutes(1), ShopFaults.None, company.Currency);
        return (shop, new Uri(own, WooWebhook.AddressOf(keys.Value.Token)));
    }

    /// <summary>Places one order in a shop and posts all that becomes of it, with the faults of now.</summary>
    public async Task PlaceAsync(ShopSettings shop, Uri address, long orderId, CancellationToken cancel)
    {
        var one = shop with { Seed = unchecked((int)orderId * 7919), FirstOrderId = orderId, Faults = Pace.Faults };
        // Placed a little ago, so that nothing it tells happened in the future.
        var plan = ShopSimulator.Plan(one, time.GetUtcNow() - TimeSpan.FromHours(1));
        using var http = clients.CreateClient(nameof(ShopSimulation));
        await new ShopSimulator(http, time).RunAsync(plan, one, address, speed: 0, Count, cancel);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            // The port is known when the server listens, not before.
            var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (lifetime.ApplicationStarted.Register(listening.SetResult))
            {
                await listening.Task.WaitAsync(stoppingToken);
            }

            // Ids grow from start to start: seconds of this year.
            var next = (long)(time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
            var shops = new SortedDictionary<int, (ShopSettings Shop, Uri Address)>();
            for (var look = time.GetUtcNow(); ;)
            {
                if (time.GetUtcNow() >= look)
                {
                    // A demo may be founded while we run, and has nothing to sell at first.
                    await OpenNewAsync(shops, stoppingToken);
                    look = time.GetUtcNow() + Look;
                }

                await Task.Delay(shops.Count == 0 ? Look : TimeSpan.FromMinutes(1.0 / Pace.OrdersPerMinute), time, stoppingToken);
                if (!Pace.Paused && shops.Count > 0)
                {
                    var (shop, address) = shops.Values.ElementAt((int)(next % shops.Count));
                    await PlaceAsync(shop, address, next++, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e)
        {
            Ended(log, e); // a demo's shop is not worth the product's life
        }
    }

    /// <summary>Opens the shops of demo companies that have none yet.</summary>
    internal async Task OpenNewAsync(IDictionary<int, (ShopSettings Shop, Uri Address)> shops, CancellationToken cancel)
    {
        foreach (var company in (await database.DemoCompaniesAsync(cancel)).Where(c => !shops.ContainsKey(c)))
        {
            if (await OpenAsync(company, cancel) is { } open)
            {
                shops[company] = open;
            }
        }
    }

    private void Count(DeliveryAnswer answer)
    {
        Interlocked.Increment(ref sent);
        Interlocked.Increment(ref answer.Succeeded ? ref accepted : ref refused);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No simulated shop for company {CompanyId}: {Code}")]
    private static partial void Refused(ILogger logger, int companyId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated shops ended")]
    private static partial void Ended(ILogger logger, Exception e);
}
