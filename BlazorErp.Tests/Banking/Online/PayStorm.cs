using System.Collections.Concurrent;
using System.Diagnostics;
using BlazorErp.Channels.Cards.Simulator;
using BlazorErp.Channels.Providers;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake;
using BlazorErp.Intake;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Online;

/// <summary>What a storm took.</summary>
/// <param name="Posting">Until the last delivery was answered.</param>
/// <param name="Settling">From then until all was applied and asked for.</param>
internal sealed record PayStormFigures(int Deliveries, int Payments, TimeSpan Posting, TimeSpan Settling, IReadOnlyList<double> AnswerMs);

/// <summary>
/// Payers of every kind at Stripe and Klix, told over a bad way: each message many times and in any order, one in ten never, one in twenty
/// accompanied by a forgery. What is lost is asked for. In the end the attempts, the invoices and the providers' accounts are as the providers say.
/// </summary>
internal static class PayStorm
{
    private const int Senders = 4;
    private const int Copies = 40;

    public static async Task<PayStormFigures> RunAsync(DatabaseProvider engine, int deliveries)
    {
        await using var host = await PayHost.CreateAsync(engine, quiet: true);
        var random = new Random(11);
        var sessions = new List<(SimulatedSession Session, long Invoice, decimal Gross)>();
        for (var n = 0; n < Math.Max(10, deliveries / Copies); n++)
        {
            var (invoice, page) = await host.InvoiceAsync(10m + n);
            sessions.Add((await host.PressAsync(page, n % 2 == 0 ? host.Stripe : host.Klix), invoice.Id, (10m + n) * 1.21m));
        }

        host.Cards.Faults = new ProviderFaults { Seed = 5, Loss = 0.1, Forgery = 0.05 };
        foreach (var (session, _, _) in sessions)
        {
            Act(host.Cards, session, random.Next(20));
        }

        var told = host.Cards.TakeDeliveries();
        var wave = Enumerable.Range(0, Math.Max(1, deliveries / told.Count)).SelectMany(_ => told).ToArray();
        random.Shuffle(wave);
        var began = Stopwatch.GetTimestamp();
        var answers = new ConcurrentBag<(bool Forged, int Status, TimeSpan Took)>();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            for (var i = sender; i < wave.Length; i += Senders)
            {
                var at = Stopwatch.GetTimestamp();
                answers.Add((wave[i].Forged, await host.PostAsync(wave[i]), Stopwatch.GetElapsedTime(at)));
            }
        }));
        var posting = Stopwatch.GetElapsedTime(began);

        began = Stopwatch.GetTimestamp();
        await host.SettleAsync();
        host.Cards.Faults = new ProviderFaults();
        await host.PollAsync();
        for (var rounds = 0; await DueAsync(host); rounds++)
        {
            rounds.ShouldBeLessThan(sessions.Count, "each is asked once");
            await host.Get<PayPoll>().RunAsync(default);
        }

        var settling = Stopwatch.GetElapsedTime(began);

        // Posted faster than the door takes them, some are turned away (429): lost like the others.
        answers.ShouldAllBe(a => a.Status == 429 || a.Status == (a.Forged ? 401 : 200));
        await host.Get<ForgedTally>().FlushAsync(host.Get<ShopReceiver>(), default);
        await IdealAsync(host, sessions, answers.Count(a => a.Status == 401));
        await host.CheckAsync();
        return new PayStormFigures(answers.Count, sessions.Count, posting, settling, [.. answers.Select(a => a.Took.TotalMilliseconds)]);
    }

    private static void Act(CardSimulator cards, SimulatedSession session, int how)
    {
        switch (how)
        {
            case 0 or 1: cards.Fail(session.Id);
                break;
            case 2: cards.Expire(session.Id);
                break;
            case 3: break; // walked away
            case 4 or 5: cards.Pay(session.Id, session.Minor / 2);
                break;
            case 6: cards.Pay(session.Id, session.Minor + 100);
                break;
            case 7 or 8:
                cards.Pay(session.Id);
                cards.Refund(session.Id, session.Minor);
                break;
            default: cards.Pay(session.Id);
                break;
        }
    }

    private static async Task<bool> DueAsync(PayHost host)
    {
        await using var db = host.Company.Db.Read(host.Actor);
        var now = host.Company.Database.Time.GetUtcNow();
        return await db.PayAttempts.AnyAsync(a => a.AskAt <= now);
    }

    private static async Task IdealAsync(PayHost host, List<(SimulatedSession Session, long Invoice, decimal Gross)> sessions, int forged)
    {
        await using var db = host.Company.Db.Read(host.Actor);
        (await db.IntakeMessages.Where(m => m.State != IntakeState.Applied && m.State != IntakeState.Ignored).Select(m => m.Refusal).ToListAsync()).ShouldBeEmpty();
        (await db.Channels.SumAsync(c => c.Forged)).ShouldBe(forged);
        var attempts = await db.PayAttempts.ToDictionaryAsync(a => a.Key);
        var open = await db.OpenItems.Where(o => o.DocumentType == "invoice").ToDictionaryAsync(o => o.DocumentId, o => o.Open);
        foreach (var (session, invoice, gross) in sessions)
        {
            var ours = attempts[session.Attempt];
            (ours.Captured, ours.Refunded).ShouldBe((session.PaidMinor / 100m, session.RefundedMinor / 100m), $"{session.Id} {session.Status}");
            open[invoice].ShouldBe(Math.Max(0m, gross - ours.Captured + ours.Refunded), $"{session.Id} {session.Status}");
        }

        var money = await db.BankLines.Where(l => l.EntryId != null && l.Kind != BankLineKind.Fee).SumAsync(l => l.Amount);
        money.ShouldBe(sessions.Sum(s => s.Session.PaidMinor - s.Session.RefundedMinor) / 100m);
    }
}
