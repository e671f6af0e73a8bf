using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>A web shop to be connected.</summary>
/// <param name="Name">Shown; unique per company.</param>
/// <param name="WarehouseId">Where its orders reserve (O15).</param>
/// <param name="Prefix">Order book: 1..10 capitals and digits; numbers are "A-0001" and on (O14).</param>
/// <param name="FirstOrderNumber">Orders below it are never taken (O16); null takes all.</param>
public sealed record NewShop(string Name, long WarehouseId, string Prefix, long? FirstOrderNumber, ChannelOptions Options);

/// <summary>What may be changed later.</summary>
/// <param name="Version">Version the change was made on.</param>
public sealed record ShopChange(Guid CommandId, long Id, int Version, string Name, long WarehouseId, long? FirstOrderNumber, bool AutoAccept, bool TakeUnpaid);

/// <summary>How a shop is asked for its orders.</summary>
/// <param name="Address">Of the shop, "https://shop.example".</param>
/// <param name="Key">Consumer key; empty with an empty secret leaves those we have.</param>
/// <param name="Since">UTC; from when on it is asked. Null goes on where it ended.</param>
public sealed record ShopApi(string Address, string? Key, string? Secret, DateTimeOffset? Since);

/// <summary>What the owner copies into the shop. The secret is shown this once and cannot be read again.</summary>
public sealed record ShopKeys(long Id, string Token, string Secret);

/// <summary>A channel as its settings page shows it; secrets never leave.</summary>
public sealed record ChannelView(
    long Id, string Kind, string Name, string Token, bool IsActive, long? WarehouseId, string Warehouse, string Book, long? FirstOrderNumber, ChannelOptions Options,
    DateTimeOffset? LastSeenAt, int Forged, DateTimeOffset? LastForgedAt, bool Rotating, int Failed, int Version, string? ApiAddress, DateTimeOffset? PolledAt, Refusal? PollWhy,
    int Missed)
{
    /// <summary>Nothing came for an hour although the shop had something to say: its webhook is likely switched off.</summary>
    public bool Silent => Missed > 0 && (LastSeenAt is null || LastSeenAt < PolledAt - TimeSpan.FromHours(1));
}

/// <summary>Shops that send to us: connected, changed over to a new secret, switched off.</summary>
public sealed partial class ChannelService(ErpDatabase database, ISecretBox box)
{
    /// <summary><see cref="Channel.Kind"/> of WooCommerce.</summary>
    public const string WooCommerce = "woocommerce";

