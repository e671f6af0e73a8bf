using System.Security.Cryptography;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Providers;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Payments;

/// <summary>An account at a provider as it is entered. Empty secrets leave those we have.</summary>
/// <param name="CommandId">Id of the submit.</param>
/// <param name="Id">0 for a new one.</param>
/// <param name="Version">Version that was on the screen.</param>
/// <param name="Kind">"stripe" or "klix".</param>
/// <param name="Name">Shown on the button; unique per company.</param>
/// <param name="Sandbox">Test keys.</param>
/// <param name="SecretKey">Key of the API.</param>
/// <param name="WebhookSecret">Stripe's secret of the endpoint; a new one leaves the former valid until the change is ended.</param>
/// <param name="Brand">Klix's brand id.</param>
/// <param name="Simulated">A simulator of the demo; ignored outside demo companies.</param>
public sealed record SavePayChannel(Guid CommandId, long Id, int Version, string Kind, string Name, bool Sandbox, string? SecretKey, string? WebhookSecret, string? Brand, bool Simulated = false);

/// <summary>An account at a provider as its settings page shows it; secrets never leave.</summary>
/// <param name="Failed">Messages that could not be applied.</param>
public sealed record PayChannelView(
    long Id, string Kind, string Name, string Token, bool IsActive, PayOptions Options, bool HasKey, bool HasWebhookSecret, bool Rotating, DateTimeOffset? LastSeenAt, int Forged, DateTimeOffset? LastForgedAt,
    int Failed, int Version)
{
    /// <summary>Why the last test failed.</summary>
    public Refusal? TestWhy => RefusalJson.Read(Options.TestRefusal);
}

/// <summary>Providers that customers pay through: set up, tested, and opened for payments.</summary>
public sealed class PayChannels(ErpDatabase database, ISecretBox box, IPayProviders providers) : IPayDoors
{
    /// <summary><see cref="Channel.Kind"/> of Stripe.</summary>
    public const string Stripe = "stripe";

    /// <summary><see cref="Channel.Kind"/> of Klix.</summary>
    public const string Klix = "klix";

    /// <summary><see cref="Channel.Kind"/> of PayPal: set up with its transactions, where it is also said whether customers pay through it.</summary>
    public const string PayPal = "paypal";

    /// <summary>Kinds that are set up here.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Stripe, Klix];

    private static readonly string[] Doors = [Stripe, Klix, PayPal];

