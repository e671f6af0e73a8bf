using System.Globalization;
using BlazorErp.Banking.Simulator;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Payments;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>Lets the demo's providers pay out what they hold, and its bank bring the money by a real statement file.</summary>
public sealed class SimulatedPayouts(ErpDatabase database, PayChannels channels, Payouts payouts, StatementImport import, BankQueries bank, TimeProvider time)
{
    private int files;

    /// <summary>Pays out at both providers.</summary>
    /// <returns>Payouts, or why they could not be read or brought.</returns>
    public async Task<Outcome<int>> PayOutAsync(Actor actor, CardSimulator cards, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        var own = (await channels.ListAsync(actor, null, cancel)).Value.Where(c => c.Options.Simulated).ToList();
        var company = await CompanyAsync(actor, cancel);
        if (company is null)
        {
            return new Refusal("forbidden", Permissions.SettingsWrite);
        }

        var payments = new List<SimulatedPayment>();
        if (cards.PayOut(company.ToLowerInvariant()) is { } stripe)
        {
            payments.Add(PaymentOf(stripe.Minor / 100m, "STRIPE PAYMENTS EUROPE", $"STRIPE {stripe.Id}"));
        }

        if (own.Find(c => c.Kind == PayChannels.Klix) is { } klix && await WaitingAsync(actor, klix.Id, company, cancel) is > 0m and var waiting)
        {
            payments.Add(PaymentOf(waiting, "KLIX", "Klix izmaksa"));
        }

        if (payments.Count == 0)
        {
            return 0;
        }

        var brought = await BringAsync(actor, company, payments, cancel);
        if (brought is { } refused)
        {
            return refused;
        }

        foreach (var channel in own)
        {
            if ((await payouts.ReadAsync(actor, channel.Id, cancel)).Refusal is { } unread)
            {
                return unread;
            }
        }

        return payments.Count;
    }

    private async Task<string?> CompanyAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        return await db.Companies.Where(c => c.Id == actor.CompanyId && c.IsDemo).Select(c => c.Currency).FirstOrDefaultAsync(cancel);
    }

    /// <summary>What lies at Klix and was not paid out.</summary>
    private async Task<decimal> WaitingAsync(Actor actor, long channelId, string currency, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        return await db.BankLines.Where(l => db.BankAccounts.Any(a => a.Id == l.BankAccountId && a.ChannelId == channelId && a.Currency == currency)).SumAsync(l => (decimal?)l.Amount, cancel) ?? 0m;
    }

    private async Task<Refusal?> BringAsync(Actor actor, string currency, List<SimulatedPayment> payments, CancellationToken cancel)
    {
        var account = (await bank.AccountsAsync(actor, cancel)).FirstOrDefault(a => a.Currency == currency && a.Iban.Length > 0);
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var name = string.Create(CultureInfo.InvariantCulture, $"PAYOUT-{time.GetUtcNow():yyyyMMddHHmmss}-{Interlocked.Increment(ref files)}");
        var iban = account?.Iban ?? SimulatedBank.IbanOf("LV", string.Create(CultureInfo.InvariantCulture, $"SIMU{actor.CompanyId:0000000000000}"));
        var file = SimulatedBank.Statement(iban, currency, day, account?.Balance ?? 10_000m, name, payments);
        var done = await import.ImportAsync(actor, new MemoryStream(file), $"{name}.xml", "simulator", new ImportOptions(CreateAccounts: true, Match: true), null, cancel);
        return done.Refusal;
    }

    private static SimulatedPayment PaymentOf(decimal amount, string name, string text) => new(0, amount, name, SimulatedBank.IbanOf("LV", $"{name[..4]}0000000000001"), text, "", text[..Math.Min(30, text.Length)]);
}
