using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>Search and sort of a list as its address says them (?q=…&amp;sort=-date), for its export.</summary>
public static class ExportQuery
{
    /// <summary>Reads them off the request.</summary>
    public static PageQuery Of(HttpRequest request)
    {
        var sort = request.Query["sort"].ToString();
        return new PageQuery(request.Query["q"].ToString(), sort.TrimStart('-') is { Length: > 0 } key ? key : null, sort.StartsWith('-'));
    }
}
