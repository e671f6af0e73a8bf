using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace BlazorErp.Ui;

/// <summary>
/// The house list: reads windows of rows, scrolls on by itself, keeps search, sort and filters in the address, follows the keyboard, and re-reads
/// what it shows when told that something changed, without moving what is under the pointer.
/// </summary>
public sealed partial class ErpGrid<TRow> : ComponentBase, IAsyncDisposable
{
    /// <summary>Rows read at once.</summary>
    public const int Window = 100;

    /// <summary>Most rows on the screen; whoever needs more narrows the search or takes the Excel file.</summary>
    public const int MaxRows = 2000;

    private const int Skeleton = 8;
    private static readonly TimeSpan MarkTime = TimeSpan.FromMilliseconds(1200);
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(150);

    private readonly List<GridColumn<TRow>> columns = [];
    private readonly HashSet<long> marked = [];
    private readonly HashSet<long> gone = [];
    private readonly CancellationTokenSource stop = new();
    private List<TRow> rows = [];
    private List<TRow>? pending;
    private string? next;
    private int total = -1;
    private int generation;
    private bool loading, loaded, failed, more, inside, disposed, again;
    private string searchText = "";
    private CancellationTokenSource? reading, typing;
    private GridState? own;
    private ElementReference frame, sentinel;
    private IJSObjectReference? module;
    private DotNetObjectReference<ErpGrid<TRow>>? self;
    private ITimer? unmark;

    /// <summary>Reads a window. Given a cursor (After) it goes on from there, else from Skip.</summary>
    [Parameter, EditorRequired] public Func<PageQuery, CancellationToken, Task<Page<TRow>>> Load { get; set; } = default!;

    /// <summary>Identity of a row; the ids of <see cref="ReloadAsync"/> are of this kind.</summary>
    [Parameter, EditorRequired] public Func<TRow, long> RowKey { get; set; } = default!;

    /// <summary><see cref="GridColumn{TRow}"/>s.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>The page's state (<see cref="ErpPage.State"/>) when its filters steer <see cref="Load"/>; its own otherwise.</summary>
    [Parameter] public GridState? State { get; set; }

    /// <summary>Key of the selected row.</summary>
    [Parameter] public long? SelectedKey { get; set; }

    /// <summary>Bindable.</summary>
    [Parameter] public EventCallback<long?> SelectedKeyChanged { get; set; }

    /// <summary>A row was selected by click or arrow.</summary>
    [Parameter] public EventCallback<TRow> OnSelect { get; set; }

    /// <summary>A row was opened by Enter or double click.</summary>
    [Parameter] public EventCallback<TRow> OnOpen { get; set; }

    /// <summary>After each read from the start: the first window, with the total where it was counted.</summary>
    [Parameter] public EventCallback<Page<TRow>> OnLoaded { get; set; }

    /// <summary>Search box over the list.</summary>
    [Parameter] public bool ShowSearch { get; set; } = true;

    /// <summary>Grey text in it.</summary>
    [Parameter] public string? SearchPlaceholder { get; set; }

    /// <summary>Chips beside the search box.</summary>
    [Parameter] public RenderFragment? Toolbar { get; set; }

    /// <summary>Asks <see cref="Load"/> to count all rows on the first window.</summary>
    [Parameter] public bool CountRows { get; set; }

    /// <summary>Export endpoint; the present query is appended.</summary>
    [Parameter] public string? ExportHref { get; set; }

    /// <summary>What an empty list says when no filter is on.</summary>
    [Parameter] public string? EmptyText { get; set; }

    /// <summary>What one can do then.</summary>
    [Parameter] public RenderFragment? EmptyAction { get; set; }

    /// <summary>Class of a row.</summary>
    [Parameter] public Func<TRow, string?>? RowClass { get; set; }

    /// <summary>For screen readers.</summary>
    [Parameter] public string? Label { get; set; }

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private ILogger<ErpGrid<TRow>> Log { get; set; } = default!;

    /// <summary>Rows on the screen.</summary>
    public IReadOnlyList<TRow> Rows => rows;

    private GridState Current => State ?? (own ??= new GridState(Navigation));

    internal void Add(GridColumn<TRow> column)
    {
        columns.Add(column);
        generation++;
        StateHasChanged();
    }

    internal void Remove(GridColumn<TRow> column)
    {
        columns.Remove(column);
        if (!disposed)
        {
            generation++;
            StateHasChanged();
        }
    }

