using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Catalog;

public sealed class ItemServiceTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task An_item_is_saved_with_its_barcodes_and_read_back(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var id = await g.ItemAsync(" BRG-001 ", "Gultnis", "4750 001", "4750002");

        var card = (await g.ItemQueries.GetAsync(g.Actor, id, default)).Value;

        (card.Code, card.Name, card.Unit, card.SalesPrice, card.VatRate).ShouldBe(("BRG-001", "Gultnis", "gab", 9.5m, "21"));
        card.Barcodes.ShouldBe(["4750001", "4750002"]);
        (await g.Items.SaveAsync(g.Actor, await g.FormAsync(id) with { Barcodes = ["4750002", "4750003"], Name = "Gultnis 2" }, default)).Ok.ShouldBeTrue();
        card = (await g.ItemQueries.GetAsync(g.Actor, id, default)).Value;
        (card.Name, card.Version).ShouldBe(("Gultnis 2", 2));
        card.Barcodes.ShouldBe(["4750002", "4750003"]);
        (await g.ItemQueries.HistoryAsync(g.Actor, id, 10, default)).Select(h => h.Action).ShouldBe(["item.saved", "item.created"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_code_is_taken_whatever_its_case_and_a_barcode_belongs_to_one_item(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        await g.ItemAsync("brg-1", "A", "111");

        var refused = (await g.Items.SaveAsync(g.Actor, g.Item("BRG-1", "B", "111") with { VatRateId = 5 }, default)).Refusal!;

        refused.All.Select(r => (r.Code, r.Field)).ShouldBe([("item.code_taken", "Code"), ("item.vat_rate_unknown", "VatRateId"), ("item.barcode_taken", "Barcodes")]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Everything_wrong_with_a_form_is_said_at_once(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var refused = (await g.Items.SaveAsync(g.Actor, new SaveItem(null, 0, " ", new string('x', 201), "", (ItemKind)7, -1m, g.Vat21, 0.00001m, []), default)).Refusal!;
        refused.All.Select(r => (r.Field, r.Code)).ShouldBe(
            [("Code", "value.required"), ("Name", "value.too_long"), ("Unit", "value.required"), ("Kind", "value.unknown"), ("SalesPrice", "value.range"), ("AlarmLevel", "value.decimals")]);
        (await g.Items.SaveAsync(TestDatabase.As(Role.Viewer), g.Item("A"), default)).Refusal!.Code.ShouldBe("forbidden");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_second_of_two_who_save_one_item_is_told_who_changed_what(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var id = await g.ItemAsync("A", "Old name");
        var first = await g.FormAsync(id);
        var second = await g.FormAsync(id);
        (await g.Items.SaveAsync(TestDatabase.As(Role.Purchasing), first with { Name = "New name", SalesPrice = 12m }, default)).Ok.ShouldBeTrue();

        var refused = (await g.Items.SaveAsync(g.Actor, second with { AlarmLevel = 5m }, default)).Refusal!;

        refused.Code.ShouldBe("changed_by_other");
        refused.Args[0].ShouldBe("Purchasing");
        refused.Args[1].ShouldBeOfType<DateTimeOffset>();
        refused.Others.Select(o => (o.Field, o.Args[0], o.Args[1])).ShouldBe([("Name", "Old name", "New name"), ("SalesPrice", "9.5", "12")], ignoreOrder: true);
        (await g.ItemQueries.GetAsync(g.Actor, id, default)).Value.AlarmLevel.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Of_many_who_save_one_item_at_the_same_instant_one_wins(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var form = await g.FormAsync(await g.ItemAsync("A"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => g.Items.SaveAsync(g.Actor, form with { Name = $"Name {n}" }, default)));

        answers.Count(a => a.Ok).ShouldBe(1);
        answers.Where(a => !a.Ok).ShouldAllBe(a => a.Refusal!.Code == "changed_by_other");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_item_is_deleted_only_if_never_used_and_the_message_lists_what_uses_it(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var free = await g.ItemAsync("FREE", "A", "1");
        var used = await g.ItemAsync("USED");
        await g.Test.Db.WriteAsync(g.Actor, new Command("test"), async (w, c) =>
        {
            await StockLevels.ReceiveAsync(w.Db, [(new LevelKey(used, g.Riga), 5m, 10m)], c);
            w.Add(new StockMove { ItemId = used, WarehouseId = g.Riga, Quantity = 5, DocumentType = "test", DocumentNumber = "1" });
            return Outcome.Done;
        }, default);

        (await g.Items.DeleteAsync(g.Actor, free, default)).Ok.ShouldBeTrue();
        (await g.ItemQueries.GetAsync(g.Actor, free, default)).Refusal!.Code.ShouldBe("item.not_found");
        var refused = (await g.Items.DeleteAsync(g.Actor, used, default)).Refusal!;
        refused.Code.ShouldBe("item.used");
        refused.Others.Select(o => o.Code).ShouldBe(["use.stock_level", "use.stock_move"], ignoreOrder: true);
        (await g.Items.SaveAsync(g.Actor, await g.FormAsync(used) with { Kind = ItemKind.Service }, default)).Refusal!.Code.ShouldBe("item.kind_used");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_picker_finds_by_fragments_of_code_name_or_barcode_exact_ones_first(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        await g.ItemAsync("A-1000", "Eļļas filtrs Šķoda", "4750000000017");
        await g.ItemAsync("A-100", "Gaisa filtrs");
        await g.ItemAsync("Z-9", "Komplekts A-100");
        var blocked = await g.ItemAsync("A-100-OLD", "Filtrs");
        await g.Items.BlockAsync(g.Actor, blocked, "out of use", default);

        (await Codes("a-100")).ShouldBe(["A-100", "A-1000", "Z-9"]);
        (await Codes("skod+filt")).ShouldBe(["A-1000"]);
        (await Codes("4750000000017")).ShouldBe(["A-1000"]);
        (await Codes("0000 0017")).ShouldBe(["A-1000"]);
        (await Codes("z")).ShouldBe(["Z-9"]);
        (await Codes("100%")).ShouldNotContain("A-100-OLD");
        (await g.ItemQueries.SearchAsync(new Actor(1, 9, "x", ActorKind.Person, new HashSet<string>()), "a", 10, default)).ShouldBeEmpty();

        async Task<string[]> Codes(string text) => [.. (await g.ItemQueries.SearchAsync(g.Actor, text, 10, default)).Select(h => h.Code)];
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_list_is_filtered_sorted_and_read_in_windows(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        for (var n = 0; n < 7; n++)
        {
            await g.Items.SaveAsync(g.Actor, g.Item($"I-{n}", $"Item {n}") with { SalesPrice = 10 - n, Kind = n == 3 ? ItemKind.Service : ItemKind.Stocked }, default);
        }

        var first = await g.ItemQueries.ListAsync(g.Actor, new ItemQuery(new PageQuery(Sort: "price", Take: 3, Count: true)), default);
        first.Rows.Select(r => r.Code).ShouldBe(["I-6", "I-5", "I-4"]);
        first.Total.ShouldBe(7);
        var second = await g.ItemQueries.ListAsync(g.Actor, new ItemQuery(new PageQuery(Sort: "price", Take: 3, After: first.Next)), default);
        second.Rows.Select(r => r.Code).ShouldBe(["I-3", "I-2", "I-1"]);
        (await g.ItemQueries.ListAsync(g.Actor, new ItemQuery(new PageQuery(), ItemKind.Service), default)).Rows.Select(r => r.Code).ShouldBe(["I-3"]);
        (await g.ItemQueries.AllAsync(g.Actor, new ItemQuery(new PageQuery("item")), default).CountAsync()).ShouldBe(7);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_channel_makes_items_that_someone_should_look_at_until_someone_saves_them(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        await g.ItemAsync("A", "A", "77");
        var made = await g.Test.Db.WriteAsync<long[]>(g.Actor with { Kind = ActorKind.Channel }, new Command("test"), async (w, c) =>
        {
            var one = (await g.Items.CreateIn(w, new NewItem("SHOP-1", "From the shop", g.Vat21, 5m, Barcode: "77"), c)).Value;
            var two = (await g.Items.CreateIn(w, new NewItem(null, "No code", g.Vat21), c)).Value;
            var three = (await g.Items.CreateIn(w, new NewItem(null, "No code either", g.Vat21), c)).Value;
            (await g.Items.FindIn(w, "shop-1", c)).ShouldBe(one);
            (await g.Items.FindIn(w, "77", c))!.Code.ShouldBe("A");
            (await g.Items.CreateIn(w, new NewItem("Shop-1", "Again", g.Vat21), c)).Refusal!.Code.ShouldBe("item.code_taken");
            return new[] { one.Id, two.Id, three.Id };
        }, default);

        var rows = (await g.ItemQueries.ListAsync(g.Actor, new ItemQuery(new PageQuery(), NeedsCheck: true), default)).Rows;
        rows.Select(r => r.Code).ShouldBe(["I00001", "I00002", "SHOP-1"]);
        await g.Items.SaveAsync(g.Actor, await g.FormAsync(made.Value[0]), default);
        await g.Items.ConfirmAsync(g.Actor, made.Value[1], default);
        (await g.ItemQueries.ListAsync(g.Actor, new ItemQuery(new PageQuery(), NeedsCheck: true), default)).Rows.Select(r => r.Code).ShouldBe(["I00002"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_double_click_creates_one_item(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var form = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => g.Items.SaveAsync(g.Actor, g.Item("ONE"), form, default)));
        answers.Select(a => a.Value).Distinct().Count().ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_search_over_a_hundred_thousand_items_finds_the_two(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        await g.Test.Db.WriteAsync(g.Actor, new Command("test"), async (w, c) =>
        {
            await Bulk.InsertAsync(w.Db, Enumerable.Range(0, 100_000).Select(n => new Item
            {
                Code = $"C-{n:000000}", CodeKey = $"C-{n:000000}", Name = $"Filtrs {n * 7919 % 100_000}", VatRateId = g.Vat21, SearchText = $"c {n:000000} filtrs {n * 7919 % 100_000}",
            }).ToList(), c);
            return Outcome.Done;
        }, default);
        (await g.ItemQueries.SearchAsync(g.Actor, "filt 99881", 12, default)).Select(h => h.Code).ShouldBe(["C-096199", "C-099881"]);
    }
}
