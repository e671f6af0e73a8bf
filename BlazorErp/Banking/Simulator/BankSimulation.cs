using System.Globalization;
using BlazorErp.Composition;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Banking.Simulator;

/// <summary>How the simulated bank behaves now.</summary>
/// <param name="Paused">Nobody pays.</param>
/// <param name="Seconds">Time between two statements, 5 to 3600.</param>
/// <param name="Payments">Most payments of one statement, 1 to 500.</param>
/// <param name="Faults">What goes wrong.</param>
public sealed record BankPace(bool Paused, int Seconds, int Payments, BankFaults Faults);

/// <summary>What it did since the start.</summary>
public sealed record BankTally(int Files, int Payments, int Booked);

/// <summary>
/// A bank that pays open invoices of demo companies while the product runs: real statement files, brought in at the door for statements,
/// matched as on arrival. Touches demo companies only.
/// </summary>
public sealed partial class BankSimulation(ErpDatabase database, StatementImport import, BankQueries bank, Readiness readiness, TimeProvider time, ILogger<BankSimulation> log) : BackgroundService
{
    private readonly Dictionary<int, (byte[] File, string Name, decimal Opening, DateOnly Day, IReadOnlyList<SimulatedPayment> Payments)> last = [];
    private readonly HashSet<long> paid = [];
    private readonly SemaphoreSlim counter = new(1, 1);
    private BankPace pace = new(false, 45, 8, new BankFaults(0.05, 0.05, 0.3, 0.12, 0.04, 0.08));
    private int files, payments, booked, rounds;

    /// <summary>How it behaves; may be set at any time.</summary>
    public BankPace Pace
    {
        get => Volatile.Read(ref pace);
        set => Volatile.Write(ref pace, value with { Seconds = Math.Clamp(value.Seconds, 5, 3600), Payments = Math.Clamp(value.Payments, 1, 500) });
    }

    /// <summary>What it did.</summary>
    public BankTally Tally => new(Volatile.Read(ref files), Volatile.Read(ref payments), Volatile.Read(ref booked));

    /// <summary>One round for a company: some customers pay, the bank tells it. Null where the company is no demo or nobody owes anything.</summary>
    public async Task<ImportResult?> RoundAsync(int companyId, int seed, CancellationToken cancel) =>
        await StatementAsync(companyId, seed, cancel) is { } told ? await BringAsync(ActorOf(companyId), told.File, told.Name, cancel) : null;

    /// <summary>What the bank would tell a company next, for whoever brings it some other way. Null as above.</summary>
    public async Task<(byte[] File, string Name)?> StatementAsync(int companyId, int seed, CancellationToken cancel)
    {
        await counter.WaitAsync(cancel);
        try
        {
            return await NextAsync(companyId, seed, cancel);
        }
        finally
        {
            counter.Release();
        }
    }

    private static Actor ActorOf(int companyId) => new(companyId, 0, "bank simulator", ActorKind.Channel, new HashSet<string> { Permissions.BankRead, Permissions.BankWrite });

    private async Task<(byte[] File, string Name)?> NextAsync(int companyId, int seed, CancellationToken cancel)
    {
        var actor = ActorOf(companyId);
        await using var db = database.Read(companyId);
        if (await db.Companies.Where(c => c.Id == companyId && c.IsDemo).Select(c => new { c.Currency }).FirstOrDefaultAsync(cancel) is not { } company || !Currency.IsKnown(company.Currency))
        {
            return null;
        }

        var (now, random) = (Pace, new Random(seed));
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var before = last.TryGetValue(companyId, out var known) ? known : default;
        if (before.File is not null && random.NextDouble() < now.Faults.Duplicates)
        {
            return (before.File, before.Name);
        }

        var open = await db.OpenItems.Where(o => o.Open > 0m && o.Currency == company.Currency).OrderBy(o => o.DueDate).ThenBy(o => o.Id).Take(2_000)
            .Select(o => new { o.Id, o.DocumentNumber, o.References, o.Open, o.PartnerId, Name = db.Partners.Where(p => p.Id == o.PartnerId).Select(p => p.Name).FirstOrDefault() }).ToListAsync(cancel);
        var debts = open.Where(o => !paid.Contains(o.Id)).Take(now.Payments)
            .Select(o => new SimulatedDebt(o.Id, o.DocumentNumber, o.References.Split('\n').FirstOrDefault(r => r.StartsWith("RF", StringComparison.Ordinal)) ?? "", o.Open, o.PartnerId, o.Name ?? "")).ToList();
        var pays = SimulatedBank.Pay(seed, debts, now.Faults, Currency.Of(company.Currency).Decimals);
        if (pays.Count == 0)
        {
            return null;
        }

        var account = (await bank.AccountsAsync(actor, cancel)).FirstOrDefault(a => a.Kind == BankAccountKind.Bank && a.Currency == company.Currency);
        var overlap = before.File is not null && before.Day == day && random.NextDouble() < now.Faults.Overlap;
        var opening = overlap ? before.Opening : account?.Balance ?? 10_000m;
        IReadOnlyList<SimulatedPayment> all = overlap ? [.. before.Payments, .. pays] : pays;
        var iban = account?.Iban ?? SimulatedBank.IbanOf("LV", string.Create(CultureInfo.InvariantCulture, $"SIMU{companyId:0000000000000}"));
        var name = string.Create(CultureInfo.InvariantCulture, $"SIM-{day:yyyyMMdd}-{seed}.xml");
        var file = SimulatedBank.Statement(iban, company.Currency, day, opening, name[..^4], all);
        paid.UnionWith(pays.Select(p => p.DebtId));
        last[companyId] = (file, name, opening, day, all);
        Interlocked.Add(ref payments, pays.Count);
        return (file, name);
    }

    private async Task<ImportResult?> BringAsync(Actor actor, byte[] file, string name, CancellationToken cancel)
    {
        var outcome = await import.ImportAsync(actor, new MemoryStream(file), name, "simulator", new ImportOptions(CreateAccounts: true, Match: true), null, cancel);
        Interlocked.Increment(ref files);
        if (!outcome.Ok)
        {
            Refused(log, name, outcome.Refusal!.Code);
            return null;
        }

        if (outcome.Value.RunId is { } run)
        {
            await using var db = database.Read(actor);
            Interlocked.Add(ref booked, await db.MatchRuns.Where(r => r.Id == run).Select(r => r.Booked).FirstOrDefaultAsync(cancel));
        }

        return outcome.Value;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            rounds = (int)(time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(Pace.Seconds), time, stoppingToken);
                if (Pace.Paused)
                {
                    continue;
                }

                foreach (var company in await database.DemoCompaniesAsync(stoppingToken))
                {
                    await RoundAsync(company, ++rounds, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e)
        {
            Ended(log, e); // a demo's bank is not worth the product's life
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The simulated statement {Name} was refused: {Code}")]
    private static partial void Refused(ILogger log, string name, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated bank ended")]
    private static partial void Ended(ILogger log, Exception exception);
}
