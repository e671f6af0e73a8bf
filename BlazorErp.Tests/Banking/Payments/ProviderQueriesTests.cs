using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Channels.PayPal;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking.Payments;

/// <summary>What the bank page shows beside a line of a provider.</summary>
public sealed class ProviderQueriesTests
{
    [Theory, MemberData(nameof(TestDatabase.Engines), MemberType = typeof(TestDatabase))]
    public async Task A_sale_and_its_refund_name_each_other_and_the_balance_ties(DatabaseProvider engine)
    {
        await using var ground = await PayPalGround.CreateAsync(engine);
        var sale = ground.PayPal.Sell(new Money(100m, Currency.Of("EUR")), "INV-1", "buyer@example.com");
        var refund = ground.PayPal.Refund(sale, new Money(40m, Currency.Of("EUR")));
        await ground.PollAsync();
        await using var db = ground.Read();
        var ids = await db.ProviderEntries.ToDictionaryAsync(e => e.ExternalId, e => e.Id);
        var account = await db.BankAccounts.Where(a => a.ChannelId != null).Select(a => a.Id).SingleAsync();
        var queries = new ProviderQueries(ground.Db);

        var shown = (await queries.EntryAsync(ground.Actor, ids[sale.Id])).ShouldNotBeNull();
        shown.ShouldSatisfyAllConditions(s => s.Gross.ShouldBe(100m), s => s.Fee.ShouldBe(-3.75m), s => s.PayerEmail.ShouldBe("buyer@example.com"), s => s.HasRaw.ShouldBeTrue());
        shown.Links.Single().ShouldSatisfyAllConditions(l => l.ExternalId.ShouldBe(refund.Id), l => l.Kind.ShouldBe(ProviderLinkKind.RefundOf), l => l.Names.ShouldBeTrue(), l => l.Gross.ShouldBe(-40m), l => l.LineId.ShouldNotBeNull());
        (await queries.EntryAsync(ground.Actor, ids[refund.Id]))!.Links.Single().ShouldSatisfyAllConditions(l => l.ExternalId.ShouldBe(sale.Id), l => l.Names.ShouldBeFalse());
        (await queries.RawAsync(ground.Actor, ids[sale.Id]))!.Value.Text.ShouldContain(sale.Id);
        (await queries.BalanceAsync(ground.Actor, account))!.ShouldSatisfyAllConditions(b => b.Ours.ShouldBe(56.25m), b => b.Told.ShouldBe(56.25m), b => b.Difference.ShouldBe(0m));
        (await queries.EntryAsync(TestDatabase.As(Role.Warehouse), ids[sale.Id])).ShouldBeNull();
    }
}
