using System.Globalization;
using System.Text.Json;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Catalog.Import;

/// <summary>What an import did to items, inside its unit of work.</summary>
/// <param name="BatchId">The batch, for undo; null where nothing differed.</param>
/// <param name="Items">Id of each planned item, in the plan's order.</param>
public sealed record ItemsApplied(long? BatchId, int Created, int Updated, int Unchanged, IReadOnlyList<long> Items);

/// <summary>What an undo did to items.</summary>
/// <param name="Removed">Items made by the import and never used since.</param>
/// <param name="Blocked">Items made by it that the books already know; they stay, blocked.</param>
/// <param name="Restored">Items it had changed.</param>
public sealed record ItemsUndone(int Removed, int Blocked, int Restored);

/// <summary>Writes a plan of items in bulk, and takes it back; always inside the unit of work of the import.</summary>
public static class ItemImportWriter
{
    /// <summary>Kind of the batches.</summary>
    public const string BatchKind = "items";

    private const int Chunk = 1000;

    /// <summary>Reads what the plan needs to know.</summary>
    public static async Task<ImportGround> GroundAsync(ErpDbContext db, string defaultUnit, CancellationToken cancel)
    {
        var items = await db.Items.AsNoTracking().Include(i => i.Barcodes).AsSplitQuery().OrderBy(i => i.Id).ToListAsync(cancel);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            foreach (var barcode in item.Barcodes)
            {
                owners[barcode.Barcode] = item.CodeKey;
            }
        }

