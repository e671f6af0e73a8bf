using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using BlazorErp.Banking.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Composition;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>How the simulated accounts behave now.</summary>
/// <param name="Paused">Nobody pays and nothing is told.</param>
/// <param name="Seconds">Time between two payments, 5 to 3600.</param>
/// <param name="Faults">How badly PayPal behaves.</param>
public sealed record PayPalPace(bool Paused, int Seconds, ProviderFaults Faults);

/// <summary>What they did since the start.</summary>
public sealed record PayPalTally(int Sales, int Hooks, int Refused);

/// <summary>
/// A PayPal account for each demo company, with a month of trade behind it and customers who pay while the product runs: asked over its API
/// and telling by signed webhooks over HTTP, as PayPal does. What it has told before a restart it knows again from what was kept.
/// </summary>
public sealed partial class PayPalSimulation(
    ErpDatabase database, MoneyChannels channels, MoneyPoll poll, SimulatedPayPals accounts, StatementImport statements, BankQueries bank, IServer server, IHttpClientFactory clients, Readiness readiness,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<PayPalSimulation> log) : BackgroundService
{
    /// <summary>Name of the channel it connects.</summary>
    public const string ChannelName = "PayPal";

    private const int MostDebts = 60;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<string, bool> paid = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Open> opened = new();
    private PayPalPace pace = new(false, 60, new ProviderFaults { Duplicates = 0.05, Reordering = 0.05, Forgery = 0.02, TooMany = 0.01, Down = 0.01 });
    private int sales, hooks, refused;

    private sealed record Open(int CompanyId, SimulatedPayPal Simulated, string Token, Currency Currency);

    /// <summary>How they behave; may be set at any time.</summary>
    public PayPalPace Pace
    {
        get => Volatile.Read(ref pace);
        set
        {
            Volatile.Write(ref pace, value with { Seconds = Math.Clamp(value.Seconds, 5, 3600) });
            foreach (var account in accounts.All)
            {
                account.Account.Faults = value.Faults;
            }
        }
    }

    /// <summary>What they did.</summary>
    public PayPalTally Tally => new(Volatile.Read(ref sales), Volatile.Read(ref hooks), Volatile.Read(ref refused));

    /// <summary>Connects a company's simulated account, with its month where it is new, and asks it once. False where the company is no demo or its currency is not PayPal's.</summary>
    public async Task<bool> OpenAsync(int companyId, CancellationToken cancel) => await OpenedAsync(companyId, cancel) is not null;

    private async Task<Open?> OpenedAsync(int companyId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        if (await db.Companies.Where(c => c.Id == companyId && c.IsDemo).Select(c => c.Currency).FirstOrDefaultAsync(cancel) is not { } code || !Currency.IsKnown(code))
        {
            return null;
        }

        var (actor, now, currency) = (ActorOf(companyId), time.GetUtcNow(), Currency.Of(code));
        var known = await db.Channels.Where(c => c.Kind == PayPalReader.Provider && c.Name == ChannelName).FirstOrDefaultAsync(cancel);
        var (client, secret, hook) = ($"simulated-{companyId}", RandomNumberGenerator.GetHexString(32), $"WH-SIMULATED-{companyId}");
        var account = new PayPalSimulator(new PayPalAccess(client, secret, sandbox: true, hook), time) { Made = (int)(now - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds };
        var withdrawal = known is null ? PayPalMonth.Fill(account, await DebtsAsync(db, currency, MostDebts, cancel), currency, now, companyId) : await RememberAsync(db, account, known.Id, cancel);
        account.TakeDeliveries();

        // The secret cannot be read again, so a start makes a new one; the account is ours, nothing is lost by it.
        var before = known is null ? new MoneyOptions { Since = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-PayPalMonth.Days - 5) } : MoneyOptions.Of(known);
        var saved = await channels.SaveAsync(actor, new SaveMoneyChannel(Guid.Empty, known?.Id ?? 0, known?.Version ?? 0, PayPalReader.Provider, ChannelName, client, secret, true, before.Since, hook, TakesPayments: true), cancel);
        if (!saved.Ok)
        {
            Refused(log, companyId, saved.Refusal!.Code);
            return null;
        }

        account.Faults = Pace.Faults;
        var simulated = new SimulatedPayPal(companyId, account, time);
        accounts.Put(client, simulated);
        var polled = await poll.NowAsync(actor, saved.Value, cancel);
        if (!polled.Ok)
        {
            Refused(log, companyId, polled.Refusal!.Code);
        }
        else if (withdrawal is not null)
        {
            await BankTellsAsync(actor, withdrawal, cancel);
        }

        return opened[companyId] = new Open(companyId, simulated, (await channels.ListAsync(actor, PayPalReader.Provider, saved.Value, cancel)).Value.Single().Token, currency);
    }

    /// <summary>One customer of a connected company pays (or one is given back); webhooks of it are posted to our own address. False where the company is not connected.</summary>
    public async Task<bool> RoundAsync(int companyId, int seed, CancellationToken cancel)
    {
        if (!opened.TryGetValue(companyId, out var open))
        {
            return false;
        }

        var random = new Random(seed);
        await using var db = database.Read(open.CompanyId);
        var account = open.Simulated.Account;
        var debts = await DebtsAsync(db, open.Currency, 10, cancel);
        if (debts.FirstOrDefault(d => !paid.ContainsKey($"{open.CompanyId}/{d.Reference}")) is { } debt)
        {
            paid[$"{open.CompanyId}/{debt.Reference}"] = true;
            PayPalMonth.Sale(account, debt);
            Interlocked.Increment(ref sales);
        }

        if (random.Next(12) == 0 && account.Rows.Where(r => r.Code == "T0006" && r.Gross.Amount > 0m && account.Rows.All(o => o.ReferenceId != r.Id)).MaxBy(r => r.At) is { } last)
        {
            account.Refund(last, last.Gross);
        }

        foreach (var delivery in account.TakeDeliveries())
        {
            await PostAsync(open, delivery, cancel);
        }

        return true;
    }

    private async Task PostAsync(Open open, SimulatedDelivery delivery, CancellationToken cancel)
    {
        if (OwnAddress.Of(server) is not { } own)
        {
            return;
        }

        using var http = clients.CreateClient(nameof(PayPalSimulation));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(own, PayPalHook.AddressOf(open.Token))) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        foreach (var (name, value) in delivery.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await http.SendAsync(request, cancel);
            Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref hooks : ref refused);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref refused);
        }
    }

    /// <summary>What customers owe: those of web shops by the shop's order number, others by the invoice. The newest first, as the bank's customers pay the oldest.</summary>
    private static async Task<List<PayPalDebt>> DebtsAsync(ErpDbContext db, Currency currency, int most, CancellationToken cancel)
    {
        var rows = await db.OpenItems.Where(o => o.Open > 0m && o.Open == o.Amount && o.Currency == currency.Code).OrderByDescending(o => o.DueDate).ThenByDescending(o => o.Id).Take(most)
            .Select(o => new { o.DocumentNumber, o.References, o.Open, o.Date, o.PartnerId, Partner = db.Partners.Where(p => p.Id == o.PartnerId).Select(p => new { p.Name, p.Email }).First() }).ToListAsync(cancel);
        return rows.ConvertAll(o => new PayPalDebt(
            o.References.Split('\n').FirstOrDefault(r => r.Length is > 2 and < 12 && r.All(char.IsAsciiDigit)) is { } shop ? $"WC-{shop}" : o.DocumentNumber, new Money(o.Open, currency), o.Date, o.Partner.Name, o.Partner.Email, o.PartnerId));
    }

    /// <summary>What the account told before, as it was kept.</summary>
    private static async Task<SimulatedPayPalRow?> RememberAsync(ErpDbContext db, PayPalSimulator account, long channelId, CancellationToken cancel)
    {
        var kept = await db.ProviderEntries.Where(e => e.Event != ProviderEvent.Opening && db.BankAccounts.Any(a => a.Id == e.BankAccountId && a.ChannelId == channelId)).OrderBy(e => e.Id).ToListAsync(cancel);
        foreach (var e in kept)
        {
            var currency = Currency.Of(e.Currency);
            account.Put(new SimulatedPayPalRow(e.ExternalId, e.EventCode, e.At, new Money(e.Gross, currency))
            {
                Fee = e.Fee == 0m ? null : new Money(e.Fee, currency), ReferenceId = e.ReferenceId, UpdatedAt = e.UpdatedAt, InvoiceId = e.InvoiceId.Length > 0 ? e.InvoiceId : null, PayerEmail = Given(e.PayerEmail), PayerName = Given(e.PayerName),
                PayerAccount = Given(e.PayerAccount), Status = e.Status switch { ProviderStatus.Pending => "P", ProviderStatus.Denied => "D", ProviderStatus.Reversed => "V", _ => "S" },
            });
        }

        return null;

        static string? Given(string text) => text.Length > 0 ? text : null;
    }

    /// <summary>The withdrawal reaches the bank: a statement of one line tells it.</summary>
    private async Task BankTellsAsync(Actor actor, SimulatedPayPalRow withdrawal, CancellationToken cancel)
    {
        var account = (await bank.AccountsAsync(actor, cancel)).FirstOrDefault(a => a.Kind == BankAccountKind.Bank && a.Currency == withdrawal.Gross.Currency.Code);
        if (account is not { Balance: { } opening })
        {
            return;
        }

        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var name = string.Create(CultureInfo.InvariantCulture, $"SIM-{day:yyyyMMdd}-PAYPAL.xml");
        var payment = new SimulatedPayment(0, -withdrawal.Gross.Amount, "PayPal Europe S.à r.l. et Cie, S.C.A.", SimulatedBank.IbanOf("LU", "0000000000000089"), $"PAYPAL WITHDRAWAL {withdrawal.Id}", "", withdrawal.Id);
        await statements.ImportAsync(actor, new MemoryStream(SimulatedBank.Statement(account.Iban, account.Currency, day, opening, name[..^4], [payment])), name, "simulator", new ImportOptions(Match: true), null, cancel);
    }

    private static Actor ActorOf(int companyId) => new(companyId, 0, "PayPal simulator", ActorKind.Job, Permissions.Of(Role.Owner));

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

            var seed = (int)time.GetUtcNow().ToUnixTimeSeconds();
            for (var look = time.GetUtcNow(); ;)
            {
                // A demo may be founded while we run.
                if (!Pace.Paused && time.GetUtcNow() >= look)
                {
                    await OpenNewAsync(stoppingToken);
                    look = time.GetUtcNow() + Look;
                }

                await Task.Delay(opened.IsEmpty ? Look : TimeSpan.FromSeconds(Pace.Seconds), time, stoppingToken);
                if (!Pace.Paused)
                {
                    foreach (var company in opened.Keys.Order())
                    {
                        await RoundAsync(company, ++seed, stoppingToken);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e)
        {
            Ended(log, e); // a demo's PayPal is not worth the product's life
        }
    }

    private async Task OpenNewAsync(CancellationToken cancel)
    {
        foreach (var company in (await database.DemoCompaniesAsync(cancel)).Where(c => !opened.ContainsKey(c)))
        {
            await OpenedAsync(company, cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No simulated PayPal for company {CompanyId}: {Code}")]
    private static partial void Refused(ILogger logger, int companyId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated PayPal ended")]
    private static partial void Ended(ILogger logger, Exception e);
}
