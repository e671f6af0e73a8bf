using BlazorErp.Banking.Simulator;
using BlazorErp.Composition;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorErp.Tests.Banking;

public sealed class BankSimulationTests
{
    [Theory, MemberData(nameof(TestDatabase.Engines), MemberType = typeof(TestDatabase))]
    public async Task The_demo_bank_pays_invoices_through_the_door_and_repeats_and_overlaps_add_nothing(DatabaseProvider engine)
    {
        await using var bank = await BankGround.CreateAsync(engine);
        for (var n = 1; n <= 12; n++)
        {
            await bank.InvoiceAsync($"INV-2026-{n:0000}", 10.01m * n);
        }

        await using (var db = bank.Read())
        {
            await db.Companies.ExecuteUpdateAsync(u => u.SetProperty(c => c.IsDemo, true));
        }

        using var simulation = new BankSimulation(bank.Company.Db, bank.Import, bank.Company.Get<BankQueries>(), new Readiness(), bank.Company.Database.Time, NullLogger<BankSimulation>.Instance)
        {
            Pace = new(false, 45, 6, BankFaults.None),
        };
        var first = (await simulation.RoundAsync(1, 1, default))!;
        simulation.Pace = simulation.Pace with { Faults = new BankFaults(Duplicates: 1) };
        var again = (await simulation.RoundAsync(1, 2, default))!;
        simulation.Pace = simulation.Pace with { Faults = new BankFaults(Overlap: 1) };
        var overlapping = (await simulation.RoundAsync(1, 3, default))!;

        (first.NewLines, again.SameFile, again.NewLines).ShouldBe((6, true, 0));
        (overlapping.NewLines, overlapping.KnownLines).ShouldBe((6, 6));
        simulation.Tally.ShouldBe(new BankTally(3, 12, 12));
        await using var read = bank.Read();
        (await read.OpenItems.CountAsync(o => o.Open != 0m)).ShouldBe(0);
        await bank.CheckBooksAsync();
        (await simulation.RoundAsync(1, 4, default)).ShouldBeNull();
    }

    [Fact]
    public void The_same_seed_pays_the_same_and_faults_show()
    {
        var debts = Enumerable.Range(1, 400).Select(n => new SimulatedDebt(n, $"INV-2026-{n:0000}", "", 100m, n % 7, "SIA Pircējs")).ToList();
        var faults = new BankFaults(Delay: 0.2, WrongReferences: 0.2, Partial: 0.2, Strangers: 0.2);

        var pays = SimulatedBank.Pay(7, debts, faults, 2);

        SimulatedBank.Pay(7, debts, faults, 2).ShouldBe(pays);
        pays.Count.ShouldBeInRange(250, 380);
        pays.Count(p => p.Amount < 100m).ShouldBeInRange(30, 120);
        pays.ShouldAllBe(p => BlazorErp.Domain.Partners.Iban.IsValid(p.Iban));
    }
}
