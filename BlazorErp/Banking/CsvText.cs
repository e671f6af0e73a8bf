namespace BlazorErp.Banking;

/// <summary>Texts of naming the columns of a statement.</summary>
public sealed class CsvText;
