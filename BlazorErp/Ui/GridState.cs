using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace BlazorErp.Ui;

/// <summary>
/// Search, sort and filters of a list, kept in the address: ?q=filtrs&amp;sort=-date&amp;wh=2. Back, reload and a sent link give the same list.
/// </summary>
public sealed class GridState : IDisposable
{
    private const string SearchKey = "q";
    private const string SortKey = "sort";
    private readonly NavigationManager navigation;
    private readonly string path;
    private SortedDictionary<string, string> values;

    /// <summary>Reads the present address and follows it.</summary>
    public GridState(NavigationManager navigation)
    {
        this.navigation = navigation;
        path = PathOf(navigation.Uri);
        values = Read(navigation.Uri);
        navigation.LocationChanged += Moved;
    }

    /// <summary>Something changed, by this object or by the browser's buttons.</summary>
    public event Action? Changed;

    /// <summary>Search fragments.</summary>
    public string Search => values.GetValueOrDefault(SearchKey, "");

    /// <summary>Sort key of a column; null is the list's own order.</summary>
    public string? Sort => values.GetValueOrDefault(SortKey)?.TrimStart('-');

    /// <summary>Direction of <see cref="Sort"/>.</summary>
    public bool Descending => values.GetValueOrDefault(SortKey)?.StartsWith('-') == true;

    /// <summary>Value of a filter; null when it is off.</summary>
    public string? this[string filter] => values.GetValueOrDefault(filter);

    /// <summary>"?q=…" of the present state, or empty: for export links.</summary>
    public string Query => values.Count == 0 ? "" : QueryHelpers.AddQueryString("", values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)));

    /// <summary>The address of another page with this state's query.</summary>
    public string At(string href) => QueryHelpers.AddQueryString(href, values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)));

    /// <summary>Sets or, with null or empty, clears one filter.</summary>
    public void Set(string filter, string? value) => Set((filter, value));

    /// <summary>Sets several at once: one step in the browser's history.</summary>
    public void Set(params ReadOnlySpan<(string Filter, string? Value)> filters)
    {
        var changed = false;
        foreach (var (filter, value) in filters)
        {
            changed |= values.GetValueOrDefault(filter, "") != (value ?? "");
            if (string.IsNullOrEmpty(value))
            {
                values.Remove(filter);
            }
            else
            {
                values[filter] = value;
            }
        }

        if (changed)
        {
            navigation.NavigateTo(path + Query, replace: true);
            Changed?.Invoke();
        }
    }

    /// <summary>Searches.</summary>
    public void SearchFor(string? text) => Set(SearchKey, text?.Trim());

    /// <summary>Sorts by a column; null is the list's own order.</summary>
    public void SortBy(string? key, bool descending) => Set(SortKey, key is null ? null : (descending ? "-" : "") + key);

    /// <inheritdoc/>
    public void Dispose() => navigation.LocationChanged -= Moved;

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (PathOf(e.Location) != path)
        {
            return;
        }

        var now = Read(e.Location);
        if (!now.SequenceEqual(values))
        {
            values = now;
            Changed?.Invoke();
        }
    }

    private static string PathOf(string uri) => new Uri(uri).GetLeftPart(UriPartial.Path);

    private static SortedDictionary<string, string> Read(string uri) =>
        new(QueryHelpers.ParseQuery(new Uri(uri).Query).Where(p => p.Value.ToString().Length > 0).ToDictionary(p => p.Key, p => p.Value.ToString()), StringComparer.Ordinal);
}
