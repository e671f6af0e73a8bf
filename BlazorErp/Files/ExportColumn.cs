namespace BlazorErp.Files;

/// <summary>How a column's values are written and shown.</summary>
public enum ExportKind
{
    /// <summary>Text, whatever it looks like: never a formula, never a number.</summary>
    Text = 1,
    /// <summary>A whole number.</summary>
    Integer = 2,
    /// <summary>An amount with two decimals.</summary>
    Money = 3,
    /// <summary>A quantity with up to four decimals.</summary>
    Quantity = 4,
    /// <summary>A fraction shown as a percentage: 0.21 is 21%.</summary>
    Percent = 5,
    /// <summary>A day.</summary>
    Date = 6,
    /// <summary>A moment, to the minute. A <see cref="DateTimeOffset"/> is written as its own clock shows it; convert it to the company's zone first.</summary>
    DateTime = 7,
    /// <summary>True or false.</summary>
    YesNo = 8,
}

/// <summary>One column of an export.</summary>
/// <param name="Title">The heading, in the reader's language.</param>
/// <param name="Kind">How values are written.</param>
/// <param name="Value">
/// The value of a row: string, any number, <see cref="DateOnly"/>, <see cref="System.DateTime"/>, <see cref="DateTimeOffset"/>, bool, <c>Money</c>, <c>Quantity</c>
/// or null (an empty cell). A value that does not fit the kind is written as text, never dropped.
/// </param>
public sealed record ExportColumn<T>(string Title, ExportKind Kind, Func<T, object?> Value);
