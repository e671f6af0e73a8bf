using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Shell;

public sealed class ErpGridTests : UiContext
{
    private readonly List<Row> data = [.. Enumerable.Range(1, 250).Select(i => new Row(i, $"Item {i:000}", i))];
    private readonly List<PageQuery> asked = [];

    private sealed record Row(long Id, string Name, decimal Free);

    [Fact]
    public async Task It_reads_one_window_and_the_next_from_the_cursor()
    {
        var grid = Show();
        grid.FindAll("tbody tr").Count.ShouldBe(ErpGrid<Row>.Window);
        await grid.InvokeAsync(grid.Instance.LoadMoreAsync);
        grid.FindAll("tbody tr").Count.ShouldBe(200);
        asked[^1].After.ShouldBe("100");
        await grid.InvokeAsync(grid.Instance.LoadMoreAsync);
        grid.FindAll("tbody tr").Count.ShouldBe(250);
        grid.FindAll(".gridmore").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_is_marked_for_a_second_and_only_there()
    {
        var grid = Show();
        data[4] = data[4] with { Free = 0 };
        await grid.Instance.ReloadAsync(new HashSet<long> { 5 });
        grid.FindAll("tr.new").ShouldHaveSingleItem().TextContent.ShouldContain("Item 005");
        Clock.Advance(TimeSpan.FromSeconds(2));
        grid.WaitForAssertion(() => grid.FindAll("tr.new").ShouldBeEmpty());
    }

    [Fact]
    public async Task Nothing_moves_under_the_pointer_until_it_leaves()
    {
        var grid = Show();
        await grid.Find(".grid").TriggerEventAsync("onmouseenter", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        data.Insert(0, new Row(900, "New one", 1));
        data.RemoveAt(3);
        data[1] = data[1] with { Name = "Renamed" };
        await grid.Instance.ReloadAsync();
        var names = grid.FindAll("tbody tr").Select(r => r.Children[0].TextContent).ToList();
        names[0].ShouldBe("Renamed");
        names.ShouldNotContain("New one");
        grid.FindAll("tr.gone").ShouldHaveSingleItem().TextContent.ShouldContain("Item 003");

        await grid.Find(".grid").TriggerEventAsync("onmouseleave", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        grid.FindAll("tbody tr")[0].TextContent.ShouldContain("New one");
        grid.FindAll("tr.gone").ShouldBeEmpty();
    }

    [Fact]
    public void Keys_move_the_selection_and_enter_opens()
    {
        Row? opened = null;
        var grid = Show(p => p.Add(g => g.OnOpen, r => opened = r));
        foreach (var key in new[] { "ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "Enter" })
        {
            grid.Find(".grid").KeyDown(key);
        }

        grid.Find("tr.sel").TextContent.ShouldContain("Item 002");
        opened!.Id.ShouldBe(2);
        grid.Find(".grid").KeyDown("Home");
        grid.Find("tr.sel").TextContent.ShouldContain("Item 001");
    }

    [Fact]
    public void A_header_sorts_up_then_down_then_not_and_the_address_knows()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        var grid = Show();
        grid.Find("button.sort").Click();
        navigation.Uri.ShouldEndWith("?sort=name");
        grid.Find("button.sort").Click();
        navigation.Uri.ShouldEndWith("?sort=-name");
        asked[^1].ShouldSatisfyAllConditions(q => q.Sort.ShouldBe("name"), q => q.Descending.ShouldBeTrue());
        grid.Find("button.sort").Click();
        navigation.Uri.ShouldNotContain("sort");
    }

    [Fact]
    public void A_search_waits_for_the_typing_to_pause()
    {
        var grid = Show();
        grid.Find(".gridsearch").Input("item 1");
        grid.Find(".gridsearch").Input("item 17");
        asked.Count.ShouldBe(1);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        grid.WaitForAssertion(() => asked[^1].Search.ShouldBe("item 17"));
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public void A_failed_read_says_so_and_can_be_tried_again()
    {
        var fail = true;
        var grid = Render<ErpGrid<Row>>(p => p
            .Add(g => g.Load, (q, c) => fail ? throw new InvalidOperationException("database away") : LoadAsync(q, c))
            .Add(g => g.RowKey, r => r.Id)
            .AddChildContent<GridColumn<Row>>(c => c.Add(x => x.Title, "Name").Add(x => x.Value, r => r.Name)));
        grid.Find("[role=alert]").TextContent.ShouldContain("could not be read");
        fail = false;
        grid.Find("[role=alert] button").Click();
        grid.FindAll("tbody tr").Count.ShouldBe(ErpGrid<Row>.Window);
    }

    private IRenderedComponent<ErpGrid<Row>> Show(Action<ComponentParameterCollectionBuilder<ErpGrid<Row>>>? more = null) =>
        Render<ErpGrid<Row>>(p =>
        {
            p.Add(g => g.Load, LoadAsync)
                .Add(g => g.RowKey, r => r.Id)
                .AddChildContent<GridColumn<Row>>(c => c.Add(x => x.Title, "Name").Add(x => x.Value, r => r.Name).Add(x => x.SortKey, "name"))
                .AddChildContent<GridColumn<Row>>(c => c.Add(x => x.Title, "Free").Add(x => x.Numeric, true).Add(x => x.Value, r => r.Free));
            more?.Invoke(p);
        });

    private Task<Page<Row>> LoadAsync(PageQuery query, CancellationToken cancellation)
    {
        asked.Add(query);
        var from = query.After is null ? query.Skip : int.Parse(query.After, System.Globalization.CultureInfo.InvariantCulture);
        var rows = data.Skip(from).Take(query.BoundedTake).ToList();
        var end = from + rows.Count;
        return Task.FromResult(new Page<Row>(rows, end < data.Count ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }
}