    // No 0/O, 1/l/I: these are read aloud and typed. Letters and digits only, because WordPress decodes HTML entities in a secret.
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>Connects a WooCommerce shop: its address, its secret, its order book.</summary>
    /// <returns>The keys, or <c>forbidden</c>, <c>field.required</c>, <c>channel.bad_prefix</c>, <c>channel.prefix_taken</c>, <c>channel.name_taken</c>, <c>not_found</c>.</returns>
    public async Task<Outcome<ShopKeys>> CreateAsync(Actor actor, NewShop shop, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check(shop.Name, shop.FirstOrderNumber) ?? (Prefix().IsMatch(shop.Prefix ?? "") ? null : new Refusal("channel.bad_prefix") { Field = "prefix" })) is { } no)
        {
            return no;
        }

        // Encrypted before the unit of work: making a new key writes to the database by itself.
        var secret = NewKey(40);
        var kept = box.Protect(secret);
        var made = await database.WriteAsync<(long Id, string Token)>(actor, new Command("channel.create"), async (w, c) =>
        {
            if (await w.Db.NumberSeries.AnyAsync(s => s.Code == shop.Prefix, c))
            {
                return new Refusal("channel.prefix_taken", shop.Prefix) { Field = "prefix" };
            }

            if ((await NameTakenAsync(w.Db, 0, shop.Name.Trim(), c) ?? await WarehouseMissingAsync(w.Db, shop.WarehouseId, c)) is { } refused)
            {
                return refused;
            }

            var series = w.Add(new NumberSeries { Kind = DocumentKind.SalesOrder, Code = shop.Prefix!, Pattern = shop.Prefix + "-{0000}" });
            var channel = w.Add(new Channel
            {
                Kind = WooCommerce, Name = shop.Name.Trim(), Token = NewKey(32), Secret = kept, WarehouseId = shop.WarehouseId, SeriesId = series.Id,
                FirstOrderNumber = shop.FirstOrderNumber, Settings = shop.Options.ToJson(),
            });
            w.Audit("channel.created", "channel", channel.Id, channel.Name, shop.Prefix);
            w.Changed(Topics.Settings, channel.Id);
            return (channel.Id, channel.Token);
        }, cancel);
        return made.Map(m => new ShopKeys(m.Id, m.Token, secret));
    }

    /// <summary>Changes name, warehouse (of new orders only), first number and how orders are taken.</summary>
    public async Task<Outcome> ChangeAsync(Actor actor, ShopChange change, CancellationToken cancel) =>
        (actor.Lacks(Permissions.SettingsWrite) ?? Check(change.Name, change.FirstOrderNumber)) is { } no ? no
        : await database.WriteAsync(actor, new Command("channel.change", change.CommandId, change), async (w, c) =>
        {
            if (await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == change.Id, c) is not { } channel)
            {
                return new Refusal("not_found", "channel");
            }

            if (channel.Version != change.Version)
            {
                return new Refusal("changed_by_other", channel.Name);
            }

            if ((await NameTakenAsync(w.Db, channel.Id, change.Name.Trim(), c) ?? await WarehouseMissingAsync(w.Db, change.WarehouseId, c)) is { } refused)
            {
                return refused;
            }

            channel.Name = change.Name.Trim();
            channel.WarehouseId = change.WarehouseId;
            channel.FirstOrderNumber = change.FirstOrderNumber;
            channel.Settings = (ChannelOptions.Of(channel) with { AutoAccept = change.AutoAccept, TakeUnpaid = change.TakeUnpaid }).ToJson();
            return Changed(w, channel, "channel.changed");
        }, cancel);

    /// <summary>A new secret. The former one stays valid until <see cref="EndRotationAsync"/>, so that no order is lost while the shop is changed over.</summary>
    public async Task<Outcome<ShopKeys>> RotateAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        var secret = NewKey(40);
        var kept = box.Protect(secret);
        var token = await database.WriteAsync<string>(actor, new Command("channel.rotate"), async (w, c) =>
        {
            if (await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == id, c) is not { } channel)
            {
                return new Refusal("not_found", "channel");
            }

            channel.FormerSecret = channel.Secret;
            channel.Secret = kept;
            Changed(w, channel, "channel.rotated");
            return channel.Token;
        }, cancel);
        return token.Map(t => new ShopKeys(id, t, secret));
    }

    /// <summary>The former secret is no longer valid.</summary>
    public Task<Outcome> EndRotationAsync(Actor actor, long id, CancellationToken cancel) =>
        ChangeOneAsync(actor, id, "channel.rotation_ended", channel => channel.FormerSecret = null, cancel);

    /// <summary>Switches a shop off (its messages are answered 410) or on again.</summary>
    public Task<Outcome> SetActiveAsync(Actor actor, long id, bool active, CancellationToken cancel) =>
        ChangeOneAsync(actor, id, active ? "channel.activated" : "channel.deactivated", channel => channel.IsActive = active, cancel);

    /// <summary>Says where and as whom the shop is asked for what was missed.</summary>
    /// <returns>Done, or <c>forbidden</c>, <c>not_found</c>, <c>channel.bad_address</c>, <c>channel.api_keys</c>.</returns>
    public async Task<Outcome> SetApiAsync(Actor actor, long id, ShopApi api, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        await using var read = database.Read(actor);
        var demo = await read.Companies.Where(c => c.Id == actor.CompanyId).Select(c => c.IsDemo).FirstOrDefaultAsync(cancel);
        if (!Uri.TryCreate(api.Address.Trim(), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps && !(demo && address.Scheme == Uri.UriSchemeHttp)
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0 || address.AbsoluteUri.Length > 200)
        {
            return new Refusal("channel.bad_address") { Field = "address" };
        }

        var (key, secret) = (api.Key?.Trim() ?? "", api.Secret?.Trim() ?? "");
        var (keptKey, keptSecret) = (box.Protect(key), box.Protect(secret));
        return await database.WriteAsync(actor, new Command("channel.api"), async (w, c) =>
        {
            if (await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == id, c) is not { } channel)
            {
                return new Refusal("not_found", "channel");
            }

            // Keys of one shop are never sent to another address: they are asked for again.
            var kept = key.Length == 0 && secret.Length == 0 && channel.ApiKey is not null && channel.ApiAddress == address.AbsoluteUri;
            if (!kept && (key.Length is 0 or > 200 || secret.Length is 0 or > 200 || !(key + secret).All(l => l is > ' ' and < '\u007f' and not ':')))
            {
                return new Refusal("channel.api_keys") { Field = "key" };
            }

            channel.ApiAddress = address.AbsoluteUri;
            (channel.ApiKey, channel.ApiSecret) = kept ? (channel.ApiKey, channel.ApiSecret) : (keptKey, keptSecret);
            channel.Cursor = api.Since is { } since ? since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : channel.Cursor;
            channel.PollRefusal = null;
            return Changed(w, channel, "channel.api_set", address.Host);
        }, cancel);
    }

    /// <summary>The shop is not asked any more; its keys are forgotten.</summary>
    public Task<Outcome> EndApiAsync(Actor actor, long id, CancellationToken cancel) => ChangeOneAsync(actor, id, "channel.api_ended", channel =>
    {
        (channel.ApiAddress, channel.ApiKey, channel.ApiSecret, channel.PollRefusal, channel.PolledAt, channel.Missed) = (null, null, null, null, null, 0);
    }, cancel);

    /// <summary>Says which of our rates a percent of the shop is (O23); the orders it held up are taken by the next run.</summary>
    public async Task<Outcome> MapVatAsync(Actor actor, long id, decimal percent, long vatRateId, CancellationToken cancel) =>
        actor.Lacks(Permissions.IntakeWrite) is { } no ? no
        : await database.WriteAsync(actor, new Command("channel.map_vat"), async (w, c) =>
        {
            if (await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == id, c) is not { } channel)
            {
                return new Refusal("not_found", "channel");
            }

            if (percent is < 0m or > 100m || !await w.Db.VatRates.AnyAsync(r => r.Id == vatRateId, c))
            {
                return new Refusal("vat.unknown") { Field = "vat" };
            }

            var options = ChannelOptions.Of(channel);
            channel.Settings = (options with { VatRates = [.. options.VatRates.Where(m => m.Percent != percent).Append(new VatMapping(percent, vatRateId)).OrderBy(m => m.Percent)] }).ToJson();
            await w.Db.IntakeMessages.Where(m => m.ChannelId == id && m.State == IntakeState.Failed && m.RetryAt == null && m.Refusal!.Contains(ShopVat.Unmapped))
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.RetryAt, w.Now), c);
            w.Changed(Topics.Intake, Change.All);
            return Changed(w, channel, "channel.vat_mapped", percent);
        }, cancel);

    /// <summary>The company's channels, by name.</summary>
    public async Task<Outcome<IReadOnlyList<ChannelView>>> ListAsync(Actor actor, long? id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var rows = await (from channel in db.Channels
                          where id == null || channel.Id == id
                          join w in db.Warehouses on channel.WarehouseId equals w.Id into ws
                          from warehouse in ws.DefaultIfEmpty()
                          join s in db.NumberSeries on channel.SeriesId equals s.Id into ss
                          from series in ss.DefaultIfEmpty()
                          orderby channel.Name, channel.Id
                          select new
                          {
                              Channel = channel, Warehouse = warehouse!.Name, Book = series!.Pattern,
                              Failed = db.IntakeMessages.Count(m => m.ChannelId == channel.Id && m.State == IntakeState.Failed),
                          }).Take(PageQuery.MaxTake).ToListAsync(cancel);
        return rows.ConvertAll(r => new ChannelView(
            r.Channel.Id, r.Channel.Kind, r.Channel.Name, r.Channel.Token, r.Channel.IsActive, r.Channel.WarehouseId, r.Warehouse ?? "", r.Book ?? "", r.Channel.FirstOrderNumber,
            ChannelOptions.Of(r.Channel), r.Channel.LastSeenAt, r.Channel.Forged, r.Channel.LastForgedAt, r.Channel.FormerSecret is not null, r.Failed, r.Channel.Version,
            r.Channel.ApiAddress, r.Channel.PolledAt, RefusalJson.Read(r.Channel.PollRefusal), r.Channel.Missed));
    }

    /// <summary>A key nobody can guess, of letters and digits: 5.8 bits each.</summary>
    internal static string NewKey(int length) => RandomNumberGenerator.GetString(Letters, length);

    private async Task<Outcome> ChangeOneAsync(Actor actor, long id, string action, Action<Channel> change, CancellationToken cancel) =>
        actor.Lacks(Permissions.SettingsWrite) is { } no ? no
        : await database.WriteAsync(actor, new Command(action), async (w, c) =>
        {
            if (await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == id, c) is not { } channel)
            {
                return new Refusal("not_found", "channel");
            }

            change(channel);
            return Changed(w, channel, action);
        }, cancel);

    private static Outcome Changed(Write write, Channel channel, string action, params object?[] facts)
    {
        channel.Version++;
        write.Audit(action, "channel", channel.Id, [channel.Name, .. facts]);
        write.Changed(Topics.Settings, channel.Id);
        return Outcome.Done;
    }

    private static Refusal? Check(string? name, long? first) =>
        string.IsNullOrWhiteSpace(name) ? new Refusal("field.required", "name") { Field = "name" }
        : name.Trim().Length > 100 ? new Refusal("field.too_long", "name", 100) { Field = "name" }
        : first is < 0 ? new Refusal("channel.bad_first") { Field = "first" }
        : null;

    private static async Task<Refusal?> NameTakenAsync(ErpDbContext db, long id, string name, CancellationToken cancel) =>
        await db.Channels.AnyAsync(x => x.Name == name && x.Id != id, cancel) ? new Refusal("channel.name_taken", name) { Field = "name" } : null;

    private static async Task<Refusal?> WarehouseMissingAsync(ErpDbContext db, long id, CancellationToken cancel) =>
        await db.Warehouses.AnyAsync(x => x.Id == id, cancel) ? null : new Refusal("not_found", "warehouse") { Field = "warehouse" };

    [GeneratedRegex("^[A-Z0-9]{1,10}$", RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();
}
