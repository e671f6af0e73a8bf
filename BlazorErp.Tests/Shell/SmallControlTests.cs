using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Bunit;

namespace BlazorErp.Tests.Shell;

public sealed class SmallControlTests : UiContext
{
    [Fact]
    public void A_refusal_is_said_in_the_language_with_row_and_field_and_all_the_others()
    {
        In("lv-LV");
        var refusal = new Refusal("forbidden", "sales.write") { Row = 3, Field = "daudzums", Others = [new Refusal("no.such.text")] };
        var view = Render<RefusalView>(p => p.Add(v => v.Refusal, refusal));
        var lines = view.FindAll("li");
        lines[0].TextContent.ShouldBe("3. rinda: daudzums: Jūsu loma šajā uzņēmumā to neatļauj (sales.write).");
        lines[1].TextContent.ShouldBe("no.such.text");
    }

    [Fact]
    public void No_refusal_shows_nothing() => Render<RefusalView>(p => p.Add(v => v.Refusal, null)).Markup.ShouldBeEmpty();

    [Theory]
    [InlineData(BadgeKind.Ok, "chip ok", "✓")]
    [InlineData(BadgeKind.Warn, "chip warn", "▲")]
    [InlineData(BadgeKind.Bad, "chip bad", "●")]
    [InlineData(BadgeKind.Info, "chip info", "●")]
    public void A_status_is_a_word_with_a_sign_and_a_tint(BadgeKind kind, string css, string sign)
    {
        var badge = Render<StatusBadge>(p => p.Add(b => b.Kind, kind).Add(b => b.Text, "short")).Find("span");
        badge.ClassName.ShouldBe(css);
        badge.TextContent.ShouldBe(sign + "short");
        badge.QuerySelector("[aria-hidden]").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Ctrl+Enter", "ctrl+enter")]
    [InlineData("shift+ctrl+f2", "ctrl+shift+f2")]
    public void A_shortcut_has_one_spelling(string typed, string expected) => HotkeyMap.Normal(typed).ShouldBe(expected);

    [Theory]
    [InlineData("/orders?q=1", "/orders?q=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    public void Only_addresses_of_this_site_are_returned_to(string? asked, string expected) => Preferences.Local(asked).ShouldBe(expected);
}