    /// <summary>Sets up an account or changes it.</summary>
    /// <returns>Its id, or: forbidden, value.required, value.too_long, pay.kind, pay.key_shape, pay.key_mode, pay.webhook_shape, channel.name_taken, not_found, changed_by_other.</returns>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SavePayChannel request, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        request = request with { Name = request.Name.Trim(), SecretKey = Typed(request.SecretKey), WebhookSecret = Typed(request.WebhookSecret), Brand = request.Brand?.Trim() ?? "" };
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        // What is hashed for the command holds no secret.
        var asked = request with { SecretKey = null, WebhookSecret = null };
        return await database.WriteAsync<long>(actor, new Command("pay.channel_saved", request.CommandId, asked), (w, c) => SaveIn(w, request, c), cancel);
    }

    /// <summary>Asks the provider who we are with these keys, and keeps the answer.</summary>
    /// <returns>What the provider calls the account, or: forbidden, not_found, pay.key_mode, and as <see cref="IPayLinkProvider"/>.</returns>
    public async Task<Outcome<PayAccount>> TestAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        if (await FindAsync(actor.CompanyId, id, cancel) is not { } door)
        {
            return new Refusal("pay.no_keys");
        }

        var asked = await door.Pay.TestAsync(cancel);
        var answer = asked.Ok && asked.Value.IsTest is { } test && test != door.Sandbox ? new Refusal("pay.key_mode", door.Name) { Field = "sandbox" } : asked;
        await database.WriteAsync(actor, new Command("pay.tested"), async (w, c) =>
        {
            if (await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == id, c) is { } channel)
            {
                channel.Settings = (PayOptions.Of(channel) with { TestedAt = w.Now, Account = answer.Ok ? answer.Value.Name : null, TestRefusal = answer.Refusal is { } why ? RefusalJson.Write(why) : null }).ToJson();
                w.Audit("pay.tested", "channel", id, channel.Name);
                w.Changed(Topics.Settings, id);
            }

            return Outcome.Done;
        }, cancel);
        return answer;
    }

    /// <summary>The company's accounts at providers, by name; one of them where an id is given.</summary>
    public async Task<Outcome<IReadOnlyList<PayChannelView>>> ListAsync(Actor actor, long? id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var rows = await db.Channels.Where(c => Kinds.Contains(c.Kind) && (id == null || c.Id == id)).OrderBy(c => c.Name).ThenBy(c => c.Id)
            .Select(c => new { Channel = c, Failed = db.IntakeMessages.Count(m => m.ChannelId == c.Id && m.State == IntakeState.Failed) }).Take(PageQuery.MaxTake).ToListAsync(cancel);
        return rows.ConvertAll(r => new PayChannelView(
            r.Channel.Id, r.Channel.Kind, r.Channel.Name, r.Channel.Token, r.Channel.IsActive, PayOptions.Of(r.Channel), r.Channel.ApiSecret is not null, r.Channel.Secret is not null, r.Channel.FormerSecret is not null,
            r.Channel.LastSeenAt, r.Channel.Forged, r.Channel.LastForgedAt, r.Failed, r.Channel.Version));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PayDoor>> OfAsync(int companyId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        var rows = (await OpenChannels(db).OrderBy(c => c.Name).ThenBy(c => c.Id).Take(PageQuery.MaxTake).ToListAsync(cancel)).FindAll(TakesPayments);
        var demo = rows.Count > 0 && await db.Companies.Where(c => c.Id == companyId).Select(c => c.IsDemo).FirstAsync(cancel);
        return [.. rows.Select(c => DoorOf(c, demo)).OfType<PayDoor>()];
    }

    /// <inheritdoc/>
    public async Task<PayDoor?> FindAsync(int companyId, long channelId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        var channel = await db.Channels.FirstOrDefaultAsync(c => c.Id == channelId && Doors.Contains(c.Kind) && c.ApiSecret != null, cancel);
        return channel is null ? null : DoorOf(channel, await db.Companies.Where(c => c.Id == companyId).Select(c => c.IsDemo).FirstAsync(cancel));
    }

    /// <inheritdoc/>
    public async Task<string> NameAsync(int companyId, long channelId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        return await db.Channels.Where(c => c.Id == channelId).Select(c => c.Name).FirstOrDefaultAsync(cancel) ?? "";
    }

    /// <inheritdoc/>
    public async Task<bool> AnyAsync(int companyId, CancellationToken cancel)
    {
        await using var db = database.Read(companyId);
        return (await OpenChannels(db).OrderBy(c => c.Id).Take(PageQuery.MaxTake).Select(c => new { c.Kind, c.Settings }).ToListAsync(cancel)).Exists(c => c.Kind != PayPal || MoneyOptions.Of(c.Settings).TakesPayments);
    }

    private static IQueryable<Channel> OpenChannels(ErpDbContext db) => db.Channels.Where(c => Doors.Contains(c.Kind) && c.IsActive && c.ApiSecret != null);

    private static bool TakesPayments(Channel channel) => channel.Kind != PayPal || MoneyOptions.Of(channel).TakesPayments;

    private PayDoor? DoorOf(Channel channel, bool demo)
    {
        if (channel.Kind == PayPal)
        {
            var money = MoneyOptions.Of(channel);
            var keys = new PayAccess(channel.CompanyId, channel.Id, channel.Kind, box.Unprotect(channel.ApiSecret!), "", [], false) { ClientId = box.Unprotect(channel.ApiKey ?? ""), Sandbox = money.Sandbox, WebhookId = money.WebhookId };
            return providers.Open(keys) is { } orders ? new PayDoor(channel.Id, channel.Kind, channel.Name, channel.Token, channel.IsActive, money.Sandbox, orders) : null;
        }

        var options = PayOptions.Of(channel);
        var secrets = new[] { channel.Secret, channel.FormerSecret }.OfType<string>().Select(box.Unprotect).ToList();
        var access = new PayAccess(channel.CompanyId, channel.Id, channel.Kind, box.Unprotect(channel.ApiSecret!), options.Brand, secrets, options.Simulated && demo);
        return providers.Open(access) is { } pay ? new PayDoor(channel.Id, channel.Kind, channel.Name, channel.Token, channel.IsActive, options.Sandbox, pay) : null;
    }

    private async Task<Outcome<long>> SaveIn(Write write, SavePayChannel request, CancellationToken cancel)
    {
        var db = write.Db;
        if (await db.Channels.AnyAsync(c => c.Name == request.Name && c.Id != request.Id, cancel))
        {
            return new Refusal("channel.name_taken", request.Name) { Field = "name" };
        }

        var channel = request.Id == 0
            ? write.Add(new Channel { Kind = request.Kind, Name = request.Name, Token = RandomNumberGenerator.GetHexString(32, lowercase: true) })
            : await db.Channels.FirstOrDefaultAsync(c => c.Id == request.Id && c.Kind == request.Kind, cancel);
        if (channel is null || channel.Version != request.Version)
        {
            return channel is null ? new Refusal("not_found", "channel") : new Refusal("changed_by_other", channel.Name);
        }

        if (request.SecretKey is null && channel.ApiSecret is null)
        {
            return new Refusal("value.required") { Field = "key" };
        }

        var options = PayOptions.Of(channel);
        if (request.SecretKey is null && options.Sandbox != request.Sandbox)
        {
            // Test and live keys differ: the other mode needs the other key.
            return new Refusal("pay.key_mode", request.Name) { Field = "sandbox" };
        }

        channel.Name = request.Name;
        if (request.SecretKey is { } key)
        {
            (channel.ApiSecret, options) = (box.Protect(key), options with { Account = null, TestedAt = null, TestRefusal = null });
        }

        if (request.WebhookSecret is { } secret && (channel.Secret is null || box.Unprotect(channel.Secret) != secret))
        {
            (channel.FormerSecret, channel.Secret) = (request.Simulated ? null : channel.Secret, box.Protect(secret));
        }

        channel.Settings = (options with { Sandbox = request.Sandbox, Brand = request.Brand ?? "", Simulated = request.Simulated || (request.SecretKey is null && options.Simulated) }).ToJson();
        channel.Version++;
        write.Audit(request.Id == 0 ? "pay.channel_created" : "pay.channel_changed", "channel", channel.Id, channel.Name);
        write.Changed(Topics.Settings, channel.Id);
        return channel.Id;
    }

    private static Refusal? Check(SavePayChannel request)
    {
        var complaints = new Complaints();
        complaints.Text(request.Name, "name", 100, true);
        if (!Kinds.Contains(request.Kind))
        {
            complaints.Add("kind", "pay.kind", request.Kind);
        }

        if (request.Kind == Klix)
        {
            complaints.Text(request.Brand, "brand", 100, true);
        }

        if (request.SecretKey is { } key && (key.Length > 300 || !key.All(c => c is > ' ' and < '\u007f') || (request.Kind == Stripe && !request.Simulated && !IsStripeKey(key))))
        {
            complaints.Add("key", "pay.key_shape");
        }
        else if (request is { Kind: Stripe, SecretKey: { } own, Simulated: false } && own.Contains("_test_", StringComparison.Ordinal) != request.Sandbox)
        {
            complaints.Add("sandbox", "pay.key_mode", request.Name);
        }

        if (request.WebhookSecret is { } secret && (secret.Length > 300 || !secret.StartsWith("whsec_", StringComparison.Ordinal) || !secret.All(c => c is > ' ' and < '\u007f')))
        {
            complaints.Add("webhook", "pay.webhook_shape");
        }

        return complaints.Refusal;
    }

    // Secret and restricted keys, of live and of test.
    private static bool IsStripeKey(string key) => ((string[])["sk_live_", "sk_test_", "rk_live_", "rk_test_"]).Any(p => key.StartsWith(p, StringComparison.Ordinal) && key.Length > p.Length);

    private static string? Typed(string? text) => text?.Trim() is { Length: > 0 } typed ? typed : null;
}
