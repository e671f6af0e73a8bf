namespace BlazorErp.Banking;

/// <summary>Texts of the bank rules.</summary>
public sealed class RulesText;
