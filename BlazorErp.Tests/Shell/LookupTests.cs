using BlazorErp.Ui;
using Bunit;

namespace BlazorErp.Tests.Shell;

public sealed class LookupTests : UiContext
{
    private static readonly string[] Items = ["Bearing 6204", "Bearing 6205", "Oil filter W712"];
    private readonly List<string> asked = [];
    private string? picked;

    [Fact]
    public void Typing_finds_after_a_pause_and_enter_takes_the_marked_one()
    {
        var lookup = Show();
        lookup.Find("input").Input("bea");
        lookup.Find("input").Input("bear");
        Pause();
        lookup.WaitForAssertion(() => lookup.FindAll("li[role=option]").Count.ShouldBe(2));
        asked.ShouldBe(["bear"]);
        lookup.Find("input").KeyDown("ArrowDown");
        lookup.Find("li.on").TextContent.ShouldContain("6205");
        lookup.Find("input").KeyDown("Enter");
        picked.ShouldBe("Bearing 6205");
        lookup.FindAll(".popup").ShouldBeEmpty();
        lookup.Find("input").GetAttribute("value").ShouldBe("Bearing 6205");
    }

    [Fact]
    public void Escape_puts_back_what_was_there()
    {
        var lookup = Show("Oil filter W712");
        lookup.Find("input").Input("bear");
        Pause();
        lookup.WaitForAssertion(() => lookup.FindAll(".popup").ShouldNotBeEmpty());
        lookup.Find("input").KeyDown("Escape");
        lookup.FindAll(".popup").ShouldBeEmpty();
        lookup.Find("input").GetAttribute("value").ShouldBe("Oil filter W712");
        picked.ShouldBeNull();
    }

    [Fact]
    public void A_scanner_that_ends_with_enter_takes_the_only_hit_without_waiting()
    {
        var lookup = Show();
        lookup.Find("input").Input("w712");
        lookup.Find("input").KeyDown("Enter");
        Pause();
        lookup.WaitForAssertion(() => picked.ShouldBe("Oil filter W712"));
    }

    [Fact]
    public void Nothing_found_is_said()
    {
        var lookup = Show();
        lookup.Find("input").Input("zzz");
        Pause();
        lookup.WaitForAssertion(() => lookup.Find(".popup").TextContent.ShouldContain("Nothing found"));
    }

    private void Pause() => Clock.Advance(TimeSpan.FromMilliseconds(200));

    private IRenderedComponent<Lookup<string>> Show(string? value = null) => Render<Lookup<string>>(p => p
        .Add(l => l.Value, value)
        .Add(l => l.Text, t => t)
        .Add(l => l.ValueChanged, v => picked = v)
        .Add(l => l.Search, (text, _) =>
        {
            asked.Add(text);
            return Task.FromResult<IReadOnlyList<string>>([.. Items.Where(i => i.Contains(text, StringComparison.OrdinalIgnoreCase))]);
        }));
}
