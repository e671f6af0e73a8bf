using BlazorErp.Domain.Shared;

namespace BlazorErp.Ui;

/// <summary>One thing the command palette found.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Detail">Grey text beside it.</param>
/// <param name="Href">Where it opens.</param>
/// <param name="Group">Heading it stands under.</param>
/// <param name="Rank">Higher comes first inside its group.</param>
public sealed record PaletteHit(string Title, string? Detail, string Href, string Group, int Rank = 0);

/// <summary>Something the palette searches; register it with <c>AddScoped&lt;IPaletteSource, …&gt;</c>.</summary>
public interface IPaletteSource
{
    /// <summary>Hits for the text (fragments; empty text: what is worth offering unasked, or nothing), only what the actor may see, about eight at most.</summary>
    Task<IReadOnlyList<PaletteHit>> SearchAsync(Actor actor, string text, CancellationToken cancellationToken);
}
