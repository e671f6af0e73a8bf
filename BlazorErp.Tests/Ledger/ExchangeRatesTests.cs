using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Ledger;

public sealed class ExchangeRatesTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private static Outcome<IReadOnlyList<ToldRate>> Read(string xml) => EcbRates.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)));

    private static string Ecb(params (string Day, (string Currency, string Rate)[] Rates)[] days) =>
        "<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\"><gesmes:subject>Reference rates</gesmes:subject><Cube>"
        + string.Concat(days.Select(d => $"<Cube time='{d.Day}'>{string.Concat(d.Rates.Select(r => $"<Cube currency='{r.Currency}' rate='{r.Rate}'/>"))}</Cube>")) + "</Cube></gesmes:Envelope>";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_rate_is_added_corrected_and_taken_away_and_the_audit_has_what_it_was(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var rates = shop.Get<ExchangeRates>();
        var day = shop.Today.AddDays(-3);
        SaveRate New(decimal rate, string currency = "USD", DateOnly? on = null) => new(Guid.NewGuid(), 0, 0, currency, on ?? day, rate);

        (await rates.SaveAsync(shop.Actor with { Allowed = Permissions.Of(Role.Viewer) }, New(0.9m))).Refusal!.Code.ShouldBe("forbidden");
        (await rates.SaveAsync(shop.Actor, New(0m, "XXX", new DateOnly(1990, 1, 1)))).Refusal!.All.Select(r => r.Code).ShouldBe(["currency.unknown", "rate.day", "value.range"]);
        (await rates.SaveAsync(shop.Actor, New(1m, "EUR"))).Refusal!.Code.ShouldBe("rate.own_currency");
        (await rates.SaveAsync(shop.Actor, New(0.9m, on: shop.Today.AddYears(30)))).Refusal!.Code.ShouldBe("rate.day");
        var first = New(0.91234567m);
        var id = (await rates.SaveAsync(shop.Actor, first)).Value;
        (await rates.SaveAsync(shop.Actor, first)).Value.ShouldBe(id);
        (await rates.SaveAsync(shop.Actor, New(0.95m))).Refusal!.Code.ShouldBe("rate.taken");
        (await rates.SaveAsync(shop.Actor, New(0.95m, on: day.AddDays(1)))).Refusal.ShouldBeNull();

        (await rates.SaveAsync(shop.Actor, new(Guid.NewGuid(), id, 1, "USD", day, 0.92m))).Refusal.ShouldBeNull();
        (await rates.SaveAsync(shop.Actor, new(Guid.NewGuid(), id, 1, "USD", day, 0.93m))).Refusal!.Code.ShouldBe("changed_by_other");

        var list = await rates.ListAsync(shop.Actor, new(new PageQuery { Count = true }, "USD"));
        list.Rows.Select(r => (r.Rate, r.Before)).ShouldBe([(0.95m, 0.92m), (0.92m, (decimal?)null)]);
        (list.Total, list.Rows[0].Change).ShouldBe((2, 3.26m));
        (await rates.ListAsync(shop.Actor, new(new PageQuery(), "PLN"))).Rows.ShouldBeEmpty();
        (await rates.ListAsync(shop.Actor, new(new PageQuery(), From: day.AddDays(1)))).Rows.Count.ShouldBe(1);
        await using var db = shop.Db.Read(shop.Actor);
        (await db.AuditEntries.SingleAsync(a => a.Action == "rate.corrected")).Facts.ShouldSatisfyAllConditions(f => f.ShouldContain("0.91234567"), f => f.ShouldContain("0.92"));
        (await rates.RemoveAsync(shop.Actor, Guid.NewGuid(), id, 2)).Ok.ShouldBeTrue();
        (await rates.RemoveAsync(shop.Actor, Guid.NewGuid(), id, 2)).Refusal!.Code.ShouldBe("not_found");
        (await db.AuditEntries.CountAsync(a => a.Action == "rate.removed")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_central_banks_file_comes_in_once_and_leaves_what_a_person_entered(DatabaseProvider engine)
    {
        await using var shop = await TestCompany.CreateAsync(engine);
        var rates = shop.Get<ExchangeRates>();
        await rates.SaveAsync(shop.Actor, new(Guid.NewGuid(), 0, 0, "USD", new DateOnly(2026, 2, 2), 0.5m));
        var told = Read(Ecb(("2026-02-03", [("USD", "1.25"), ("HUF", "400"), ("XYZ", "3")]), ("2026-02-02", [("USD", "1.6")]))).Value;

        (await rates.ImportAsync(shop.Actor, Guid.NewGuid(), told)).Value.ShouldBe(new RatesImported(2, 0, 0, 1));
        (await rates.ImportAsync(shop.Actor, Guid.NewGuid(), told)).Value.ShouldBe(new RatesImported(0, 0, 2, 1));
        (await rates.ImportAsync(shop.Actor, Guid.NewGuid(), [told[0] with { PerEuro = 2m }])).Value.ShouldBe(new RatesImported(0, 1, 0, 0));

        (await rates.ListAsync(shop.Actor, new(new PageQuery()))).Rows.Select(r => (r.Currency, r.Rate, r.Source)).ShouldBe([("HUF", 0.0025m, "ecb"), ("USD", 0.5m, "ecb"), ("USD", 0.5m, "hand")]);
        (await rates.ImportAsync(shop.Actor with { Allowed = Permissions.Of(Role.Sales) }, Guid.NewGuid(), told)).Refusal!.Code.ShouldBe("forbidden");
    }

    [Fact]
    public void A_company_in_forint_sees_the_rates_from_its_side()
    {
        var rates = EcbRates.InBase(Read(Ecb(("2026-02-03", [("USD", "1.25"), ("HUF", "400")]), ("2026-02-02", [("USD", "1.6")]))).Value, "HUF");
        rates.ShouldBe([new("EUR", new(2026, 2, 3), 400m), new("USD", new(2026, 2, 3), 320m)]);
    }

    [Theory]
    [InlineData("not xml", "rate.file_unreadable")]
    [InlineData("<a/>", "rate.file_empty")]
    [InlineData("<Cube><Cube time='2026-13-01'/></Cube>", "rate.file_unreadable")]
    [InlineData("<Cube><Cube time='2026-12-01'><Cube currency='USD' rate='-1'/></Cube></Cube>", "rate.file_unreadable")]
    [InlineData("<Cube><Cube time='2026-12-01'><Cube currency='USD' rate='0'/></Cube></Cube>", "rate.file_unreadable")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "rate.file_unreadable")]
    public void A_file_that_is_none_is_refused_with_its_reason(string xml, string code) => Read(xml).Refusal!.Code.ShouldBe(code);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_line_without_a_rate_says_so_and_books_once_there_is_one(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        await bank.InvoiceInAsync("USD", 0.9m, "INV-2026-0001", 100m);
        await bank.BringAsync(BankGround.Statement("LT121000011101001000", "USD", bank.Company.Today, 0m, [new Pay(100m, "INV-2026-0001"), new Pay(7m, "?")]), new(CreateAccounts: true));
        await bank.Reconciliation.MatchAsync(bank.Actor, MatchScope.All);
        var gaps = bank.Company.Get<RateGaps>();

        foreach (var amount in (decimal[])[100m, 7m])
        {
            LineExplanation.Read((await bank.LineAsync(amount)).Explanation).Missing[0].ShouldSatisfyAllConditions(m => m.Code.ShouldBe("match.rate_missing"), m => m.Args.ShouldBe(["USD", bank.Company.Today]));
        }

        (await gaps.ListAsync(bank.Actor)).ShouldBe([new("USD", bank.Company.Today, bank.Company.Today, 2)]);
        (await bank.Acts.AcceptAsync(bank.Actor, BankGround.Act(await bank.LineAsync(100m)))).Refusal!.Code.ShouldBe("bank.rate_missing");
        (await bank.Company.Get<ExchangeRates>().SaveAsync(bank.Actor, new(Guid.NewGuid(), 0, 0, "USD", bank.Company.Today, 0.91m))).Refusal.ShouldBeNull();
        (await gaps.ListAsync(bank.Actor)).ShouldBeEmpty();
        var held = await gaps.HeldAsync(bank.Actor, ["USD"]);
        held.Count.ShouldBe(2);
        (await gaps.HeldAsync(bank.Actor, ["PLN"])).ShouldBeEmpty();

        (await bank.Reconciliation.MatchAsync(bank.Actor, new MatchScope { LineIds = held })).Value.Booked.ShouldBe(1);

        (await bank.LineAsync(100m)).State.ShouldBe(BankLineState.Booked);
        LineExplanation.Read((await bank.LineAsync(7m)).Explanation).Missing.ShouldNotContain(m => m.Code == "match.rate_missing");
        await using var db = bank.Read();
        (await BankGround.BalanceAsync(db, AccountRole.ExchangeDifference)).ShouldBe(-1m);
        await bank.CheckBooksAsync();
    }
}