        return new ImportGround(items.ToDictionary(i => i.CodeKey, StringComparer.Ordinal), owners, await db.VatRates.AsNoTracking().ToListAsync(cancel), defaultUnit);
    }

    /// <summary>Writes the plan: new items in bulk, changed ones by batches, a line in the history of each.</summary>
    /// <param name="w">Unit of work.</param>
    /// <param name="plan">From <see cref="ItemImportPlan"/>.</param>
    /// <param name="fileName">As given; hostile text.</param>
    /// <param name="contentHash">SHA-256 of the file.</param>
    /// <param name="posts">Whether opening stock will be posted under the batch.</param>
    /// <param name="written">Told how many items are written so far.</param>
    /// <param name="cancel">Stops it; nothing is kept then.</param>
    public static async Task<ItemsApplied> ApplyIn(Write w, IReadOnlyList<PlannedItem> plan, string fileName, string contentHash, bool posts, Action<int> written, CancellationToken cancel)
    {
        var created = plan.Where(p => p.Existing is null).ToList();
        var undone = (await w.Db.ImportBatches.Where(b => b.UndoneAt != null).Select(b => b.Id).ToListAsync(cancel)).ToHashSet();
        var updated = plan.Where(p => p.Existing is { } e && (p.Changed || Returns(e, undone))).ToList();
        var batch = created.Count + updated.Count == 0 && !posts ? null : w.Add(new ImportBatch
        {
            Kind = BatchKind, FileName = fileName.Length <= 200 ? fileName : fileName[..200], ContentHash = contentHash, At = w.Now,
            Created = created.Count, Updated = updated.Count, Unchanged = plan.Count - created.Count - updated.Count,
            Before = JsonSerializer.Serialize(updated.ConvertAll(p => Before.Of(p.Existing!, p.Wanted))),
        });
        var ids = plan.Where(p => p.Existing is not null).ToDictionary(p => p, p => p.Existing!.Id);
        var audit = new List<AuditEntry>(created.Count + updated.Count);
        var facts = JsonSerializer.Serialize(new[] { fileName });
        foreach (var part in created.Chunk(Chunk))
        {
            var rows = part.Select(p => New(w, p.Wanted, batch!.Id)).ToList();
            await Bulk.InsertAsync(w.Db, rows, cancel);
            await Bulk.InsertAsync(w.Db, rows.SelectMany(r => r.Barcodes).ToList(), cancel);
            audit.AddRange(rows.Select(r => Entry(w, r.Id, facts, null)));
            for (var n = 0; n < rows.Count; n++)
            {
                ids[part[n]] = rows[n].Id;
            }

            written(audit.Count);
        }

        foreach (var part in updated.Chunk(Chunk))
        {
            foreach (var planned in part)
            {
                audit.Add(Entry(w, planned.Existing!.Id, facts, Change(w, planned.Existing!, planned.Wanted, undone)));
            }

            // saved and forgotten by parts, so that a large file neither fills memory nor the audit of the whole
            await w.Db.SaveChangesAsync(cancel);
            w.Db.ChangeTracker.Clear();
            written(audit.Count);
        }

        await Bulk.InsertAsync(w.Db, audit, cancel);
        if (batch is not null)
        {
            w.Audit("items.imported", "import", batch.Id, fileName, created.Count, updated.Count);
        }

        w.Changed(Topics.Item, created.Count + updated.Count <= 500 ? created.Concat(updated).Select(p => ids[p]) : [Data.Change.All]);
        return new ItemsApplied(batch?.Id, created.Count, updated.Count, plan.Count - created.Count - updated.Count, [.. plan.Select(p => ids[p])]);
    }

    /// <summary>
    /// Takes a batch back: items it made and nothing uses are removed, used ones blocked; a field it changed gets its old value where nobody changed it since.
    /// Opening documents must be reversed first, in the same unit of work.
    /// </summary>
    /// <returns>What was done, or: import.not_found, import.already_undone.</returns>
    public static async Task<Outcome<ItemsUndone>> UndoIn(Write w, long batchId, CancellationToken cancel)
    {
        if (await w.Db.ImportBatches.SingleOrDefaultAsync(b => b.Id == batchId && b.Kind == BatchKind, cancel) is not { } batch)
        {
            return new Refusal("import.not_found");
        }

        if (batch.UndoneAt is not null)
        {
            return new Refusal("import.already_undone", batch.FileName, batch.UndoneAt);
        }

        batch.UndoneAt = w.Now;
        w.Audit("items.import_undone", "import", batch.Id, batch.FileName);
        await w.Db.SaveChangesAsync(cancel);
        var made = await w.Db.Items.Where(i => i.ImportBatchId == batchId).Select(i => i.Id).ToListAsync(cancel);
        var used = await References.UsedAsync<Item>(w.Db, made, cancel, "item_barcode");
        foreach (var part in made.Where(i => !used.Contains(i)).Chunk(Chunk))
        {
            await w.Db.ItemBarcodes.Where(b => part.Contains(b.ItemId)).ExecuteDeleteAsync(cancel);
            await w.Db.Items.Where(i => part.Contains(i.Id)).ExecuteDeleteAsync(cancel);
        }

        foreach (var part in used.Chunk(Chunk))
        {
            await w.Db.Items.Where(i => part.Contains(i.Id)).ExecuteUpdateAsync(s => s.SetProperty(i => i.IsBlocked, true).SetProperty(i => i.Version, i => i.Version + 1), cancel);
        }

        var before = JsonSerializer.Deserialize<List<Before>>(batch.Before ?? "[]")!;
        var facts = JsonSerializer.Serialize(new[] { batch.FileName });
        var audit = used.Select(id => Entry(w, id, facts, null, "item.import_undone")).ToList();
        foreach (var part in before.Chunk(Chunk))
        {
            var ids = part.Select(b => b.Id).ToList();
            var items = await w.Db.Items.Include(i => i.Barcodes).Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, cancel);
            foreach (var old in part.Where(o => items.ContainsKey(o.Id)))
            {
                old.Restore(w.Db, items[old.Id]);
                audit.Add(Entry(w, old.Id, facts, null, "item.import_undone"));
            }

            await w.Db.SaveChangesAsync(cancel);
            w.Db.ChangeTracker.Clear();
        }

        await Bulk.InsertAsync(w.Db, audit, cancel);
        w.Changed(Topics.Item, Data.Change.All);
        return new ItemsUndone(made.Count - used.Count, used.Count, before.Count);
    }

    // An item that an undo left behind, blocked, comes back with the next import of it.
    private static bool Returns(Item item, HashSet<long> undone) => item.IsBlocked && item.ImportBatchId is { } batch && undone.Contains(batch);

    private static Item New(Write w, SaveItem wanted, long batchId)
    {
        var item = new Item
        {
            Code = wanted.Code, CodeKey = ItemRules.Key(wanted.Code), Name = wanted.Name, Unit = wanted.Unit, Kind = wanted.Kind, SalesPrice = wanted.SalesPrice, VatRateId = wanted.VatRateId,
            AlarmLevel = wanted.AlarmLevel, SearchText = ItemRules.Search(wanted.Code, wanted.Name, wanted.Barcodes), ImportBatchId = batchId, Version = 1,
        };
        w.Db.Stamp(item);
        item.Barcodes.AddRange(wanted.Barcodes.Select(b => new ItemBarcode { ItemId = item.Id, Barcode = b }));
        return item;
    }

    private static string Change(Write w, Item item, SaveItem wanted, HashSet<long> undone)
    {
        var fields = Before.Of(item, wanted).Fields;
        var known = item.Barcodes.Select(b => b.Barcode).ToHashSet(StringComparer.Ordinal);
        item.Barcodes.Clear();
        w.Db.Attach(item);
        (item.Name, item.Unit, item.Kind, item.SalesPrice, item.VatRateId, item.AlarmLevel) = (wanted.Name, wanted.Unit, wanted.Kind, wanted.SalesPrice, wanted.VatRateId, wanted.AlarmLevel);
        item.SearchText = ItemRules.Search(item.Code, wanted.Name, wanted.Barcodes);
        item.IsBlocked &= !Returns(item, undone);
        item.Version++;
        foreach (var barcode in wanted.Barcodes.Where(b => !known.Contains(b)))
        {
            w.Add(new ItemBarcode { ItemId = item.Id, Barcode = barcode });
        }

        return JsonSerializer.Serialize(new[] { new { t = nameof(Item), id = item.Id, f = fields } });
    }

    private static AuditEntry Entry(Write w, long id, string facts, string? changes, string action = "item.imported") => new()
    {
        At = w.Now, UserId = w.Actor.UserId, ActorName = w.Actor.Name, ActorKind = w.Actor.Kind, Action = action, EntityType = ItemService.Entity, EntityId = id, Facts = facts, Changes = changes,
    };

    /// <summary>What a changed item was, kept with the batch.</summary>
    private sealed record Before(long Id, Dictionary<string, string?[]> Fields, string[] Barcodes)
    {
        public static Before Of(Item item, SaveItem wanted)
        {
            var fields = new Dictionary<string, string?[]>(StringComparer.Ordinal);
            Note(nameof(Item.Name), item.Name, wanted.Name);
            Note(nameof(Item.Unit), item.Unit, wanted.Unit);
            Note(nameof(Item.Kind), item.Kind.ToString(), wanted.Kind.ToString());
            Note(nameof(Item.SalesPrice), Text(item.SalesPrice), Text(wanted.SalesPrice));
            Note(nameof(Item.VatRateId), Text(item.VatRateId), Text(wanted.VatRateId));
            Note(nameof(Item.AlarmLevel), Text(item.AlarmLevel), Text(wanted.AlarmLevel));
            return new Before(item.Id, fields, [.. wanted.Barcodes.Except(item.Barcodes.Select(b => b.Barcode), StringComparer.Ordinal)]);

            void Note(string name, string? before, string? after)
            {
                if (before != after)
                {
                    fields[name] = [before, after];
                }
            }
        }

        public void Restore(ErpDbContext db, Item item)
        {
            // only where the value is still the import's
            Back(nameof(Item.Name), item.Name, v => item.Name = v!);
            Back(nameof(Item.Unit), item.Unit, v => item.Unit = v!);
            Back(nameof(Item.Kind), item.Kind.ToString(), v => item.Kind = Enum.Parse<ItemKind>(v!));
            Back(nameof(Item.SalesPrice), Text(item.SalesPrice), v => item.SalesPrice = Number(v)!.Value);
            Back(nameof(Item.VatRateId), Text(item.VatRateId), v => item.VatRateId = long.Parse(v!, CultureInfo.InvariantCulture));
            Back(nameof(Item.AlarmLevel), Text(item.AlarmLevel), v => item.AlarmLevel = Number(v));
            var added = item.Barcodes.Where(b => Barcodes.Contains(b.Barcode, StringComparer.Ordinal)).ToList();
            db.RemoveRange(added);
            item.SearchText = ItemRules.Search(item.Code, item.Name, item.Barcodes.Except(added).Select(b => b.Barcode));
            item.Version++;

            void Back(string name, string? now, Action<string?> set)
            {
                if (Fields.TryGetValue(name, out var values) && values[1] == now)
                {
                    set(values[0]);
                }
            }
        }

        private static string? Text(decimal? value) => value?.ToString("0.####", CultureInfo.InvariantCulture);

        private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
    }
}
