using System.Text.RegularExpressions;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Providers;

/// <summary>A payment provider's account as it is entered.</summary>
/// <param name="CommandId">Id of the submit.</param>
/// <param name="Id">0 for a new one.</param>
/// <param name="Version">Version that was on the screen.</param>
/// <param name="Kind">"paypal".</param>
/// <param name="Name">Shown; unique per company.</param>
/// <param name="ClientId">As whom it is asked; empty with an empty secret leaves those we have.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Sandbox">Play money.</param>
/// <param name="Since">First day that is read; later only an earlier one is taken.</param>
/// <param name="WebhookId">Our own webhook there.</param>
/// <param name="TakesPayments">Customers pay invoices through it.</param>
public sealed record SaveMoneyChannel(Guid CommandId, long Id, int Version, string Kind, string Name, string? ClientId, string? Secret, bool Sandbox, DateOnly Since, string? WebhookId, bool TakesPayments = false);

/// <summary>An account of a channel: theirs beside ours.</summary>
/// <param name="Id">Our account.</param>
/// <param name="Currency">Currency.</param>
/// <param name="Ours">Sum of its lines.</param>
/// <param name="Told">Balance the provider told: the total or what is available, whichever ours is nearer to.</param>
/// <param name="Blocked">Of the total not available.</param>
/// <param name="ToldAt">UTC up to which it counts.</param>
/// <param name="Difference">Told less ours up to then.</param>
/// <param name="Pending">Sum of transactions that are not done yet.</param>
/// <param name="Waiting">Lines that wait for someone.</param>
public sealed record MoneyAccountView(long Id, string Currency, decimal Ours, decimal? Told, decimal Blocked, DateTimeOffset? ToldAt, decimal? Difference, decimal Pending, int Waiting);

/// <summary>A channel as its page shows it; secrets never leave.</summary>
/// <param name="ReachedTo">UTC up to which the provider's transactions are here.</param>
public sealed record MoneyChannelView(
    long Id, string Kind, string Name, string Token, bool IsActive, int Version, MoneyOptions Options, string ClientIdEnd, DateTimeOffset? ReachedTo, DateTimeOffset? PolledAt, Refusal? PollWhy, DateTimeOffset? LastSeenAt,
    int Forged, DateTimeOffset? LastForgedAt, IReadOnlyList<MoneyAccountView> Accounts);

/// <summary>Accounts at payment providers: connected, tested, changed.</summary>
public sealed partial class MoneyChannels(ErpDatabase database, ISecretBox box, IEnumerable<IMoneySource> sources)
{
    private readonly Dictionary<string, IMoneySource> sources = sources.ToDictionary(s => s.Kind, StringComparer.Ordinal);

    /// <summary>Connects an account, or changes one. Nothing is asked here; see <see cref="TestAsync"/>.</summary>
    /// <returns>Its id, or: forbidden, field.required, field.too_long, channel.name_taken, channel.keys, channel.bad_webhook, channel.since_future, channel.since_old, channel.since_later, channel.sandbox_payments, not_found, changed_by_other.</returns>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SaveMoneyChannel save, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? (sources.ContainsKey(save.Kind) ? null : new Refusal("not_found", "channel")) ?? Check(save)) is { } no)
        {
            return no;
        }

