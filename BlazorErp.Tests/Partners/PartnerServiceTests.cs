using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Catalog;

namespace BlazorErp.Tests.Partners;

public sealed class PartnerServiceTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_new_partner_gets_the_next_code_and_its_numbers_in_one_writing(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var id = (await g.PartnerAsync("SIA Rīgas Auto", p => p with { VatNumber = "40003-123 456", Country = "lv", Email = "Info@Auto.LV", Ibans = ["lv80 bank 0000 4351 9500 1"] })).Value;
        await g.PartnerAsync("Another", p => p with { Code = "PARTNER99999" });
        await g.PartnerAsync("Third");

        var card = (await g.PartnerQueries.GetAsync(g.Actor, id, default)).Value;
        (card.Fields.Code, card.Fields.VatNumber, card.Fields.Country, card.Fields.Email).ShouldBe(("P00001", "LV40003123456", "LV", "info@auto.lv"));
        card.Accounts.Select(a => a.Iban).ShouldBe(["LV80BANK0000435195001"]);
        (await g.PartnerQueries.ListAsync(g.Actor, new PartnerQuery(new PageQuery(Sort: "code")), default)).Rows.Select(r => r.Code).ShouldBe(["P00001", "P00002", "PARTNER99999"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_wrong_iban_vat_number_country_or_e_mail_is_refused_by_field(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var refused = (await g.PartnerAsync("X", p => p with { VatNumber = "!", Country = "L1", Email = "a@b", Ibans = ["LV81BANK0000435195001"], IsCustomer = false, PaymentTermDays = 999 })).Refusal!;
        refused.All.Select(r => r.Field).ShouldBe(["Country", "Email", "PaymentTermDays", "IsCustomer", "BankAccounts"]);
        (await g.PartnerAsync("X", p => p with { VatNumber = "LVX" })).Refusal!.Code.ShouldBe("partner.vat_number");
        (await g.PartnerAsync("X", p => p with { Ibans = ["12345678"] })).Ok.ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_code_is_taken_whatever_its_case_and_fixed_once_a_document_uses_it(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var id = (await g.PartnerAsync("A", p => p with { Code = "auto" })).Value;
        (await g.PartnerAsync("B", p => p with { Code = "AUTO" })).Refusal!.Code.ShouldBe("partner.code_taken");
        (await g.Partners.SaveAsync(g.Actor, new SavePartner(id, 1, "moto", "A"), default)).Ok.ShouldBeTrue();
        await g.Test.Db.WriteAsync(g.Actor, new Command("test"), (w, _) =>
        {
            w.Add(new OpenItem { PartnerId = id, DocumentType = "invoice", DocumentId = 1, DocumentNumber = "1", Currency = "EUR" });
            return Task.FromResult(Outcome.Done);
        }, default);

        (await g.Partners.SaveAsync(g.Actor, new SavePartner(id, 2, "foto", "A"), default)).Refusal!.Code.ShouldBe("partner.code_used");
        var refused = (await g.Partners.DeleteAsync(g.Actor, id, default)).Refusal!;
        (refused.Code, refused.Others.Single().Code).ShouldBe(("partner.used", "use.open_item"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_partner_never_used_is_deleted_with_its_accounts(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var id = (await g.PartnerAsync("A", p => p with { Ibans = ["LV80BANK0000435195001"] })).Value;
        (await g.Partners.DeleteAsync(g.Actor, id, default)).Ok.ShouldBeTrue();
        (await g.PartnerQueries.GetAsync(g.Actor, id, default)).Refusal!.Code.ShouldBe("partner.not_found");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_second_of_two_who_save_one_partner_is_told_who_changed_what(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var id = (await g.PartnerAsync("A")).Value;
        await g.Partners.SaveAsync(g.Actor with { Name = "Ilze" }, new SavePartner(id, 1, null, "A") { City = "Rīga" }, default);
        await g.Partners.BlockAsync(g.Actor with { Name = "Juris" }, id, "does not pay", default);

        var refused = (await g.Partners.SaveAsync(g.Actor, new SavePartner(id, 1, null, "B"), default)).Refusal!;

        refused.Code.ShouldBe("changed_by_other");
        refused.Args[0].ShouldBe("Juris, Ilze");
        refused.Others.Select(o => (o.Field, o.Args[1])).ShouldBe([("City", "Rīga"), ("IsBlocked", "True")], ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task One_field_searches_name_town_street_vat_number_and_e_mail(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        await g.PartnerAsync("Torero", p => p with { City = "Gdynia", VatNumber = "PL5260250995", Email = "jan@torero.pl" });
        await g.PartnerAsync("Šķiņķis SIA", p => p with { City = "Rīga", Street = "Brīvības 7", VatNumber = "LV40003123456" });
        await g.PartnerAsync("Jan Kowalski", p => p with { City = "Wieluń" });

        (await Names("tore+gdynia")).ShouldBe(["Torero"]);
        (await Names("40003-123 456")).ShouldBe(["Šķiņķis SIA"]);
        (await Names("lv 40003123456")).ShouldBe(["Šķiņķis SIA"]);
        (await Names("skin riga")).ShouldBe(["Šķiņķis SIA"]);
        (await Names("wi+jan")).ShouldBe(["Jan Kowalski"]);
        (await Names("jan@torero.pl")).ShouldBe(["Torero"]);
        (await Names("p00003")).ShouldBe(["Jan Kowalski"]);

        async Task<string[]> Names(string text) => [.. (await g.PartnerQueries.SearchAsync(g.Actor, text, 10, default)).Select(h => h.Name)];
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_looks_like_the_one_being_typed_is_shown_with_the_reason(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        await g.PartnerAsync("SIA Rīgas Auto", p => p with { VatNumber = "LV40003123456" });
        await g.PartnerAsync("Liepājas Moto", p => p with { Email = "moto@lm.lv" });
        await g.PartnerAsync("Banka", p => p with { Ibans = ["LV80BANK0000435195001"] });
        await g.PartnerAsync("Cits");

        var found = await g.PartnerQueries.LookalikesAsync(g.Actor, new SavePartner(null, 0, null, "rigas auto, SIA") { VatNumber = "40003123456", Country = "LV", Email = "MOTO@lm.lv", Ibans = ["LV80 BANK 0000 4351 9500 1"] }, 10, default);

        found.Select(f => (f.Name, f.Why)).ShouldBe([("SIA Rīgas Auto", Likeness.VatNumber), ("Liepājas Moto", Likeness.Email), ("Banka", Likeness.Account)]);
        (await g.PartnerQueries.LookalikesAsync(g.Actor, new SavePartner(null, 0, null, "Auto Rīgas"), 10, default)).Single().Why.ShouldBe(Likeness.Name);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_channel_finds_its_customer_again_and_makes_the_unknown_one(DatabaseProvider engine)
    {
        await using var g = await CatalogGround.CreateAsync(engine);
        var shop = g.Actor with { Kind = ActorKind.Channel, Name = "Shop" };
        var first = await Find(new ChannelPartner("Jānis Bērziņš", "janis@x.lv") { Country = "LV", City = "Rīga" });
        var company = await Find(new ChannelPartner("SIA Auto", "a@auto.lv", "LV 40003-123456"));

        first.Made.ShouldBeTrue();
        (await Find(new ChannelPartner("janis berzins", "JANIS@x.lv"))).ShouldBe((first.Id, false));
        (await Find(new ChannelPartner("Jānis Kalniņš", "janis@x.lv"))).Made.ShouldBeTrue();
        (await Find(new ChannelPartner("Auto SIA", "a@auto.lv", "40003123456") { Country = "LV" })).ShouldBe((company.Id, false));
        (await Find(new ChannelPartner("SIA AUTO", "other@auto.lv", "LV40003123456"))).ShouldBe((company.Id, false));
        (await Find(new ChannelPartner("SIA Auto", "a@auto.lv", "LV40009999999"))).Made.ShouldBeTrue();
        (await Find(new ChannelPartner("Nav e-pasta", "nonsense", "???") { Country = "Latvia" })).Made.ShouldBeTrue();
        (await g.PartnerQueries.ListAsync(g.Actor, new PartnerQuery(new PageQuery(Count: true), NeedsCheck: true), default)).Total.ShouldBe(5);

        async Task<(long Id, bool Made)> Find(ChannelPartner given)
        {
            var outcome = await g.Test.Db.WriteAsync<long[]>(shop, new Command("test"), async (w, c) =>
                (await g.Partners.FindOrCreateIn(w, given, c)).Map(f => new[] { f.Partner.Id, f.Made ? 1L : 0L }), default);
            return (outcome.Value[0], outcome.Value[1] == 1);
        }
    }

    [Fact]
    public void Check_digits_of_an_iban_hold_or_not()
    {
        Iban.IsValid("LV80BANK0000435195001").ShouldBeTrue();
        Iban.IsValid("HU42117730161111101800000000").ShouldBeTrue();
        Iban.IsValid("LV80BANK0000435195010").ShouldBeFalse();
        Iban.Grouped("LV80BANK0000435195001").ShouldBe("LV80 BANK 0000 4351 9500 1");
    }
}
