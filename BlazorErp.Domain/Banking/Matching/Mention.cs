namespace BlazorErp.Domain.Banking.Matching;

/// <summary>A number named in a line's text, with the items it may mean.</summary>
/// <param name="Text">As the payer wrote it (folded).</param>
/// <param name="Items">Positions in the index; several when the number alone does not tell.</param>
/// <param name="Strength">How much it says.</param>
/// <param name="LacksYear">A bare number of a series that counts by year.</param>
internal sealed record Mention(string Text, List<int> Items, Strength Strength, bool LacksYear);

/// <summary>All that the text and the structured references name.</summary>
/// <param name="Found">Numbers of documents the index knows.</param>
/// <param name="Unknown">Numbers that look like ours or follow a word for invoice, and are not open.</param>
internal sealed record Mentions(List<Mention> Found, List<string> Unknown)
{
    public static Mentions None => new([], []);

    public static bool Empty(BankLineFacts line) => line.Remittance.Length == 0 && line.References.Count == 0;
}