    /// <summary>
    /// Re-reads what is on the screen. Rows that differ from before, and rows named in <paramref name="changedIds"/>, get the green edge for a second.
    /// While the pointer is over the list, rows keep their places: values change where they stand, new rows wait until the pointer leaves.
    /// </summary>
    public Task ReloadAsync(IReadOnlySet<long>? changedIds = null) => InvokeAsync(() => RereadAsync(changedIds));

    /// <summary>Reads the list from the start, as after a change of filter.</summary>
    public Task RestartAsync() => InvokeAsync(() => ReadAsync(keep: true));

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        searchText = Current.Search;
        Current.Changed += StateMoved;
        unmark = Clock.CreateTimer(_ => _ = InvokeAsync(Unmark), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await ReadAsync(keep: false);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => generation++;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                module = await Js.InvokeAsync<IJSObjectReference>("import", stop.Token, "./js/grid.js");
                self = DotNetObjectReference.Create(this);
            }

            if (module is not null)
            {
                await module.InvokeVoidAsync("watch", stop.Token, frame, self);
            }
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // the page was closed
        }
    }

    /// <summary>Called by the browser when the end of the list comes near, and by the button.</summary>
    [JSInvokable]
    public async Task LoadMoreAsync()
    {
        if (!more || loading || failed || rows.Count >= MaxRows)
        {
            return;
        }

        await GuardAsync(async cancellation =>
        {
            var page = await Load(Query(rows.Count, next, Window, count: false), cancellation);
            var known = rows.Select(RowKey).ToHashSet();
            rows.AddRange(page.Rows.Where(r => known.Add(RowKey(r))));
            Continue(page, page.Rows.Count > 0);
        });
    }

    private async Task ReadAsync(bool keep)
    {
        if (!keep)
        {
            rows = [];
        }

        await GuardAsync(async cancellation =>
        {
            var page = await Load(Query(0, null, Window, CountRows), cancellation);
            rows = [.. page.Rows];
            pending = null;
            gone.Clear();
            total = page.Total;
            Continue(page, page.Rows.Count > 0);
            loaded = true;
            await OnLoaded.InvokeAsync(page);
        });
    }

    private async Task RereadAsync(IReadOnlySet<long>? changedIds)
    {
        if (disposed)
        {
            return;
        }

        // A read under way may have seen the old state: read once more when it is done.
        if (loading || !loaded)
        {
            again = true;
            return;
        }

        var wanted = Math.Max(Window, rows.Count);
        var fresh = new List<TRow>();
        await GuardAsync(async cancellation =>
        {
            Page<TRow> page;
            string? cursor = null;
            do
            {
                page = await Load(Query(fresh.Count, cursor, Math.Min(PageQuery.MaxTake, wanted - fresh.Count), CountRows && fresh.Count == 0), cancellation);
                fresh.AddRange(page.Rows);
                cursor = page.Next;
                if (page.Total >= 0)
                {
                    total = page.Total;
                }
            }
            while (cursor is not null && page.Rows.Count > 0 && fresh.Count < wanted);

            Continue(page, page.Rows.Count > 0, fresh.Count);
            Merge(fresh, changedIds);
        });
    }

    private void Merge(List<TRow> fresh, IReadOnlySet<long>? changedIds)
    {
        var before = rows.ToDictionary(RowKey);
        var after = fresh.DistinctBy(RowKey).ToDictionary(RowKey);
        foreach (var (key, row) in after)
        {
            if (changedIds?.Contains(key) == true || !before.TryGetValue(key, out var old) || !EqualityComparer<TRow>.Default.Equals(old, row))
            {
                marked.Add(key);
            }
        }

        var sameOrder = rows.Select(RowKey).SequenceEqual(fresh.Select(RowKey));
        if (inside && !sameOrder)
        {
            pending = fresh;
            gone.UnionWith(before.Keys.Where(k => !after.ContainsKey(k)));
            rows = [.. rows.Select(r => after.GetValueOrDefault(RowKey(r), r))];
        }
        else
        {
            pending = null;
            gone.Clear();
            rows = [.. after.Values];
        }

        if (marked.Count > 0)
        {
            unmark?.Change(MarkTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void ApplyPending()
    {
        if (pending is { } fresh)
        {
            (pending, rows) = (null, [.. fresh.DistinctBy(RowKey)]);
            gone.Clear();
        }
    }

    private Task LeaveAsync()
    {
        inside = false;
        ApplyPending();
        return Task.CompletedTask;
    }

    private void Unmark()
    {
        marked.Clear();
        if (!disposed)
        {
            StateHasChanged();
        }
    }

    private void Continue(Page<TRow> page, bool progressed, int? count = null)
    {
        next = page.Next;
        more = progressed && (page.Next is not null || page.Total > (count ?? rows.Count));
    }

    private PageQuery Query(int skip, string? after, int take, bool count) =>
        new(Current.Search.Length == 0 ? null : Current.Search, Current.Sort, Current.Descending, skip, take, after, count);

    private async Task GuardAsync(Func<CancellationToken, Task> read)
    {
        reading?.Cancel();
        reading?.Dispose();
        var mine = reading = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        (loading, failed) = (true, false);
        StateHasChanged();
        try
        {
            await read(mine.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || mine.IsCancellationRequested)
        {
            // overtaken by a newer read, or the page was left
        }
        catch (Exception e)
        {
            Log.LogError(e, "A list of {Row} could not be read", typeof(TRow).Name);
            failed = true;
            if (!loaded)
            {
                rows = [];
            }
        }

        if (!ReferenceEquals(mine, reading) || disposed)
        {
            return;
        }

        loading = false;
        StateHasChanged();
        if (again && !failed)
        {
            again = false;
            await RereadAsync(null);
        }
    }

    private void StateMoved() => _ = InvokeAsync(() =>
    {
        if (typing is null)
        {
            searchText = Current.Search;
        }

        return ReadAsync(keep: true);
    });

    private async Task SearchTypedAsync()
    {
        typing?.Cancel();
        var mine = typing = new CancellationTokenSource();
        try
        {
            await Task.Delay(TypingPause, Clock, mine.Token);
            Current.SearchFor(searchText);
        }
        catch (OperationCanceledException)
        {
            // the next key
        }
        finally
        {
            if (ReferenceEquals(mine, typing))
            {
                typing = null;
            }

            mine.Dispose();
        }
    }

    private void ClearSearch() => Current.SearchFor(searchText = "");

    // ascending, descending, the list's own order
    private void SortBy(string key)
    {
        var (sort, descending) = Current.Sort != key ? (key, false) : Current.Descending ? (null, false) : ((string?)key, true);
        Current.SortBy(sort, descending);
    }

    private string? AriaSort(GridColumn<TRow> column) =>
        column.SortKey is null ? null : Current.Sort != column.SortKey ? "none" : Current.Descending ? "descending" : "ascending";

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        if (rows.Count == 0 || e.CtrlKey || e.AltKey)
        {
            return;
        }

        var at = SelectedKey is { } key ? rows.FindIndex(r => RowKey(r) == key) : -1;
        int? to = e.Key switch
        {
            "ArrowDown" => Math.Min(at + 1, rows.Count - 1),
            "ArrowUp" => Math.Max(at - 1, 0),
            "PageDown" => Math.Min(at + 15, rows.Count - 1),
            "PageUp" => Math.Max(at - 15, 0),
            "Home" => 0,
            "End" => rows.Count - 1,
            _ => null,
        };
        if (to is { } index)
        {
            await SelectAsync(rows[index]);
            if (index == rows.Count - 1)
            {
                await LoadMoreAsync();
            }
        }
        else if (e.Key == "Enter" && at >= 0)
        {
            await OnOpen.InvokeAsync(rows[at]);
        }
    }

    private Task ClickedAsync(TRow row) => SelectAsync(row);

    private Task OpenedAsync(TRow row) => OnOpen.InvokeAsync(row);

    private async Task SelectAsync(TRow row)
    {
        if (SelectedKey != RowKey(row))
        {
            SelectedKey = RowKey(row);
            await SelectedKeyChanged.InvokeAsync(SelectedKey);
        }

        await OnSelect.InvokeAsync(row);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        disposed = true;
        Current.Changed -= StateMoved;
        own?.Dispose();
        await stop.CancelAsync();
        typing?.Cancel();
        if (unmark is not null)
        {
            await unmark.DisposeAsync();
        }

        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // the circuit is closing because the page is gone
        }

        self?.Dispose();
        reading?.Dispose();
        stop.Dispose();
    }
}
