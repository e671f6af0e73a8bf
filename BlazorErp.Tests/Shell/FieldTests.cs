using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Bunit;

namespace BlazorErp.Tests.Shell;

public sealed class FieldTests : UiContext
{
    [Theory]
    [InlineData("en-GB", "1,234.50", 1234.50)]
    [InlineData("en-GB", "1234.5", 1234.50)]
    [InlineData("lv-LV", "1 234,50", 1234.50)]
    [InlineData("lv-LV", "1234.50", 1234.50)]
    [InlineData("hu-HU", "1 234,50", 1234.50)]
    [InlineData("pl-PL", "1 234,50", 1234.50)]
    [InlineData("pl-PL", "−12,3", -12.30)]
    public void An_amount_is_read_as_the_culture_writes_it(string culture, string typed, double expected)
    {
        In(culture);
        decimal? taken = null;
        var field = Render<MoneyField>(p => p.Add(f => f.Currency, Currency.Of("EUR")).Add(f => f.ValueChanged, v => taken = v));
        field.Find("input").Change(typed);
        taken.ShouldBe((decimal)expected);
        field.FindAll(".fielderror").ShouldBeEmpty();
        Typed.TryNumber(field.Find("input").GetAttribute("value"), out var again).ShouldBeTrue();
        again.ShouldBe((decimal)expected);
    }

    [Theory]
    [InlineData("en-GB", "1234,50")]
    [InlineData("en-GB", "12,34")]
    [InlineData("lv-LV", "1,234,50")]
    [InlineData("pl-PL", "12 34")]
    [InlineData("hu-HU", "12 Ft")]
    [InlineData("en-GB", "1.005")]
    [InlineData("en-GB", "1e5")]
    public void What_is_doubtful_stays_in_the_field_with_the_reason(string culture, string typed)
    {
        In(culture);
        var called = false;
        var field = Render<MoneyField>(p => p.Add(f => f.Currency, Currency.Of("EUR")).Add(f => f.Value, 7m).Add(f => f.ValueChanged, _ => called = true));
        field.Find("input").Change(typed);
        called.ShouldBeFalse();
        field.Find(".fielderror").TextContent.ShouldNotBeEmpty();
        field.Find("input").GetAttribute("value").ShouldBe(typed);
        field.Find("input").GetAttribute("aria-invalid").ShouldBe("true");
    }

    [Theory]
    [InlineData("lv-LV", "24.11.2026", 2026, 11, 24)]
    [InlineData("lv-LV", "2411", 2026, 11, 24)]
    [InlineData("lv-LV", "3", 2026, 11, 3)]
    [InlineData("hu-HU", "2026. 11. 24.", 2026, 11, 24)]
    [InlineData("hu-HU", "11.24", 2026, 11, 24)]
    [InlineData("pl-PL", "24.11.26", 2026, 11, 24)]
    [InlineData("en-GB", "24/11", 2026, 11, 24)]
    [InlineData("en-GB", "2026-11-24", 2026, 11, 24)]
    [InlineData("en-GB", "t", 2026, 11, 21)]
    public void A_date_is_read_in_the_order_of_the_culture(string culture, string typed, int year, int month, int day)
    {
        In(culture);
        Typed.TryDate(typed, new DateOnly(2026, 11, 21), out var date).ShouldBeTrue();
        date.ShouldBe(new DateOnly(year, month, day));
    }

    [Theory]
    [InlineData("31.02.2026")]
    [InlineData("0")]
    [InlineData("tomorrow")]
    [InlineData("")]
    public void A_day_that_does_not_exist_is_refused(string typed)
    {
        In("lv-LV");
        Typed.TryDate(typed, new DateOnly(2026, 11, 21), out _).ShouldBeFalse();
    }

    [Fact]
    public void Money_shows_its_sign_once_and_the_cultures_separators()
    {
        In("lv-LV");
        Formats.Money(new Money(-8312.4m, Currency.Of("EUR"))).Replace('\u00a0', ' ').ShouldBe("€ −8 312,40");
        In("en-GB");
        Formats.Money(new Money(8312.4m, Currency.Of("EUR"))).Replace('\u00a0', ' ').ShouldBe("€ 8,312.40");
        Formats.Quantity(new Quantity(0.5000m)).ShouldBe("0.5");
    }

    [Fact]
    public void A_group_knows_whether_its_fields_can_be_read()
    {
        var states = new List<bool>();
        var group = Render<FieldGroup>(p => p.Add(g => g.ValidChanged, v => states.Add(v)).AddChildContent<QuantityField>());
        group.Find("input").Change("-1");
        group.Instance.Valid.ShouldBeFalse();
        group.Find("input").Change("1");
        group.Instance.Valid.ShouldBeTrue();
        states.ShouldBe([false, true]);
    }
}
