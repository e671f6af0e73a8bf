using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Companies;

/// <summary>
/// A link of a chain over what may never change: its hash covers the link before it and the content it stands for, so that a change made past
/// every guard shows at that link and at every one after it.
/// </summary>
public sealed class Seal : CompanyRow, IPostedRow
{
    /// <summary>"invoice:SERIES:YEAR" (a link is one invoice) or "audit" (a link is a block of rows).</summary>
    public required string Chain { get; set; }
    /// <summary>1-based place; of an invoice its number in the series.</summary>
    public int Position { get; set; }
    /// <summary>The invoice, or the last audit row of the block.</summary>
    public long LastId { get; set; }
    /// <summary>Rows covered: lines of the invoice, rows of the block.</summary>
    public int Rows { get; set; }
    /// <summary>SHA-256, 64 hexadecimal digits.</summary>
    public required string Hash { get; set; }
    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; set; }
    /// <inheritdoc/>
    public bool IsPosted => true;
}
