using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Live;
using BlazorErp.Stock;
using BlazorErp.Ui;

namespace BlazorErp.Dashboard;

/// <summary>The start page: each part is read again only when something of its kind changed.</summary>
public sealed partial class TodayPage
{
    private const int Alarms = 8;
    private const int Happenings = 12;
    private static readonly TimeSpan MarkTime = TimeSpan.FromMilliseconds(1200);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);
    private readonly HashSet<string> fresh = [];
    private readonly HashSet<string> pending = [];
    private HashSet<long> moved = [];
    private DateOnly today;
    private Currency currency;
    private WarehouseNames? warehouses;
    private OrdersOfDay? day;
    private (int Open, int Deliverable)? open;
    private Receivables? owed;
    private BankWork? bank;
    private Page<StockRow>? alarms;
    private ILookup<long, LevelRow> levels = Enumerable.Empty<LevelRow>().ToLookup(l => l.ItemId);
    private IReadOnlyList<TimelineEvent> events = [];
    private IReadOnlyList<ChannelHealth> channels = [];
    private IReadOnlyList<JobRun> jobs = [];
    private SelfCheckReport? books;
    private long lastEvent;
    private bool reading;

    private IReadOnlyList<ChartBar> Bars
    {
        get
        {
            string Due(int from, int to) => $"/invoices?state=open&duefrom={AddressValues.Text(today.AddDays(-to))}&dueto={AddressValues.Text(today.AddDays(-from))}";
            return
            [
                new(T["age.notdue"], owed!.NotDue, Short(owed.NotDue), BadgeKind.Neutral, $"/invoices?state=open&duefrom={AddressValues.Text(today)}"),
                new("1–15", owed.Days15, Short(owed.Days15), BadgeKind.Info, Due(1, 15)),
                new("16–30", owed.Days30, Short(owed.Days30), BadgeKind.Warn, Due(16, 30)),
                new("31–60", owed.Days60, Short(owed.Days60), BadgeKind.Bad, Due(31, 60)),
                new("60+", owed.Older, Short(owed.Older), BadgeKind.Bad, $"/invoices?state=open&dueto={AddressValues.Text(today.AddDays(-61))}"),
            ];
        }
    }

    /// <inheritdoc/>
    protected override async Task OnActorReadyAsync()
    {
        var company = await References.GetAsync(Actor.CompanyId, Stopping);
        (today, currency) = (company.Today(Clock.GetUtcNow()), Currency.Of(company.Company.Currency));
        warehouses = await WarehouseNames.ReadAsync(References, Actor, Stopping);
        Live([Topics.Order, Topics.Stock, Topics.Item, Topics.Invoice, Topics.BankLine, Topics.Bank, Topics.Intake, Topics.Job, Topics.Settings], FollowAsync);
        foreach (var part in new[] { "day", "open", "owed", "bank", "alarms", "events", "channels", "jobs" })
        {
            await ReadAsync(part);
            StateHasChanged();
        }

        fresh.Clear();
    }

    private string Money(decimal amount) => Formats.Money(new Money(amount, currency));

    private static string Short(decimal amount) => amount == 0m ? "" : Formats.Amount(amount, 0);

    private string Where(long item) => ItemFinder.Words(levels[item], warehouses!);

    // Business comes in bursts: parts that changed are gathered for half a second and read once.
    private async Task FollowAsync(LiveBatch batch)
    {
        pending.UnionWith(Touched(batch));
        if (reading)
        {
            return;
        }

        reading = true;
        try
        {
            await Task.Delay(Settle, Clock, Stopping);
            while (pending.Count > 0)
            {
                var parts = pending.ToList();
                pending.Clear();
                today = (await References.GetAsync(Actor.CompanyId, Stopping)).Today(Clock.GetUtcNow());
                foreach (var part in parts)
                {
                    await ReadAsync(part);
                }

                StateHasChanged();
                await Task.Delay(MarkTime, Clock, Stopping);
                fresh.Clear();
                moved.Clear();
            }
        }
        finally
        {
            reading = false;
        }
    }

    private static IEnumerable<string> Touched(LiveBatch batch)
    {
        bool Is(string topic) => batch.Of(topic).Count > 0;
        return new (string Part, bool Is)[]
        {
            ("day", Is(Topics.Order)), ("open", Is(Topics.Order) || Is(Topics.Stock)), ("owed", Is(Topics.Invoice)), ("bank", Is(Topics.BankLine) || Is(Topics.Bank)), ("alarms", Is(Topics.Stock) || Is(Topics.Item)),
            ("events", true), ("channels", Is(Topics.Intake) || Is(Topics.Settings)), ("jobs", Is(Topics.Job)),
        }.Where(p => p.Is).Select(p => p.Part);
    }

    private async Task ReadAsync(string part)
    {
        switch (part)
        {
            case "day":
                var before = day?.Count;
                day = await Orders.OfDayAsync(Actor, today, Stopping);
                Mark(part, before != day.Count);
                break;
            case "open":
                var was = open;
                open = await Orders.OpenAsync(Actor, Stopping);
                Mark(part, was != open);
                break;
            case "owed":
                var owing = owed;
                owed = await Invoices.ReceivablesAsync(Actor, today, Stopping);
                Mark(part, owing != owed);
                break;
            case "bank":
                var work = bank;
                bank = await Today.BankAsync(Actor, today, Stopping);
                Mark(part, work != bank);
                break;
            case "alarms":
                var known = alarms?.Rows.ToHashSet() ?? [];
                alarms = await Stock.ListAsync(Actor, new StockFilter(new PageQuery(Sort: "free", Take: Alarms, Count: true), Alarms: true), Stopping);
                levels = await Stock.LevelsAsync(Actor, [.. alarms.Rows.Select(r => r.ItemId)], Stopping);
                moved = known.Count == 0 ? [] : [.. alarms.Rows.Where(r => !known.Contains(r)).Select(r => r.ItemId)];
                break;
            case "events":
                var happened = await Today.HappeningsAsync(Actor, Happenings, Stopping);
                events = [.. happened.Select(h => History.Say(h.What, _ => null) with { Href = TodayQueries.Href(h.EntityType, h.EntityId), Fresh = lastEvent != 0 && h.What.Id > lastEvent })];
                lastEvent = happened.Count > 0 ? happened[0].What.Id : 1;
                break;
            case "channels":
                channels = await Today.ChannelsAsync(Actor, Stopping);
                break;
            case "jobs":
                jobs = May(Permissions.JobsRead) ? [.. (await Jobs.RecentAsync(null, 100, Stopping)).GroupBy(j => j.Job).Select(g => g.First()).OrderBy(j => j.Job, StringComparer.Ordinal).Take(10)] : [];
                books = await Check.LatestAsync(Actor, Stopping);
                break;
        }
    }

    private void Mark(string part, bool changed) => _ = changed && fresh.Add(part);
}
