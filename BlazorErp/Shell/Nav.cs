using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Shell;

/// <summary>A figure beside a navigation entry.</summary>
/// <param name="Value">How many; 0 shows nothing.</param>
/// <param name="Kind">Neutral is plain grey; the others are tinted.</param>
public sealed record NavCount(int Value, BadgeKind Kind = BadgeKind.Neutral);

/// <summary>Reads the figure of an entry for the actor; runs in a scope of its own.</summary>
public delegate Task<NavCount?> NavCounter(IServiceProvider services, Actor actor, CancellationToken cancellationToken);

/// <summary>One entry of the navigation and of the command palette.</summary>
/// <param name="Href">Address.</param>
/// <param name="TextKey">Key in ShellText.</param>
/// <param name="Group">Key in ShellText of the group's heading; empty for none.</param>
/// <param name="Permission">Hidden from those who lack it.</param>
/// <param name="Count">Figure beside it.</param>
/// <param name="Topics">Of the feed; when one of them changes the figure is read again.</param>
public sealed record NavEntry(string Href, string TextKey, string Group, string Permission, NavCounter? Count = null, params IReadOnlyList<string> Topics)
{
    /// <summary>Only for those who are in several companies.</summary>
    public bool Several { get; init; }
}

/// <summary>The navigation, in order. A room adds its pages here when they exist.</summary>
public static class Nav
{
    /// <summary>All entries.</summary>
    public static IReadOnlyList<NavEntry> Entries { get; } =
    [
        new("/", "nav.today", "", Permissions.DashboardRead),
        new("/orders", "nav.orders", "nav.sell", Permissions.SalesRead, BlazorErp.Sales.SalesModule.CountAsync, Topics.Order),
        new("/deliveries", "nav.deliveries", "nav.sell", Permissions.SalesRead),
        new("/invoices", "nav.invoices", "nav.sell", Permissions.InvoicesRead),
        new("/inbox", "nav.inbox", "nav.sell", Permissions.IntakeRead, BlazorErp.Intake.IntakeModule.CountAsync, Topics.Intake),
        new("/partners", "nav.partners", "nav.sell", Permissions.PartnersRead),
        new("/stock", "nav.stock", "nav.goods", Permissions.StockRead, BlazorErp.Stock.StockModule.CountAsync, Topics.Stock),
        new("/items", "nav.items", "nav.goods", Permissions.CatalogRead),
        new("/bank", "nav.bank", "nav.money", Permissions.BankRead, BlazorErp.Banking.BankingModule.CountAsync, Topics.BankLine, Topics.Bank),
        new("/bank/queue", "nav.queue", "nav.money", Permissions.BankRead) { Several = true },
        new("/channels", "nav.channels", "nav.admin", Permissions.SettingsRead),
        new("/settings", "nav.settings", "nav.admin", Permissions.SettingsRead),
        new("/health-of-books", "nav.health", "nav.admin", Permissions.LedgerRead),
        new("/jobs", "nav.jobs", "nav.admin", Permissions.JobsRead),
        new("/simulators", "nav.simulators", "nav.admin", Permissions.SettingsWrite),
    ];
}

/// <summary>Pages in the command palette.</summary>
public sealed class NavPaletteSource(IStringLocalizer<ShellText> texts) : IPaletteSource
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<PaletteHit>> SearchAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        var fragments = SearchText.Fragments(text);
        var hits = new List<PaletteHit>();
        foreach (var entry in Nav.Entries.Where(e => actor.May(e.Permission)))
        {
            var title = texts[entry.TextKey].Value;
            var group = entry.Group.Length > 0 ? texts[entry.Group].Value : null;
            var folded = SearchText.FoldAll(400, title, group);
            if (fragments.All(f => folded.Contains(f, StringComparison.Ordinal)))
            {
                hits.Add(new PaletteHit(title, group, entry.Href, texts["palette.pages"]));
            }
        }

        return Task.FromResult<IReadOnlyList<PaletteHit>>(hits);
    }
}
