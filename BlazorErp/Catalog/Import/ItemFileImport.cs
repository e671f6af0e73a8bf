using BlazorErp.Commands;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Catalog.Import;

/// <summary>"import items FILE": the same import as the page's, with the mapping that was remembered or is proposed.</summary>
internal sealed class ItemFileImport(ItemImport import) : IFileImport
{
    public string What => "items";

    public async Task<Outcome<string>> ImportAsync(Actor actor, string fileName, Stream content, CancellationToken cancel) =>
        (await import.RunAsync(actor, content, fileName, cancel: cancel)).Map(r => $"{r.Created} new, {r.Updated} changed, {r.Unchanged} as they were{(r.Documents.Count > 0 ? $"; opening stock {string.Join(", ", r.Documents)}" : "")}");
}
