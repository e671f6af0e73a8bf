using System.Text;
using BlazorErp.Catalog.Import;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Files;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Catalog;

public sealed class ItemImportTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_file_makes_items_and_one_opening_document_per_warehouse(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        var done = await RunAsync(t, """
            Kods;Nosaukums;Cena;PVN;Svītrkods;Daudzums MAIN;Pašizmaksa MAIN;Daudzums LPX;Pašizmaksa LPX
            A-1;Eļļas filtrs;9,50;21%;4750001;10;4,25;2;4,25
            A-2;Gaisa filtrs;1 234,5;21;;0;;5;3
            """);

        done.Refusal.ShouldBeNull();
        (done.Value.Created, done.Value.Documents.Count).ShouldBe((2, 2));
        await using var db = t.Db.Read(t.Actor);
        var items = await db.Items.Include(i => i.Barcodes).OrderBy(i => i.Code).ToListAsync();
        items.Select(i => (i.Code, i.Name, i.SalesPrice)).ShouldBe([("A-1", "Eļļas filtrs", 9.5m), ("A-2", "Gaisa filtrs", 1234.5m)]);
        items[0].Barcodes.Single().Barcode.ShouldBe("4750001");
        (await db.StockLevels.Where(l => l.ItemId == items[0].Id).OrderByDescending(l => l.OnHand).Select(l => new { l.OnHand, l.Value }).ToListAsync()).Select(l => (l.OnHand, l.Value)).ShouldBe([(10m, 42.5m), (2m, 8.5m)]);
        (await db.StockDocuments.CountAsync()).ShouldBe(2);
        (await t.Get<ItemQueries>().SearchAsync(t.Actor, "ellas", 5, default)).Single().Code.ShouldBe("A-1");
        (await t.Get<ItemQueries>().HistoryAsync(t.Actor, items[0].Id, 5, default)).Single().Action.ShouldBe("item.imported");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Running_it_again_changes_nothing_and_a_changed_file_updates(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        const string First = "code,name,price,vat,barcode,qty,cost\nA,Old,1.5,21,11,3,1.25\nB,Same,2,21,,,\n";
        await RunAsync(t, First);

        var again = (await RunAsync(t, First)).Value;
        (again.BatchId, again.Created, again.Updated, again.Unchanged, again.Documents.Count).ShouldBe((null, 0, 0, 2, 0));

        var changed = (await RunAsync(t, "code,name,price,vat,barcode,qty,cost\na,New,,21,12,3,1.25\nB,,,,,,\nC,Third,7,0,,,\n".Replace(",0,", ",21,", StringComparison.Ordinal))).Value;
        (changed.Created, changed.Updated, changed.Unchanged).ShouldBe((1, 1, 1));
        await using var db = t.Db.Read(t.Actor);
        var item = await db.Items.Include(i => i.Barcodes).SingleAsync(i => i.CodeKey == "A");
        (item.Code, item.Name, item.SalesPrice, item.Version).ShouldBe(("A", "New", 1.5m, 2));
        item.Barcodes.Select(b => b.Barcode).Order().ShouldBe(["11", "12"]);
        (await db.StockMoves.CountAsync()).ShouldBe(1);
        (await t.Get<ItemQueries>().HistoryAsync(t.Actor, item.Id, 5, default))[0].Fields.Single().ShouldBe(new ChangedField("Item", "Name", "Old", "New"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Every_row_error_is_said_at_once_and_nothing_is_kept(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        await RunAsync(t, "code,name,qty,cost,barcode\nHAS,Has stock,5,2,77\n");
        var refused = (await RunAsync(t, """
            code,name,price,vat,kind,barcode,qty,cost
            A,First,1,21,stocked,,-5,1
            a,Twice,1,21,stocked,,,
            B,,1,21,stocked,,,
            C,Rate,1,99,stocked,,,
            D,Service,1,21,service,,4,1
            E,Taken,1,21,stocked,77,,
            HAS,Has stock,1,21,stocked,,6,2
            F,Kind,1,21,thing,,,
            G,Text,abc,21,stocked,,,
            """)).Refusal!;

        // what cannot be read is said before what does not fit
        refused.All.Select(r => (r.Row, r.Code)).ShouldBe([(9, "value.unknown"), (10, "table.bad_number")]);
        refused = (await RunAsync(t, """
            code,name,price,vat,kind,barcode,qty,cost
            A,First,1,21,stocked,,-5,1
            a,Twice,1,21,stocked,,,
            B,,1,21,stocked,,,
            C,Rate,1,99,stocked,,,
            D,Service,1,21,service,,4,1
            E,Taken,1,21,stocked,77,,
            """)).Refusal!;
        refused.All.Select(r => (r.Row, r.Code)).ShouldBe(
            [(2, "import.negative_quantity"), (3, "import.duplicate_code"), (3, "import.rows_disagree"), (4, "value.required"), (5, "import.vat_rate_unknown"), (6, "import.service_with_stock"), (7, "item.barcode_taken")], ignoreOrder: true);
        var differs = (await RunAsync(t, "code,name,qty,cost\nNEW,New,1,1\nHAS,Has stock,6,2\n")).Refusal!;
        (differs.Code, differs.Row).ShouldBe(("import.opening_differs", 3));
        await using var db = t.Db.Read(t.Actor);
        (await db.Items.Select(i => i.Code).ToListAsync()).ShouldBe(["HAS"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_row_per_warehouse_is_one_item_and_a_missing_cost_or_warehouse_is_refused(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        var done = await RunAsync(t, "code;name;warehouse;quantity;unit cost\nA;Filter;MAIN;1;2,5\nA;;lpx;3;2,5\nA;Filter;Liepāja;1;1\n");
        done.Refusal!.All.Select(r => (r.Row, r.Code)).ShouldBe([(4, "import.duplicate_code")]);
        (await RunAsync(t, "code;name;warehouse;quantity;unit cost\nA;Filter;MAIN;1;2,5\nA;;lpx;3;2,5\n")).Value.Documents.Count.ShouldBe(2);
        (await RunAsync(t, "code;name;warehouse;quantity;unit cost\nB;Filter;Mars;1;2,5\nC;F;MAIN;1;\n")).Refusal!.All.Select(r => (r.Row, r.Code)).ShouldBe([(2, "import.warehouse_unknown"), (3, "import.cost_missing")]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_mapping_of_a_heading_row_is_remembered(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        const string Text = "foo;bar\nX;Nut\n";
        using var file = File(Text);
        (await t.Get<ItemImport>().PreviewAsync(t.Actor, file, default)).Value.Mapping.Columns.ShouldBeEmpty();
        (await t.Get<ItemImport>().RunAsync(t.Actor, file, "x.csv")).Refusal!.Code.ShouldBe("table.column_missing");
        (await t.Get<ItemImport>().RunAsync(t.Actor, file, "x.csv", new ItemMapping(new Dictionary<string, int> { ["code"] = 0, ["name"] = 1 }))).Value.Created.ShouldBe(1);
        var preview = (await t.Get<ItemImport>().PreviewAsync(t.Actor, file, default)).Value;
        preview.Remembered.ShouldBeTrue();
        preview.Mapping.Columns.OrderBy(c => c.Value).Select(c => c.Key).ShouldBe(["code", "name"]);
        preview.Rows.Single().Cells.ShouldBe(["X", "Nut"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_import_is_undone_by_batch(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        await RunAsync(t, "code,name,price,barcode\nOLD,Old name,1.5,1\nKEPT,Kept,1.5,\n");
        var done = (await RunAsync(t, "code,name,price,barcode,qty,cost\nOLD,New name,2.5,2,,\nKEPT,Import's,9,,,\nNEW,New,3,,,\nSTOCK,Stocked,3,,7,2\n")).Value;
        var kept = await IdAsync("KEPT");
        var card = (await t.Get<ItemQueries>().GetAsync(t.Actor, kept, default)).Value;
        await t.Get<ItemService>().SaveAsync(t.Actor, new SaveItem(kept, card.Version, card.Code, "Someone's", card.Unit, card.Kind, card.SalesPrice, card.VatRateId, null, []), default);

        var undone = (await t.Get<ItemImport>().UndoAsync(t.Actor, done.BatchId!.Value, default)).Value;

        (undone.Removed, undone.Blocked, undone.Restored, undone.Documents.Count).ShouldBe((1, 1, 2, 1));
        await using var db = t.Db.Read(t.Actor);
        (await db.Items.Include(i => i.Barcodes).OrderBy(i => i.Code).ToListAsync()).Select(i => (i.Code, i.Name, i.SalesPrice, i.IsBlocked, i.Barcodes.Count))
            .ShouldBe([("KEPT", "Someone's", 1.5m, false, 0), ("OLD", "Old name", 1.5m, false, 1), ("STOCK", "Stocked", 3m, true, 0)]);
        (await db.StockLevels.SingleAsync()).OnHand.ShouldBe(0m);
        (await t.Get<ItemImport>().UndoAsync(t.Actor, done.BatchId.Value, default)).Refusal!.Code.ShouldBe("import.already_undone");
        var again = (await RunAsync(t, "code,name,price,qty,cost\nSTOCK,Stocked,3,8,2\n")).Value;
        (again.Updated, again.Documents.Count).ShouldBe((1, 1));
        (await t.Get<ItemQueries>().GetAsync(t.Actor, await IdAsync("STOCK"), default)).Value.IsBlocked.ShouldBeFalse();

        async Task<long> IdAsync(string code)
        {
            await using var read = t.Db.Read(t.Actor);
            return await read.Items.Where(i => i.Code == code).Select(i => i.Id).SingleAsync();
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Ten_thousand_rows_go_in_with_progress(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        var text = new StringBuilder("code,name,price,barcode,qty MAIN,cost MAIN\n");
        for (var n = 0; n < 10_000; n++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"C{n:00000},Item {n},{n % 100}.5,475{n:0000000},{n % 9},1.25\n");
        }

        var seen = new List<ImportProgress>();
        using var file = File(text.ToString());
        var done = await t.Get<ItemImport>().RunAsync(t.Actor, file, "big.csv", null, new Now(seen.Add));

        done.Value.Created.ShouldBe(10_000);
        seen.Select(s => s.Stage).Distinct().ShouldBe([ImportStage.Reading, ImportStage.Checking, ImportStage.Writing, ImportStage.Posting]);
        await using var db = t.Db.Read(t.Actor);
        (await db.StockLevels.CountAsync()).ShouldBe(Enumerable.Range(0, 10_000).Count(n => n % 9 > 0));
        var changed = text.Replace(",Item ", ",Thing ", 0, text.Length).ToString();
        using var second = File(changed);
        (await t.Get<ItemImport>().RunAsync(t.Actor, second, "big2.csv")).Value.Updated.ShouldBe(10_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Excel_goes_in_as_well_and_what_is_no_table_is_refused(DatabaseProvider engine)
    {
        await using var t = await CreateAsync(engine);
        using var book = new MemoryStream();
        await XlsxWriter.WriteAsync(book, "Items", [new ExportColumn<(string Code, decimal Price)>("Code", ExportKind.Text, r => r.Code), new("Name", ExportKind.Text, r => r.Code), new("Price", ExportKind.Quantity, r => r.Price)],
            new (string Code, decimal Price)[] { ("007", 1.25m), ("008", 2m) }.ToAsyncEnumerable(), System.Globalization.CultureInfo.InvariantCulture, default);
        (await t.Get<ItemImport>().RunAsync(t.Actor, book, "items.xlsx")).Value.Created.ShouldBe(2);
        using var junk = new MemoryStream([0x25, 0x50, 0x44, 0x46, 0x2d, 1, 2, 3]);
        (await t.Get<ItemImport>().RunAsync(t.Actor, junk, "x.pdf")).Refusal!.Code.ShouldBe("file.not_a_table");
        (await t.Get<ItemImport>().RunAsync(TestDatabase.As(Role.Viewer), junk, "x.pdf")).Refusal!.Code.ShouldBe("forbidden");
    }

    private static async Task<TestCompany> CreateAsync(DatabaseProvider engine)
    {
        var company = await TestCompany.CreateAsync(engine, with: null);
        await company.Db.WriteAsync(company.Actor, new Command("test"), (w, _) =>
        {
            w.Add(new Warehouse { Code = "LPX", Name = "Liepāja" });
            w.Changed(Topics.Settings, 1);
            return Task.FromResult(Outcome.Done);
        }, default);
        return company;
    }

    private static async Task<Outcome<ItemImportResult>> RunAsync(TestCompany t, string text)
    {
        using var file = File(text);
        return await t.Get<ItemImport>().RunAsync(t.Actor, file, "items.csv");
    }

    private static MemoryStream File(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class Now(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