        // What is kept of a command must not be a secret.
        var request = save with { ClientId = null, Secret = null };
        return await database.WriteAsync(actor, new Command("channel.money_saved", save.CommandId, request), (w, c) => SaveIn(w, save, c), cancel);
    }

    /// <summary>Connects with what was typed, or with the keys we have where none were; asks for the balances.</summary>
    /// <returns>What is there, or: forbidden, not_found, channel.keys, pay.*.</returns>
    public async Task<Outcome<MoneyTest>> TestAsync(Actor actor, SaveMoneyChannel save, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        if (!sources.TryGetValue(save.Kind, out var source))
        {
            return new Refusal("not_found", "channel");
        }

        var (client, secret) = (save.ClientId?.Trim() ?? "", save.Secret?.Trim() ?? "");
        if (client.Length == 0 && secret.Length == 0 && save.Id != 0)
        {
            await using var db = database.Read(actor);
            var kept = await db.Channels.Where(x => x.Id == save.Id && x.Kind == save.Kind).Select(x => new { x.ApiKey, x.ApiSecret, x.Settings, x.Name, x.Token }).FirstOrDefaultAsync(cancel);

            // Keys of one side are never shown to the other.
            if (kept is { ApiKey: { } key, ApiSecret: { } word } && MoneyOptions.Of(new Channel { Kind = save.Kind, Name = kept.Name, Token = kept.Token, Settings = kept.Settings }).Sandbox == save.Sandbox)
            {
                (client, secret) = (box.Unprotect(key), box.Unprotect(word));
            }
        }

        if (client.Length == 0 || secret.Length == 0)
        {
            return new Refusal("channel.keys") { Field = "client" };
        }

        var found = await source.BalancesAsync(new MoneyAccess(actor.CompanyId, save.Id, client, secret, save.Sandbox, null), null, cancel);
        return found.Map(b => new MoneyTest(b));
    }

    /// <summary>Channels of a kind (or one of them), by name, with their accounts.</summary>
    public async Task<Outcome<IReadOnlyList<MoneyChannelView>>> ListAsync(Actor actor, string kind, long? id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var rows = await db.Channels.Where(x => x.Kind == kind && (id == null || x.Id == id)).OrderBy(x => x.Name).ThenBy(x => x.Id).Take(PageQuery.MaxTake).ToListAsync(cancel);
        var views = new List<MoneyChannelView>(rows.Count);
        foreach (var x in rows)
        {
            var client = x.ApiKey is { } key ? box.Unprotect(key) : "";
            views.Add(new(
                x.Id, x.Kind, x.Name, x.Token, x.IsActive, x.Version, MoneyOptions.Of(x), client.Length > 4 ? client[^4..] : "", MoneyPoll.CursorOf(x), x.PolledAt, RefusalJson.Read(x.PollRefusal), x.LastSeenAt, x.Forged, x.LastForgedAt,
                actor.May(Permissions.BankRead) ? await AccountsAsync(db, x.Id, cancel) : []));
        }

        return views;
    }

    /// <summary>Accounts of a channel: theirs beside ours.</summary>
    internal static async Task<IReadOnlyList<MoneyAccountView>> AccountsAsync(ErpDbContext db, long channelId, CancellationToken cancel)
    {
        var rows = await db.BankAccounts.Where(a => a.ChannelId == channelId).OrderBy(a => a.Currency).Take(PageQuery.MaxTake).Select(a => new
        {
            a.Id, a.Currency, a.ToldBalance, a.ToldAvailable, a.ToldAt, a.Difference, Ours = db.BankLines.Where(l => l.BankAccountId == a.Id).Sum(l => (decimal?)l.Amount) ?? 0m,
            Pending = db.ProviderEntries.Where(e => e.BankAccountId == a.Id && e.MovesMoney && e.Status == ProviderStatus.Pending).Sum(e => (decimal?)(e.Gross + e.Fee)) ?? 0m,
            Waiting = db.BankLines.Count(l => l.BankAccountId == a.Id && (l.State == BankLineState.Open || l.State == BankLineState.Suggested)),
        }).ToListAsync(cancel);
        return rows.ConvertAll(a => new MoneyAccountView(
            a.Id, a.Currency, a.Ours, a.ToldBalance is { } total ? ProviderBalances.Nearer(total, a.ToldAvailable, a.Ours) : null, a.ToldBalance - a.ToldAvailable ?? 0m, a.ToldAt, a.Difference, a.Pending, a.Waiting));
    }

    private async Task<Outcome<long>> SaveIn(Write write, SaveMoneyChannel save, CancellationToken cancel)
    {
        var db = write.Db;
        var name = save.Name.Trim();
        if (await db.Channels.AnyAsync(x => x.Name == name && x.Id != save.Id, cancel))
        {
            return new Refusal("channel.name_taken", name) { Field = "name" };
        }

        if (await db.Channels.FirstOrDefaultAsync(x => x.Id == save.Id && x.Kind == save.Kind, cancel) is not { } channel)
        {
            if (save.Id != 0)
            {
                return new Refusal("not_found", "channel");
            }

            channel = new Channel { Kind = save.Kind, Name = name, Token = ChannelService.NewKey(32) };
        }
        else if (channel.Version != save.Version)
        {
            return new Refusal("changed_by_other", channel.Name);
        }

        var (client, secret) = (save.ClientId?.Trim() ?? "", save.Secret?.Trim() ?? "");
        var before = MoneyOptions.Of(channel);
        var fresh = client.Length > 0 || secret.Length > 0;
        if (fresh ? client.Length == 0 || secret.Length == 0 : channel.ApiSecret is null || before.Sandbox != save.Sandbox)
        {
            return new Refusal("channel.keys") { Field = "client" };
        }

        if (channel.Cursor is not null && save.Since > before.Since)
        {
            return new Refusal("channel.since_later", before.Since) { Field = "since" };
        }

        // Play money pays no real invoice.
        if (save is { TakesPayments: true, Sandbox: true } && !await db.Companies.AnyAsync(x => x.Id == write.Actor.CompanyId && x.IsDemo, cancel))
        {
            return new Refusal("channel.sandbox_payments") { Field = "takes" };
        }

        if (fresh)
        {
            (channel.ApiKey, channel.ApiSecret) = (box.Protect(client), box.Protect(secret));
        }

        // An earlier first day: all is read again from there, and the opening line becomes that day's.
        channel.Cursor = channel.Cursor is not null && save.Since < before.Since ? null : channel.Cursor;
        channel.Name = name;
        channel.PollRefusal = null;
        channel.Settings = (before with { Sandbox = save.Sandbox, Since = save.Since, WebhookId = save.WebhookId?.Trim() is { Length: > 0 } hook ? hook : null, TakesPayments = save.TakesPayments }).ToJson();
        channel.Version++;
        if (save.Id == 0)
        {
            write.Add(channel);
        }

        write.Audit(save.Id == 0 ? "pay.channel_created" : "pay.channel_changed", "channel", channel.Id, name);
        write.Changed(Topics.Settings, channel.Id);
        return channel.Id;
    }

    private Refusal? Check(SaveMoneyChannel save)
    {
        var complaints = new Complaints();
        complaints.Text(save.Name, "name", 100, true);
        complaints.Text(save.ClientId, "client", 300, false);
        complaints.Text(save.Secret, "secret", 300, false);
        if (save.WebhookId?.Trim() is { Length: > 0 } hook && !Webhook().IsMatch(hook))
        {
            complaints.Add("webhook", "channel.bad_webhook", hook);
        }

        var today = DateOnly.FromDateTime(database.Time.GetUtcNow().UtcDateTime);
        if (save.Since > today)
        {
            complaints.Add("since", "channel.since_future", save.Since);
        }
        else if (save.Since < today.AddDays(-(int)sources[save.Kind].Kept.TotalDays) && save.Id == 0)
        {
            complaints.Add("since", "channel.since_old", today.AddDays(-(int)sources[save.Kind].Kept.TotalDays));
        }

        return complaints.Refusal;
    }

    [GeneratedRegex("^[A-Za-z0-9-]{4,60}$", RegexOptions.NonBacktracking)]
    private static partial Regex Webhook();
}
