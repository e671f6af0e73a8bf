using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using BlazorErp.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Sales;

/// <summary>One order: entered, followed, invoiced.</summary>
public sealed partial class OrderPage
{
    private static readonly TimeSpan MarkTime = TimeSpan.FromMilliseconds(1200);
    private readonly HashSet<long> fresh = [];
    private OrderDraft? draft;
    private OrderCard? card;
    private OrderMoney money = new([], 0m, 0m);
    private WarehouseNames? warehouses;
    private OrderLines? lines;
    private ILookup<long, LevelRow> levels = Enumerable.Empty<LevelRow>().ToLookup(l => l.ItemId);
    private IReadOnlyList<Choice<long>> vatChoices = [];
    private Dictionary<long, decimal> vatPercents = [];
    private IReadOnlyDictionary<long, string> shops = new Dictionary<long, string>();
    private IReadOnlyList<TimelineEvent> events = [];
    private Guid invoiceCommand = Guid.NewGuid();
    private string? movedBy;
    private bool valid = true, restored;

    /// <summary>Order; null for a new one.</summary>
    [Parameter] public long? Id { get; set; }

    [Inject] private IStringLocalizer<SalesText> T { get; set; } = default!;
    [Inject] private OrderQueries Queries { get; set; } = default!;
    [Inject] private OrderService Orders { get; set; } = default!;
    [Inject] private OrderInvoicing Invoicing { get; set; } = default!;
    [Inject] private InvoiceQueries Invoices { get; set; } = default!;
    [Inject] private StockQueries Stock { get; set; } = default!;
    [Inject] private PartnerQueries Partners { get; set; } = default!;
    [Inject] private CompanyReferences References { get; set; } = default!;
    [Inject] private ShopChanges Changes { get; set; } = default!;
    [Inject] private ShopNames Shops { get; set; } = default!;
    [Inject] private DraftStore Drafts { get; set; } = default!;
    [Inject] private HistoryTexts History { get; set; } = default!;
    [Inject] private RefusalTexts Refusals { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private bool CanEdit => May(Permissions.SalesWrite) && (card is null || OrderStates.May(card.State, OrderAct.Change));

    private bool MayInvoice => card is not null && May(Permissions.InvoicesPost) && OrderStates.May(card.State, OrderAct.Invoice);

    private bool IsShort => card is { State: OrderState.Open } && card.Lines.Any(l => l.Short > 0m);

    private int ShortLines => draft?.Lines.Count(l => l.WouldHold(Free(l.ItemId)) < l.Wanted) ?? 0;

    private bool Coverable => card is not null && card.Lines.All(l => l.Short <= Math.Max(0m, Free(l.ItemId)));

    private bool SomethingThere => card is not null && card.Lines.Any(l => l.Quantity - l.Invoiced - l.Short > 0m);

    private string ShopChange => RefusalJson.Read(card!.ChangeRequest!) is { } change ? Refusals.Say(change) : "";

    private IReadOnlyList<RibbonStep> Steps
    {
        get
        {
            var c = card!;
            var ordered = c.Lines.Sum(l => l.Quantity);
            var stocked = c.Lines.Where(l => l.Kind == Domain.Catalog.ItemKind.Stocked).ToList();
            var (reserved, delivered, invoiced) = (stocked.Sum(l => l.Reserved), stocked.Sum(l => l.Delivered), c.Lines.Sum(l => l.Invoiced));
            var goods = stocked.Sum(l => l.Quantity);
            var documents = "order=" + AddressValues.Text(c.Id);
            string Of(decimal all) => T["ribbon.of", Formats.Number(all)];
            return
            [
                new(T["ribbon.ordered"], Formats.Number(ordered)),
                new(T["ribbon.reserved"], Formats.Number(reserved), goods - delivered > reserved ? Of(goods - delivered) : null, "#lines", c.State == OrderState.Open && delivered == 0m),
                new(T["ribbon.delivered"], Formats.Number(delivered), delivered > 0m && delivered < goods ? Of(goods) : null, "/deliveries?" + documents, c.State == OrderState.Open && delivered > 0m),
                new(T["ribbon.invoiced"], Formats.Number(invoiced), invoiced > 0m && invoiced < ordered ? Of(ordered) : null, "/invoices?" + documents, c.State == OrderState.Invoiced && money.Paid < money.Invoiced),
                new(T["ribbon.paid"], MoneyTexts.Of(money.Paid, c.Currency), money.Paid < money.Invoiced ? Of(money.Invoiced) : null, "/invoices?" + documents, c.State == OrderState.Invoiced && money.Paid >= money.Invoiced),
            ];
        }
    }

    /// <inheritdoc/>
    protected override async Task OnActorReadyAsync()
    {
        var company = await References.GetAsync(Actor.CompanyId, Stopping);
        warehouses = await WarehouseNames.ReadAsync(References, Actor, Stopping);
        vatChoices = [.. company.VatRates.Values.OrderByDescending(v => v.IsDefault).ThenByDescending(v => v.Percent).Select(v => new Choice<long>(v.Id, v.Code))];
        vatPercents = company.VatRates.Values.ToDictionary(v => v.Id, v => v.Percent);
        shops = await Shops.ReadAsync(Actor, Stopping);
        Live([Topics.Order, Topics.Stock, Topics.Invoice], FollowAsync);
    }

    /// <inheritdoc/>
    protected override async Task OnAddressAsync()
    {
        (Refusal, movedBy, restored) = (null, null, false);
        if (Id is not null)
        {
            await LoadAsync();
            return;
        }

        (card, events, money) = (null, [], new([], 0m, 0m));
        var kept = await Drafts.ReadAsync(Actor);
        restored = kept is { IsDirty: true, OrderId: 0 } && warehouses![kept.WarehouseId].Length > 0;
        var company = await References.GetAsync(Actor.CompanyId, Stopping);
        draft = restored ? kept! : OrderDraft.New(company.Today(Clock.GetUtcNow()), warehouses!.Default, company.Company.Currency);
        if (!restored && AddressValues.Id(State["partner"]) is { } partner && await Partners.GetAsync(Actor, partner, Stopping) is { Ok: true } found)
        {
            var p = found.Value;
            draft.Partner = new PartnerHit(p.Id, p.Fields.Code ?? "", p.Fields.Name, p.Fields.City, p.Fields.VatNumber, p.Fields.PaymentTermDays);
        }

        await ReadLevelsAsync();
    }

    private async Task LoadAsync()
    {
        var outcome = await Queries.GetAsync(Actor, Id!.Value, Stopping);
        if (!outcome.Ok)
        {
            (Refusal, card, draft) = (outcome.Refusal, null, null);
            return;
        }

        (card, draft, movedBy, invoiceCommand) = (outcome.Value, OrderDraft.Of(outcome.Value), null, Guid.NewGuid());
        await ReadAroundAsync();
    }

    /// <summary>Somebody looked at what the shop changed and dealt with it.</summary>
    private Task DismissAsync() => RunAsync(async c => await Changes.DismissAsync(Actor, Guid.NewGuid(), card!.Id, c), LoadAsync);

    private async Task ReadAroundAsync()
    {
        await ReadLevelsAsync();
        money = await Invoices.OfOrderAsync(Actor, card!.Id, Stopping);
        events = [.. (await Queries.HistoryAsync(Actor, card.Id, 50, Stopping)).Select(h => History.Say(h, Label))];
    }

    private async Task ReadLevelsAsync() => levels = await Stock.LevelsAsync(Actor, [.. draft!.Lines.Select(l => l.ItemId)], Stopping);

    private string? Label(string? field) => field is not null && T["field." + field] is { ResourceNotFound: false } known ? known.Value : null;

    private string? Error(string field) => Refusal?.All.FirstOrDefault(r => r.Field == field && r.Row is null) is { } bad ? Refusals.Say(bad) : null;

    private decimal Free(long item) => levels[item].Where(l => l.WarehouseId == draft!.WarehouseId).Sum(l => l.Free);

    // Someone else reserved, saved, delivered or was paid: figures move, what is being typed does not.
    private async Task FollowAsync(Live.LiveBatch batch)
    {
        if (draft is null || Busy)
        {
            return;
        }

        var stock = batch.Of(Topics.Stock);
        if (stock.Count > 0)
        {
            var before = levels;
            await ReadLevelsAsync();
            await MarkAsync([.. draft.Lines.Select(l => l.ItemId).Where(i => !before[i].Order(ByWarehouse).SequenceEqual(levels[i].Order(ByWarehouse)))]);
        }

        if (card is null)
        {
            return;
        }

        if (batch.Of(Topics.Order) is { Count: > 0 } orders && (orders.Contains(card.Id) || orders.Contains(Change.All)))
        {
            await FollowOrderAsync();
        }
        else if (batch.Of(Topics.Invoice).Count > 0)
        {
            money = await Invoices.OfOrderAsync(Actor, card.Id, Stopping);
        }
    }

    private async Task FollowOrderAsync()
    {
        var now = await Queries.GetAsync(Actor, card!.Id, Stopping);
        if (!now.Ok || draft is null)
        {
            return;
        }

        if (now.Value.Version == draft.Version)
        {
            card = now.Value;
            draft.TakeProgress(card);
            await ReadAroundAsync();
        }
        else if (!draft.IsDirty)
        {
            var before = card.Lines.ToDictionary(l => l.Id);
            var changed = now.Value.Lines.Where(l => !before.TryGetValue(l.Id, out var old) || old != l).Select(l => l.ItemId).ToList();
            await LoadAsync();
            await MarkAsync(changed);
        }
        else
        {
            movedBy = (await Queries.HistoryAsync(Actor, card.Id, 1, Stopping)).Select(h => h.Actor).FirstOrDefault() ?? "";
        }
    }

    private static readonly Comparer<LevelRow> ByWarehouse = Comparer<LevelRow>.Create((a, b) => a.WarehouseId.CompareTo(b.WarehouseId));

    private async Task MarkAsync(IReadOnlyCollection<long> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        fresh.UnionWith(items);
        StateHasChanged();
        await Task.Delay(MarkTime, Clock, Stopping);
        fresh.ExceptWith(items);
    }

    private async Task ChangeAsync(Action<OrderDraft> change)
    {
        change(draft!);
        await KeepAsync();
    }

    private async Task PartnerAsync(PartnerHit? partner)
    {
        await ChangeAsync(d => d.Partner = partner);
        if (partner is not null && lines is not null)
        {
            await lines.FocusAsync();
        }
    }

    private async Task LinesChangedAsync()
    {
        if (draft!.Lines.Exists(l => !levels.Contains(l.ItemId)))
        {
            await ReadLevelsAsync();
        }

        await KeepAsync();
    }

    private Task KeepAsync() => card is null ? Drafts.KeepAsync(Actor, draft!) : Task.CompletedTask;

    private async Task DropDraftAsync()
    {
        await Drafts.DropAsync(Actor);
        await OnAddressAsync();
    }

    private Task SaveAsync()
    {
        if (!draft!.CanSave)
        {
            Refusal = draft.Partner is null ? new Refusal("value.required") { Field = "partner" }
                : draft.Date is null ? new Refusal("value.required") { Field = "date" }
                : draft.Lines.Count == 0 ? new Refusal("document.no_lines")
                : draft.Lines.FindIndex(l => !(l.Quantity > 0m)) is >= 0 and var bad ? new Refusal("quantity.bad", draft.Lines[bad].Quantity ?? 0m) { Field = "quantity", Row = bad + 1 }
                : new Refusal("value.required") { Field = "price", Row = draft.Lines.FindIndex(l => l.Price is null) + 1 };
            return Task.CompletedTask;
        }

        return RunAsync(c => Orders.SaveAsync(Actor, draft.ToRequest(), c), async saved =>
        {
            Say.Done(saved.Short > 0m ? T["saved.short", saved.Number, Formats.Number(saved.Short)] : T["saved", saved.Number]);
            if (card is null)
            {
                await Drafts.DropAsync(Actor);
                Navigation.NavigateTo("/orders/" + AddressValues.Text(saved.Id));
            }
            else
            {
                await LoadAsync();
            }
        });
    }

    private Task TakeTheirsAsync()
    {
        Refusal = null;
        return LoadAsync();
    }

    private async Task SaveMineAsync()
    {
        var now = await Queries.GetAsync(Actor, card!.Id, Stopping);
        if (!now.Ok)
        {
            Refusal = now.Refusal;
            return;
        }

        var known = now.Value.Lines.Select(l => l.Id).ToHashSet();
        (draft!.Version, draft.CommandId, movedBy) = (now.Value.Version, Guid.NewGuid(), null);
        foreach (var line in draft.Lines.Where(l => l.LineId != 0 && !known.Contains(l.LineId)))
        {
            line.LineId = 0; // they took it off; mine puts it back
        }

        await SaveAsync();
    }

    private Task ReserveAsync() => RunAsync(c => Orders.ReserveAsync(Actor, Guid.NewGuid(), card!.Id, c), async saved =>
    {
        Say.Done(T["reserved.done", Formats.Number(saved.Short)]);
        await LoadAsync();
    });

    private Task InvoiceAsync(bool whatIsThere) => RunAsync(c => Invoicing.InvoiceAsync(Actor, invoiceCommand, card!, whatIsThere, c), async posted =>
    {
        Say.Done(T["invoiced.done", posted.Number, MoneyTexts.Of(posted.Gross, posted.Currency)]);
        await LoadAsync();
    });

    private async Task CancelAsync()
    {
        if (await Say.ReasonAsync(T["cancel.title", card!.Number], T["cancel.text"], T["reason"], T["cancel.yes"]) is { } reason)
        {
            await RunAsync(c => Orders.CancelAsync(Actor, Guid.NewGuid(), card.Id, card.Version, reason.Length == 0 ? null : reason, c), async () =>
            {
                Say.Done(T["cancelled.done", card.Number]);
                await LoadAsync();
            });
        }
    }
}
