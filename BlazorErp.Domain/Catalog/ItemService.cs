using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Catalog;

/// <summary>Creates and changes items. Reading is <see cref="ItemQueries"/>.</summary>
public sealed class ItemService(ErpDatabase database)
{
    /// <summary>Audit's and feed's name of an item.</summary>
    public const string Entity = "item";

    /// <summary>Creates or changes an item; a save by a person means that someone looked at it.</summary>
    /// <returns>
    /// The item's id, or: forbidden, value.* with its field, item.not_found, item.code_taken, item.barcode_taken, item.vat_rate_unknown, item.kind_used,
    /// changed_by_other (who, when; the changed fields as further refusals).
    /// </returns>
    public Task<Outcome<long>> SaveAsync(Actor actor, SaveItem request, CancellationToken cancel) => SaveAsync(actor, request, default, cancel);

    /// <summary>The same with the id of the form's submit, so that a double click creates one item.</summary>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SaveItem request, Guid commandId, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.CatalogWrite) is { } no)
        {
            return no;
        }

        var check = ItemRules.Check(request);
        return check.Ok ? await database.WriteAsync(actor, new Command("item.saved", commandId, request), (w, c) => SaveIn(w, check.Value, c), cancel) : check.Refusal!;
    }

    /// <summary>Stops an item from being offered in new documents.</summary>
    public Task<Outcome> BlockAsync(Actor actor, long id, string? reason, CancellationToken cancel) => SetAsync(actor, id, "item.blocked", i => i.IsBlocked = true, reason, cancel);

    /// <summary>Offers it again.</summary>
    public Task<Outcome> UnblockAsync(Actor actor, long id, CancellationToken cancel) => SetAsync(actor, id, "item.unblocked", i => i.IsBlocked = false, null, cancel);

    /// <summary>Someone looked at an item made on the fly and finds it right.</summary>
    public Task<Outcome> ConfirmAsync(Actor actor, long id, CancellationToken cancel) => SetAsync(actor, id, "item.confirmed", i => i.NeedsCheck = false, null, cancel);

    /// <summary>Deletes an item that nothing ever used.</summary>
    /// <returns>Done, or: forbidden, item.not_found, item.used (what uses it as further refusals "use.TABLE" with the count).</returns>
    public async Task<Outcome> DeleteAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.CatalogWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("item.deleted"), async (w, c) =>
        {
            if (await w.Db.Items.Include(i => i.Barcodes).SingleOrDefaultAsync(i => i.Id == id, c) is not { } item)
            {
                return new Refusal("item.not_found");
            }

            if (References.Refuse("item.used", item.Code, await References.ToAsync<Item>(w.Db, id, c, "item_barcode")) is { } used)
            {
                return used;
            }

            w.Db.ItemBarcodes.RemoveRange(item.Barcodes);
            w.Db.Items.Remove(item);
            w.Audit("item.deleted", Entity, id, item.Code, item.Name);
            w.Changed(Topics.Item, id);
            return Outcome.Done;
        }, cancel);
    }

    /// <summary>An item by its code or one of its barcodes, inside a unit of work; those just made in it are found too.</summary>
    public async Task<Item?> FindIn(Write w, string codeOrBarcode, CancellationToken cancel)
    {
        var key = ItemRules.Key(codeOrBarcode);
        var barcode = codeOrBarcode.Trim();
        return w.Db.Items.Local.FirstOrDefault(i => i.CodeKey == key || i.Barcodes.Exists(b => b.Barcode == barcode))
            ?? await w.Db.Items.FirstOrDefaultAsync(i => i.CodeKey == key, cancel)
            ?? await w.Db.Items.FirstOrDefaultAsync(i => i.Barcodes.Any(b => b.Barcode == barcode), cancel);
    }

    /// <summary>Makes an item inside the unit of work of another room, flagged to be looked at.</summary>
    /// <returns>The item, or: value.* with its field, item.code_taken, item.vat_rate_unknown.</returns>
    public async Task<Outcome<Item>> CreateIn(Write w, NewItem request, CancellationToken cancel)
    {
        var code = string.IsNullOrWhiteSpace(request.Code) ? await ProposeAsync(w.Db, cancel) : request.Code;
        var barcodes = ItemRules.Clean(request.Barcode is null ? [] : [request.Barcode]);
        var check = ItemRules.Check(new SaveItem(null, 0, code, request.Name, request.Unit, request.Kind, request.SalesPrice, request.VatRateId, null, barcodes));
        if (!check.Ok)
        {
            return check.Refusal!;
        }

        var key = ItemRules.Key(code);
        if (w.Db.Items.Local.Any(i => i.CodeKey == key) || await w.Db.Items.AnyAsync(i => i.CodeKey == key, cancel))
        {
            return new Refusal("item.code_taken", code) { Field = nameof(Item.Code) };
        }

        if (await w.Db.ItemBarcodes.AnyAsync(b => barcodes.Contains(b.Barcode), cancel) || w.Db.ItemBarcodes.Local.Any(b => barcodes.Contains(b.Barcode)))
        {
            check = check.Value with { Barcodes = [] };
        }

        if (!await w.Db.VatRates.AnyAsync(v => v.Id == request.VatRateId, cancel) && w.Db.VatRates.Local.All(v => v.Id != request.VatRateId))
        {
            return new Refusal("item.vat_rate_unknown") { Field = nameof(Item.VatRateId) };
        }

        var item = w.Add(new Item { Code = "", Name = "", NeedsCheck = request.NeedsCheck });
        Fill(w, item, check.Value);
        w.Audit("item.created", Entity, item.Id, item.Code, item.Name);
        w.Changed(Topics.Item, item.Id);
        return item;
    }

    private static async Task<Outcome<long>> SaveIn(Write w, SaveItem request, CancellationToken cancel)
    {
        var item = request.Id is { } id ? await w.Db.Items.Include(i => i.Barcodes).SingleOrDefaultAsync(i => i.Id == id, cancel) : null;
        if (request.Id is not null && item is null)
        {
            return new Refusal("item.not_found");
        }

        if (item is not null && item.Version != request.Version)
        {
            return await History.ChangedByOtherAsync(w.Db, Entity, item.Id, item.Version - request.Version, cancel);
        }

        if (await TakenAsync(w.Db, request, cancel) is { } taken)
        {
            return taken;
        }

        if (item is not null && item.Kind != request.Kind && await References.ToAsync<Item>(w.Db, item.Id, cancel, "item_barcode", "external_link") is { Count: > 0 } uses)
        {
            return References.Refuse("item.kind_used", item.Code, uses)! with { Field = nameof(Item.Kind) };
        }

        var made = item is null;
        item ??= w.Add(new Item { Code = "", Name = "" });
        Fill(w, item, request);
        item.NeedsCheck &= w.Actor.Kind != ActorKind.Person;
        w.Audit(made ? "item.created" : "item.saved", Entity, item.Id, item.Code, item.Name);
        w.Changed(Topics.Item, item.Id);
        return item.Id;
    }

    private static async Task<Refusal?> TakenAsync(ErpDbContext db, SaveItem request, CancellationToken cancel)
    {
        var key = ItemRules.Key(request.Code);
        var wrong = new Complaints();
        if (await db.Items.AnyAsync(i => i.CodeKey == key && i.Id != request.Id, cancel))
        {
            wrong.Add(nameof(Item.Code), "item.code_taken", request.Code);
        }

        if (!await db.VatRates.AnyAsync(v => v.Id == request.VatRateId, cancel))
        {
            wrong.Add(nameof(Item.VatRateId), "item.vat_rate_unknown");
        }

        var others = await db.ItemBarcodes.Where(b => request.Barcodes.Contains(b.Barcode) && b.ItemId != request.Id)
            .Join(db.Items, b => b.ItemId, i => i.Id, (b, i) => new { b.Barcode, i.Code }).ToListAsync(cancel);
        foreach (var other in others)
        {
            wrong.Add(nameof(Item.Barcodes), "item.barcode_taken", other.Barcode, other.Code);
        }

        return wrong.Refusal;
    }

    private static void Fill(Write w, Item item, SaveItem request)
    {
        (item.Code, item.CodeKey, item.Name, item.Unit, item.Kind) = (request.Code, ItemRules.Key(request.Code), request.Name, request.Unit, request.Kind);
        (item.SalesPrice, item.VatRateId, item.AlarmLevel) = (request.SalesPrice, request.VatRateId, request.AlarmLevel);
        item.SearchText = ItemRules.Search(request.Code, request.Name, request.Barcodes);
        item.Version++;
        foreach (var gone in item.Barcodes.Where(b => !request.Barcodes.Contains(b.Barcode, StringComparer.Ordinal)).ToList())
        {
            item.Barcodes.Remove(gone);
            w.Db.ItemBarcodes.Remove(gone);
        }

        foreach (var fresh in request.Barcodes.Where(b => !item.Barcodes.Exists(x => x.Barcode == b)).ToList())
        {
            w.Add(new ItemBarcode { ItemId = item.Id, Barcode = fresh });
        }
    }

    private async Task<Outcome> SetAsync(Actor actor, long id, string action, Action<Item> change, string? reason, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.CatalogWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command(action), async (w, c) =>
        {
            if (await w.Db.Items.SingleOrDefaultAsync(i => i.Id == id, c) is not { } item)
            {
                return new Refusal("item.not_found");
            }

            change(item);
            item.Version++;
            w.Audit(action, Entity, id, item.Code, reason?.Trim());
            w.Changed(Topics.Item, id);
            return Outcome.Done;
        }, cancel);
    }

    private static async Task<string> ProposeAsync(ErpDbContext db, CancellationToken cancel)
    {
        var stored = await db.Items.Where(i => EF.Functions.Like(i.CodeKey, "I_____%")).OrderByDescending(i => i.CodeKey.Length).ThenByDescending(i => i.CodeKey).Select(i => i.CodeKey).Take(200).ToListAsync(cancel);
        return CodeProposal.After('I', stored.Concat(db.Items.Local.Select(i => i.CodeKey)));
    }
}
