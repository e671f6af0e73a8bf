using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Catalog.Import;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Files;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Catalog.Import;

/// <summary>
/// Imports items with their opening stock from an Excel workbook or a CSV: the page and the command line call the same. Everything of a file is
/// committed in one transaction, or nothing.
/// </summary>
public sealed class ItemImport(ErpDatabase database, OpeningStock opening, CompanyReferences companies)
{
    private const string Purpose = "items";
    private const int PreviewRows = 8;

    /// <summary>Reads the headings and the first rows and proposes a mapping.</summary>
    /// <param name="actor">May write items.</param>
    /// <param name="file">Seekable; read from its start; stays open.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The preview, or: forbidden, file.*, table.no_rows.</returns>
    public async Task<Outcome<ItemImportPreview>> PreviewAsync(Actor actor, Stream file, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.CatalogWrite) is { } no)
        {
            return no;
        }

        var warehouses = await WarehousesAsync(actor, cancel);
        var opened = TableReader.Open(file);
        if (!opened.Ok)
        {
            return opened.Refusal!;
        }

        using var table = opened.Value;
        var first = table.Rows.Take(PreviewRows + 1).ToList();
        if (first.Find(r => !r.Ok) is { Ok: false } broken && first.Count > 0)
        {
            return broken.Refusal!;
        }

        if (first.Count == 0)
        {
            return new Refusal("file.empty");
        }

        var fields = ItemImportFields.For(warehouses);
        var header = first[0].Value;
        var saved = await SavedAsync(actor, header, cancel);
        var mapping = ColumnMapping.Propose(header, fields, saved?.Columns);
        return new ItemImportPreview(
            mapping.Headers, [.. first.Skip(1).Select(r => (r.Value.Number, (IReadOnlyList<string>)[.. Enumerable.Range(0, mapping.Headers.Count).Select(c => r.Value[c].Text)]))],
            fields, new ItemMapping(mapping.Columns, saved?.DecimalSign), mapping.Ambiguous, saved is not null);
    }

    /// <summary>Imports the file.</summary>
    /// <param name="actor">May write items, and stock where the file has opening stock.</param>
    /// <param name="file">Seekable; read from its start; stays open.</param>
    /// <param name="fileName">As given; kept with the batch.</param>
    /// <param name="mapping">Null takes the remembered or else the proposed one.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Stops it; nothing is kept then.</param>
    /// <returns>
    /// What was done, or every error of the file with its row and field: forbidden, file.*, table.*, value.*, item.*, import.*, stock.*. Running a file again changes
    /// nothing; other opening figures for an item whose opening is posted are an error of the row.
    /// </returns>
    public async Task<Outcome<ItemImportResult>> RunAsync(Actor actor, Stream file, string fileName, ItemMapping? mapping = null, IProgress<ImportProgress>? progress = null, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.CatalogWrite) is { } no)
        {
            return no;
        }

        progress?.Report(new ImportProgress(ImportStage.Reading, 0, 0));
        var warehouses = await WarehousesAsync(actor, cancel);
        var header = Header(file);
        var saved = header.Ok ? await SavedAsync(actor, header.Value, cancel) : null;
        // parsing is work for a processor, not for the circuit's thread
        var read = await Task.Run(() => Read(file, warehouses, mapping, saved, progress, cancel), cancel);
        if (!read.Ok)
        {
            return read.Refusal!;
        }

        var (rows, columns) = read.Value;
        if (rows.Any(r => r.Openings.Any(o => o.Quantity > 0m)) && actor.Lacks(Permissions.StockWrite) is { } noStock)
        {
            return noStock;
        }

        var hash = await HashAsync(file, cancel);
        var remember = JsonSerializer.Serialize(new Saved(new Dictionary<string, string>(columns.Remember()), mapping?.DecimalSign ?? saved?.DecimalSign));
        var today = (await companies.GetAsync(actor.CompanyId, cancel)).Today(database.Time.GetUtcNow());
        return await database.WriteAsync<ItemImportResult>(actor, new Command("items.imported"), (w, c) => ApplyIn(w, rows, header.Value, remember, fileName, hash, today, progress, c), cancel);
    }

    /// <summary>Takes an import back: opening documents by their mirrors, items it made where nothing uses them, fields it changed.</summary>
    /// <returns>What was done, or: forbidden, import.not_found, import.already_undone, stock.not_free.</returns>
    public async Task<Outcome<ItemUndoResult>> UndoAsync(Actor actor, long batchId, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.CatalogWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync<ItemUndoResult>(actor, new Command("items.import_undone"), async (w, c) =>
        {
            var documents = await opening.ReverseIn(w, batchId, "undo", c);
            if (!documents.Ok)
            {
                return documents.Refusal!;
            }

            if (documents.Value.Count > 0 && w.Actor.Lacks(Permissions.StockWrite) is { } noStock)
            {
                return noStock;
            }

            await w.Db.SaveChangesAsync(c);
            return (await ItemImportWriter.UndoIn(w, batchId, c)).Map(u => new ItemUndoResult(u.Removed, u.Blocked, u.Restored, documents.Value));
        }, cancel);
    }

    /// <summary>Imports of before, newest first.</summary>
    public async Task<IReadOnlyList<ImportBatchRow>> BatchesAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.CatalogRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.ImportBatches.Where(b => b.Kind == ItemImportWriter.BatchKind).OrderByDescending(b => b.Id).Take(50)
            .Select(b => new ImportBatchRow(b.Id, b.At, b.FileName, b.Created, b.Updated, b.Unchanged, b.UndoneAt)).ToListAsync(cancel);
    }

    private async Task<Outcome<ItemImportResult>> ApplyIn(
        Write w, IReadOnlyList<ItemImportRow> rows, TableRow header, string remember, string fileName, string hash, DateOnly today, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new ImportProgress(ImportStage.Checking, 0, rows.Count));
        var plan = ItemImportPlan.Decide(rows, await ItemImportWriter.GroundAsync(w.Db, "pcs", cancel));
        if (!plan.Ok)
        {
            return plan.Refusal!;
        }

        var posts = await OpeningStock.AnyNewAsync(w.Db, plan.Value.SelectMany(p => p.Openings.Select(o => (p.Existing?.Id, o.Figure.WarehouseId))), cancel);
        progress?.Report(new ImportProgress(ImportStage.Writing, 0, rows.Count));
        await RememberIn(w, header, remember, cancel);
        var done = await ItemImportWriter.ApplyIn(w, plan.Value, fileName, hash, posts, n => progress?.Report(new ImportProgress(ImportStage.Writing, n, rows.Count)), cancel);
        var lines = plan.Value.SelectMany((p, n) => p.Openings.Select(o => new OpeningLine(o.Row, o.Figure.Field, done.Items[n], o.Figure.WarehouseId, o.Figure.Quantity, o.Figure.UnitCost))).ToList();
        if (lines.Count > 0)
        {
            progress?.Report(new ImportProgress(ImportStage.Posting, 0, lines.Count));
        }

        var documents = await opening.PostIn(w, lines, today, fileName, done.BatchId, cancel);
        return documents.Ok ? new ItemImportResult(done.BatchId, done.Created, done.Updated, done.Unchanged, documents.Value) : documents.Refusal!;
    }

    private static Outcome<(IReadOnlyList<ItemImportRow> Rows, ColumnMapping Columns)> Read(
        Stream file, IReadOnlyList<Warehouse> warehouses, ItemMapping? mapping, Saved? saved, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        var opened = TableReader.Open(file);
        if (!opened.Ok)
        {
            return opened.Refusal!;
        }

        using var table = opened.Value;
        var all = table.Rows.ToList();
        if (all.Find(r => !r.Ok) is { Ok: false } broken && all.Count > 0)
        {
            return broken.Refusal!;
        }

        if (all.Count < 2)
        {
            return new Refusal("import.no_rows");
        }

        var fields = ItemImportFields.For(warehouses);
        var proposed = ColumnMapping.Propose(all[0].Value, fields, saved?.Columns);
        var columns = mapping is null ? proposed : proposed with { Columns = mapping.Columns, Ambiguous = [] };
        if (columns.Ambiguous.Count > 0)
        {
            return Refusal.Of([.. columns.Ambiguous.Select(a => new Refusal("import.ambiguous_column") { Field = a })]);
        }

        if (columns.Missing(fields) is { } missing)
        {
            return missing;
        }

        var body = all.Skip(1).Select(r => r.Value).ToList();
        var sign = mapping?.DecimalSign ?? saved?.DecimalSign;
        var format = sign is null ? columns.Sniff(body, fields) : new TableFormat(sign, null);
        if (!format.Ok)
        {
            return format.Refusal!;
        }

        var rows = new List<ItemImportRow>(body.Count);
        var wrong = new List<Refusal>();
        foreach (var mapped in columns.Map(all.Skip(1), fields, format.Value))
        {
            cancel.ThrowIfCancellationRequested();
            var row = mapped.Ok ? ItemImportFields.Row(mapped.Value, columns, warehouses) : mapped.Refusal!;
            if (row.Ok)
            {
                rows.Add(row.Value);
            }
            else if (wrong.Count < ItemImportPlan.MostErrors)
            {
                wrong.AddRange(row.Refusal!.All.Select(r => r with { Others = [] }));
            }

            if (rows.Count % 5000 == 0)
            {
                progress?.Report(new ImportProgress(ImportStage.Reading, rows.Count, body.Count));
            }
        }

        return wrong.Count > 0 ? Refusal.Of(wrong) : (rows, columns);
    }

    private static Outcome<TableRow> Header(Stream file)
    {
        var opened = TableReader.Open(file);
        if (!opened.Ok)
        {
            return opened.Refusal!;
        }

        using var table = opened.Value;
        foreach (var row in table.Rows)
        {
            return row;
        }

        return new Refusal("file.empty");
    }

    private async Task<IReadOnlyList<Warehouse>> WarehousesAsync(Actor actor, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        return await db.Warehouses.OrderByDescending(x => x.IsDefault).ThenBy(x => x.Code).ToListAsync(cancel);
    }

    private async Task<Saved?> SavedAsync(Actor actor, TableRow header, CancellationToken cancel)
    {
        await using var db = database.Read(actor);
        var hash = HeaderHash(header);
        var json = await db.SavedMappings.Where(m => m.Purpose == Purpose && m.HeaderHash == hash).Select(m => m.Mapping).FirstOrDefaultAsync(cancel);
        return json is null ? null : JsonSerializer.Deserialize<Saved>(json);
    }

    private static async Task RememberIn(Write w, TableRow header, string mapping, CancellationToken cancel)
    {
        var hash = HeaderHash(header);
        if (await w.Db.SavedMappings.FirstOrDefaultAsync(m => m.Purpose == Purpose && m.HeaderHash == hash, cancel) is { } known)
        {
            known.Mapping = mapping;
        }
        else
        {
            w.Add(new SavedMapping { Purpose = Purpose, HeaderHash = hash, Mapping = mapping });
        }
    }

    private static string HeaderHash(TableRow header) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', header.Cells.Select(c => SearchText.Fold(c.Text))))));

    private static async Task<string> HashAsync(Stream file, CancellationToken cancel)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    private sealed record Saved(Dictionary<string, string> Columns, char? DecimalSign);
}
