using BlazorErp.Banking.Simulator;
using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Demo;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Jobs;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Channels.Imap.Simulator;

/// <summary>How often something goes wrong with a mail, each 0..1.</summary>
/// <param name="Duplicates">The same mail comes twice.</param>
/// <param name="Poisoned">It has parts that nobody can read.</param>
/// <param name="Spoofed">Somebody else writes in the sender's name, with a statement of their own making.</param>
/// <param name="Strangers">A mail of somebody unknown, or of an account that nobody has.</param>
/// <param name="Drops">The line drops in the middle of it.</param>
public sealed record MailFaults(double Duplicates = 0, double Poisoned = 0, double Spoofed = 0, double Strangers = 0, double Drops = 0);

/// <summary>How the simulated senders behave now.</summary>
/// <param name="Seconds">Time between two mails, 5 to 3600.</param>
public sealed record MailPace(bool Paused, int Seconds, MailFaults Faults);

/// <summary>What they did since the start.</summary>
public sealed record MailTally(int Sent, int Spoofed, int Dropped);

/// <summary>
/// A mailbox of the first demo company, and people who mail their bank's statements to it while the product runs: real mails over real IMAP and TLS. Touches
/// demo companies only.
/// </summary>
public sealed partial class MailSimulation(ErpDatabase database, MailboxService mailboxes, BankSimulation bank, JobWake jobs, Readiness readiness, TimeProvider time, ILogger<MailSimulation> log) : BackgroundService
{
    /// <summary>Name of the mailbox it connects.</summary>
    public const string ChannelName = "Demo mailbox";

    private const int FirstAfter = 20;
    private MailPace pace = new(false, 75, new MailFaults(0.08, 0.06, 0.06, 0.08, 0.08));
    private SimulatedMailServer? server;
    private int sent, spoofed, dropped, rounds;

    /// <summary>How they behave; may be set at any time.</summary>
    public MailPace Pace
    {
        get => Volatile.Read(ref pace);
        set => Volatile.Write(ref pace, value with { Seconds = Math.Clamp(value.Seconds, 5, 3600) });
    }

    /// <summary>What they did.</summary>
    public MailTally Tally => new(Volatile.Read(ref sent), Volatile.Read(ref spoofed), Volatile.Read(ref dropped));

    /// <summary>The mailbox; null before <see cref="OpenAsync"/>.</summary>
    internal SimulatedMailbox? Mailbox => server?.Mailbox;

    /// <summary>Opens the mailbox and connects it to a demo company; its id, or null where the company is none.</summary>
    public async Task<long?> OpenAsync(int companyId, CancellationToken cancel)
    {
        var actor = new Actor(companyId, 0, "mail simulator", ActorKind.Job, new HashSet<string> { Permissions.SettingsWrite });
        await using var db = database.Read(companyId);
        if (!await db.Companies.AnyAsync(c => c.Id == companyId && c.IsDemo, cancel))
        {
            return null;
        }

        server ??= new SimulatedMailServer(time);
        var known = await db.Channels.Where(c => c.Kind == MailboxService.Kind && c.Name == ChannelName).Select(c => new { c.Id, c.Version }).FirstOrDefaultAsync(cancel);
        var saved = await mailboxes.SaveAsync(actor, new SaveMailbox(Guid.NewGuid(), known?.Id ?? 0, known?.Version ?? 0, ChannelName, server.Options, server.Password), cancel);
        if (!saved.Ok)
        {
            Refused(log, companyId, saved.Refusal!.Code);
            return null;
        }

        return saved.Value;
    }

