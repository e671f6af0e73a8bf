using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>
/// Makes the demo: two companies with a year of business up to today, from a fixed seed. The history is computed by the pure decisions of the
/// rooms and written in bulk; what happens today goes through the services.
/// </summary>
public sealed class DemoSeeder(ErpDatabase database, CompanyService companies, CompanyReferences references, OrderService orders, InvoiceService invoices, ChangeFeed feed)
{
    private const int StepsPerCompany = 12;

    /// <summary>Seeds an empty database. The companies are marked as demo and have no members: see <see cref="DemoPlan.People"/>.</summary>
    /// <exception cref="InvalidOperationException">A company exists already, or a service refused: nothing but whole companies is left.</exception>
    public async Task SeedAsync(IProgress<DemoStep>? progress, CancellationToken cancel, DemoSize? size = null)
    {
        await using (var db = database.Read(0))
        {
            if (await db.Companies.AnyAsync(cancel))
            {
                throw new InvalidOperationException("The demo is made in an empty database only");
            }
        }

        var of = StepsPerCompany * DemoPlan.Companies.Count;
        for (var n = 0; n < DemoPlan.Companies.Count; n++)
        {
            var plan = DemoPlan.Companies[n];
            var done = n * StepsPerCompany;
            await CompanyAsync(plan, size ?? DemoSize.Year, step => progress?.Report(new DemoStep($"{plan.Founding.Name}: {step}", done++, of)), cancel);
        }

        progress?.Report(new DemoStep("ready", of, of));
    }

    private static readonly (string Currency, decimal Euros)[] Rates = [("EUR", 1m), ("USD", 0.92m), ("PLN", 0.235m), ("HUF", 0.002564m)];

    /// <summary>The items of which the least is free are watched, so that the start page has alarms to show.</summary>
    private static void Alarm(DemoBook book, IReadOnlyList<long> warehouses)
    {
        var scarce = book.Items.Where(i => i.Kind == ItemKind.Stocked).Select(i => (Item: i, Free: warehouses.Sum(w => book.Level(new LevelKey(i.Id, w)) is var level ? level.OnHand - level.Reserved : 0m)));
        foreach (var ((item, free), n) in scarce.OrderBy(s => s.Free).ThenBy(s => s.Item.CodeKey, StringComparer.Ordinal).Take(12).Select((s, n) => (s, n)))
        {
            item.AlarmLevel = Math.Ceiling(free) + (n % 5);
        }
    }

    private async Task CompanyAsync(DemoCompany plan, DemoSize size, Action<string> step, CancellationToken cancel)
    {
        step("company");
        var founded = Must(await companies.CreateAsync(plan.Founding, 0, cancel));
        var actor = new Actor(founded, 0, "demo", ActorKind.Command, Permissions.Of(Role.Owner));
        Must(await database.WriteAsync<bool>(actor, new Command("demo.company"), (w, c) => GroundAsync(w, plan, c), cancel));
        var company = await references.GetAsync(founded, cancel);
        await using var stamp = database.Read(actor);
        var book = new DemoBook(stamp, company, new Random(plan.Seed));
        step("a year of business");
        DemoMasters.Make(book, plan, size);
        var warehouses = company.Warehouses.Values.OrderByDescending(w => w.IsDefault).Select(w => w.Id).ToList();
        Live(book, plan, size, company.Today(database.Time.GetUtcNow()), warehouses);
        Alarm(book, warehouses);
        Must(await database.WriteAsync<bool>(actor, new Command("demo.history"), async (w, c) =>
        {
            await book.WriteAsync(w, step, c);
            w.Changed(Topics.Settings, Change.All);
            return true;
        }, cancel));
        step("today");
        await TodayAsync(actor, book, company, cancel);
        feed.Publish([new Change(founded, Topics.Settings, Change.All)]);
    }

    private static async Task<Outcome<bool>> GroundAsync(Write w, DemoCompany plan, CancellationToken cancel)
    {
        var company = await w.Db.Companies.SingleAsync(c => c.Id == w.Actor.CompanyId, cancel);
        (company.RegistrationNumber, company.Street, company.City, company.Postcode, company.Email, company.Phone) = (plan.Registration, plan.Street, plan.City, plan.Postcode, plan.Email, plan.Phone);
        company.Version++;
        var main = await w.Db.Warehouses.SingleAsync(cancel);
        (main.Code, main.Name) = plan.Warehouses[0];
        main.Version++;
        foreach (var (code, name) in plan.Warehouses.Skip(1))
        {
            w.Add(new Warehouse { Code = code, Name = name });
        }

        // What a provider pays in other currencies can be booked: one rate for the whole year.
        var since = DateOnly.FromDateTime(w.Now.UtcDateTime).AddYears(-2);
        foreach (var (currency, euros) in Rates.Where(r => r.Currency != plan.Founding.Currency))
        {
            w.Add(new ExchangeRate { Currency = currency, Date = since, Rate = Math.Round(euros * plan.PriceFactor, 6) });
        }

        w.Changed(Topics.Settings, Change.All);
        return true;
    }

    private static void Live(DemoBook book, DemoCompany plan, DemoSize size, DateOnly today, List<long> warehouses)
    {
        var trade = new DemoTrade(book, plan, warehouses);
        var bank = new DemoBank(book, plan);
        var perDay = (double)(size.Orders * plan.Share) / size.Days;
        trade.Open(today.AddDays(-size.Days));
        var carry = 0.0;
        for (var day = today.AddDays(-size.Days); day < today; day = day.AddDays(1))
        {
            // working days carry the week; business grows over the year
            var age = today.DayNumber - day.DayNumber;
            carry += perDay * (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.3 : 1.28) * (1.2 - (0.4 * age / size.Days));
            trade.Day(day, (int)carry, age <= 2);
            carry -= (int)carry;
            bank.Day(day, trade.Posted, age > 2);
        }
    }

    /// <summary>This morning's business, by the doors everyone uses.</summary>
    private async Task TodayAsync(Actor actor, DemoBook book, CompanyReference company, CancellationToken cancel)
    {
        var today = company.Today(database.Time.GetUtcNow());
        var template = book.Orders.Where(o => o.State == OrderState.Invoiced).TakeLast(14).ToList();
        foreach (var (past, n) in template.Select((o, n) => (o, n)))
        {
            var clerk = actor with { Name = n % 2 == 0 ? "Jānis Bērziņš" : "Ilze Kalniņa" };
            var saved = Must(await orders.SaveAsync(clerk, new SaveOrder(
                Guid.Empty, 0, 0, past.PartnerId, past.WarehouseId, today, today.AddDays(2), past.Currency, null, null,
                [.. past.Lines.Select(l => new OrderLineInput(l.ItemId, l.Quantity, l.UnitPrice, l.DiscountPercent, l.VatRateId))]), cancel));
            if (saved.Short == 0m && n % 3 == 0)
            {
                Must(await invoices.InvoiceOrderAsync(clerk, new InvoiceOrder(Guid.Empty, saved.Id), cancel));
            }
        }
    }

    private static T Must<T>(Outcome<T> outcome) => outcome.Ok ? outcome.Value : throw new InvalidOperationException($"The demo was refused: {outcome.Refusal}");
}
