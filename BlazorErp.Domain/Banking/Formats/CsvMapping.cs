namespace BlazorErp.Domain.Banking.Formats;

/// <summary>How the columns of a bank's delimited text are laid out.</summary>
public sealed record CsvMapping;
