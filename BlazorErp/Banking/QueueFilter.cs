using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Banking;

/// <summary>The filters of the queue over companies, for the page and its export.</summary>
internal static class QueueFilter
{
    /// <summary>Companies whose name, code or accounts have every fragment, and with <paramref name="busy"/> only those in which something is to be done.</summary>
    public static IEnumerable<QueueCompany> Of(IEnumerable<QueueCompany> companies, string? search, bool busy)
    {
        var fragments = SearchText.Fragments(search);
        return companies.Where(c => (!busy || c.IsBusy) && (fragments.Count == 0 || Matches(c, fragments)));
    }

    private static bool Matches(QueueCompany company, IReadOnlyList<string> fragments)
    {
        var text = SearchText.FoldAll(10_000, [company.Code, company.Name, .. company.Accounts.SelectMany(a => new[] { a.Name, a.Iban })]);
        return fragments.All(f => text.Contains(f, StringComparison.Ordinal));
    }
}
