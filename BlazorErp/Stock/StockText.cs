namespace BlazorErp.Stock;

/// <summary>Texts of the room Stock.</summary>
public sealed class StockText;
