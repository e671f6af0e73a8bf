using Microsoft.AspNetCore.Components;

namespace BlazorErp.Ui;

/// <summary>A column of an <see cref="ErpGrid{TRow}"/>.</summary>
public sealed class GridColumn<TRow> : ComponentBase, IDisposable
{
    /// <summary>Heading.</summary>
    [Parameter] public string Title { get; set; } = "";

    /// <summary>The cell's value, formatted in the user's culture (<see cref="Formats.Any"/>).</summary>
    [Parameter] public Func<TRow, object?>? Value { get; set; }

    /// <summary>Or the cell's content.</summary>
    [Parameter] public RenderFragment<TRow>? Template { get; set; }

    /// <summary>Right-aligned, tabular figures.</summary>
    [Parameter] public bool Numeric { get; set; }

    /// <summary>Name under which the list sorts by it (<see cref="Domain.Shared.PageQuery.Sort"/>); null when it cannot.</summary>
    [Parameter] public string? SortKey { get; set; }

    /// <summary>CSS width: "90px".</summary>
    [Parameter] public string? Width { get; set; }

    /// <summary>Left out below 700 pixels.</summary>
    [Parameter] public bool HideOnPhone { get; set; }

    /// <summary>Further class of its cells.</summary>
    [Parameter] public string? Class { get; set; }

    [CascadingParameter] private ErpGrid<TRow>? Grid { get; set; }

    internal string CellClass => string.Join(' ', new[] { Numeric ? "num" : null, HideOnPhone ? "nophone" : null, Class }.Where(c => c is not null));

    /// <inheritdoc/>
    protected override void OnInitialized() => Grid?.Add(this);

    /// <inheritdoc/>
    public void Dispose() => Grid?.Remove(this);
}
