namespace BlazorErp.Banking;

/// <summary>Marker of the room's texts (BankingText.resx).</summary>
public sealed class BankingText;