    /// <summary>One round: somebody mails what their bank told them last, and bad people do what they do. False where nobody had anything to send.</summary>
    public async Task<bool> RoundAsync(int seed, CancellationToken cancel)
    {
        if (server is null)
        {
            return false;
        }

        var (random, faults, mailbox) = (new Random(seed), Pace.Faults, server.Mailbox);
        await using var db = database.Read(0);
        var companies = await db.Companies.Where(c => c.IsDemo).OrderBy(c => c.Id).Select(c => new { c.Id, c.Code }).ToListAsync(cancel);
        var keys = DemoPlan.People.Select(p => p.Email.ToUpperInvariant()).ToArray();
        var here = await db.Users.Where(u => keys.Contains(u.NormalizedEmail)).Select(u => u.NormalizedEmail!).ToListAsync(cancel);
        var senders = DemoPlan.People.Where(p => here.Contains(p.Email.ToUpperInvariant()) && p.Roles.Any(r => Permissions.Of(r.Role).Contains(Permissions.BankWrite) && companies.Exists(c => c.Code == r.Company))).ToList();
        if (senders.Count == 0)
        {
            return false;
        }

        var sender = senders[random.Next(senders.Count)];
        var parts = new List<SimulatedPart>();
        foreach (var company in companies.Where(c => sender.Roles.Any(r => r.Company == c.Code)))
        {
            if (await bank.StatementAsync(company.Id, seed, cancel) is { } told)
            {
                parts.Add(new SimulatedPart($"{company.Code}-{told.Name}", told.File));
            }
        }

        var (now, subject) = (time.GetUtcNow(), Subject(sender.Language));
        if (parts.Count > 0)
        {
            var files = parts.Count > 1 && random.Next(2) == 0 ? [SimulatedMails.Zip("statements.zip", parts)] : parts;
            var mail = SimulatedMails.Write(sender.Email, sender.Name, subject, now, true, random.NextDouble() < faults.Poisoned, [.. files, new SimulatedPart("statement.pdf", "%PDF-1.4 print of the statement"u8.ToArray())]);
            mailbox.Deliver(mail);
            if (random.NextDouble() < faults.Duplicates)
            {
                mailbox.Deliver(mail);
            }

            Interlocked.Increment(ref sent);
        }

        if (random.NextDouble() < faults.Spoofed)
        {
            mailbox.Deliver(SimulatedMails.Write(sender.Email, sender.Name, subject, now, false, false, new SimulatedPart("urgent.xml", Forged(seed, now))));
            Interlocked.Increment(ref spoofed);
        }

        if (random.NextDouble() < faults.Strangers)
        {
            mailbox.Deliver(random.Next(2) == 0
                ? SimulatedMails.Write("newsletter@shop.example", "Great offers", "50 % off printer ink", now, true, false)
                : SimulatedMails.Write(sender.Email, sender.Name, subject, now, true, false, new SimulatedPart("other-bank.xml", Forged(seed, now))));
        }

        if (random.NextDouble() < faults.Drops)
        {
            mailbox.Cuts.Enqueue(random.Next(50, 1_500));
            Interlocked.Increment(ref dropped);
        }

        jobs.Signal(MailPollJob.Name);
        return parts.Count > 0;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.Ready.WaitAsync(stoppingToken);
            rounds = (int)(time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
            for (var first = true; ; first = false)
            {
                await Task.Delay(TimeSpan.FromSeconds(first ? Math.Min(FirstAfter, Pace.Seconds) : Pace.Seconds), time, stoppingToken);
                if (Pace.Paused)
                {
                    continue;
                }

                if (server is null)
                {
                    await using var db = database.Read(0);
                    if (await db.Companies.Where(c => c.IsDemo).OrderBy(c => c.Id).Select(c => (int?)c.Id).FirstOrDefaultAsync(stoppingToken) is { } home)
                    {
                        await OpenAsync(home, stoppingToken);
                    }
                }

                await RoundAsync(++rounds, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception e)
        {
            Ended(log, e); // a demo's mail is not worth the product's life
        }
    }

    private static string Subject(string language) => language switch
    {
        "lv" => "Konta izraksts", "hu" => "Bankszámlakivonat", "pl" => "Wyciąg bankowy", _ => "Bank statements",
    };

    // An account that nobody here has.
    private static byte[] Forged(int seed, DateTimeOffset now) => SimulatedBank.Statement(
        SimulatedBank.IbanOf("LV", "EVIL0000000000001"), "EUR", DateOnly.FromDateTime(now.UtcDateTime), 0m, "FORGED",
        [new SimulatedPayment(0, 9_999.99m, "Somebody", SimulatedBank.IbanOf("LV", "EVIL0000000000002"), "trust me", "", $"EVIL{seed}")]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No simulated mailbox for company {CompanyId}: {Code}")]
    private static partial void Refused(ILogger log, int companyId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated mails ended")]
    private static partial void Ended(ILogger log, Exception exception);
}
