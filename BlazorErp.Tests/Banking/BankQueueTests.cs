using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Tests.Intake.Mail;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

public sealed class BankQueueTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    private static DateOnly? Missing(params int[] daysAgo) => StatementRhythm.MissingSince([.. daysAgo.Select(d => Today.AddDays(-d))], Today);

    [Fact]
    public void A_statement_is_missed_once_it_is_later_than_they_usually_come()
    {
        Missing().ShouldBeNull();
        Missing(1, 2, 3, 4, 5).ShouldBeNull();
        Missing(5, 6, 7, 8, 9).ShouldBeNull("a weekend and a holiday are no reason");
        Missing(6, 7, 8, 9, 10).ShouldBe(Today.AddDays(-5));
        Missing(20, 51, 81, 112).ShouldBeNull("they come each month");
        Missing(36, 66, 97, 127).ShouldBe(Today.AddDays(-35));
        Missing(20).ShouldBeNull("nobody knows how often they come");
        Missing(40).ShouldBe(Today.AddDays(-39));
        Missing(8, 9, 24, 25, 26, 27).ShouldBe(Today.AddDays(-7), "one long pause is no rhythm");
        Missing(6, 6, 7, 7, 8, 9).ShouldNotBeNull("the same day twice is one day");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_queue_shows_each_company_of_a_person_as_they_are_in_it_and_no_other(DatabaseProvider engine)
    {
        await using var ground = await MailGround.CreateAsync(engine);
        ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part("first.xml", MailGround.Statement(MailGround.FirstIban, 5m, 7m))));
        await ground.RunJobAsync();
        var queue = ground.Get<BankQueue>();

        var anna = await queue.ReadAsync([MailGround.As(ground.Anna, MailGround.Home, Role.Accountant), MailGround.As(ground.Anna, MailGround.First, Role.Accountant)], default);
        anna.Select(c => c.Code).ShouldBe(["ACC", "FIRST"]);
        var account = anna[1].Accounts.Single();
        (account.Iban, account.LastTo, account.Balance, account.Open, account.Suggested, account.OldestWaiting, account.LastMailBy).ShouldBe((MailGround.FirstIban, new DateOnly(2026, 11, 20), 112m, 2, 0, new DateOnly(2026, 11, 20), "Anna"));
        account.LastMailAt.ShouldNotBeNull();
        (anna[1].Waiting, anna[1].IsBusy, anna[0].Accounts.Single().LastMailAt).ShouldBe((2, true, null));

        (await queue.ReadAsync([MailGround.As(ground.Cilla, MailGround.Second, Role.Owner), MailGround.As(ground.Cilla, MailGround.First, Role.Warehouse)], default)).Select(c => c.Code).ShouldBe(["SECOND"], "a storekeeper has no bank");

        var next = BankGround.Statement(MailGround.FirstIban, "EUR", new DateOnly(2026, 11, 20), 500m, [new Pay(1m, "x")], "S9");
        await ground.Get<StatementImport>().ImportAsync(MailGround.As(ground.Anna, MailGround.First, Role.Accountant), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(next)), "gap.xml", "upload");
        (await queue.OneAsync(MailGround.As(ground.Anna, MailGround.First, Role.Accountant), default))!.Accounts.Single().Broken.ShouldBeTrue();
    }
}
