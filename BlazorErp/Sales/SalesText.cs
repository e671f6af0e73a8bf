namespace BlazorErp.Sales;

/// <summary>Texts of the room Sales.</summary>
public sealed class SalesText;
