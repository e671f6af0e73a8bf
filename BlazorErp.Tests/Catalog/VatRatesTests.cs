using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Catalog;

public sealed class VatRatesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rate_is_added_renamed_and_proposed_and_only_one_is_proposed(DatabaseProvider engine)
    {
        await using var t = await TestCompany.CreateAsync(engine);
        var rates = t.Get<VatRates>();

        var id = (await rates.AddAsync(t.Actor, new NewVatRate("22", "Standard from 2027", 22m, "S"), Guid.NewGuid(), default)).Value;
        (await rates.ChangeAsync(t.Actor, id, 0, "Standard 2027", true, Guid.NewGuid(), default)).Refusal.ShouldBeNull();

        var first = (await rates.ListAsync(t.Actor, default))[0];
        (first.Id, first.Code, first.Name, first.Percent, first.IsDefault).ShouldBe((id, "22", "Standard 2027", 22m, true));
        (await rates.ListAsync(t.Actor, default)).Count(r => r.IsDefault).ShouldBe(1);
        (await rates.ChangeAsync(t.Actor, id, 0, "Late", false, Guid.NewGuid(), default)).Refusal!.Code.ShouldBe("settings.changed_meanwhile");
        (await t.Get<CompanyReferences>().GetAsync(t.Actor.CompanyId, default)).VatRates[id].Name.ShouldBe("Standard 2027");
    }

    [Theory]
    [InlineData("21", "S", 21, "vat.code_taken")]
    [InlineData("", "S", 21, "field.required")]
    [InlineData("a b", "S", 21, "field.required")]
    [InlineData("N1", "S", 0, "vat.bad_percent")]
    [InlineData("N1", "Z", 5, "vat.bad_percent")]
    [InlineData("N1", "S", 101, "vat.bad_percent")]
    [InlineData("N1", "S", -1, "vat.bad_percent")]
    [InlineData("N1", "S", 5.125, "vat.bad_percent")]
    [InlineData("N1", "X", 0, "vat.unknown")]
    public async Task What_is_no_rate_is_refused_with_its_field(string code, string category, double percent, string refusal)
    {
        await using var t = await TestCompany.CreateAsync(DatabaseProvider.Sqlite);

        var refused = await t.Get<VatRates>().AddAsync(t.Actor, new NewVatRate(code, "Name", (decimal)percent, category), Guid.NewGuid(), default);

        refused.Refusal!.Code.ShouldBe(refusal);
        refused.Refusal.Field.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_may_not_change_settings_changes_no_rate()
    {
        await using var t = await TestCompany.CreateAsync(DatabaseProvider.Sqlite);
        var viewer = t.Actor with { Allowed = new HashSet<string>() };

        (await t.Get<VatRates>().AddAsync(viewer, new NewVatRate("22", "N", 22m, "S"), Guid.NewGuid(), default)).Refusal!.Code.ShouldBe("forbidden");
    }
}
