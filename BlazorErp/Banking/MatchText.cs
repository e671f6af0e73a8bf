namespace BlazorErp.Banking;

/// <summary>Marks the texts of matching signals and rules; the codes are the keys.</summary>
public sealed class MatchText;
