using BlazorErp.Files;

namespace BlazorErp.Catalog.Import;

/// <summary>How far an import is.</summary>
public enum ImportStage
{
    /// <summary>The file is read.</summary>
    Reading = 1,
    /// <summary>Rows are checked against the company.</summary>
    Checking = 2,
    /// <summary>Items are written.</summary>
    Writing = 3,
    /// <summary>Opening stock is posted.</summary>
    Posting = 4,
}

/// <summary>Progress of an import.</summary>
/// <param name="Stage">What it does now.</param>
/// <param name="Done">Rows done of this stage.</param>
/// <param name="Total">Rows of the file where known, else 0.</param>
public readonly record struct ImportProgress(ImportStage Stage, int Done, int Total);

/// <summary>How the columns of a file are to be read.</summary>
/// <param name="Columns">Field key (see <see cref="ItemImportFields"/>) to 0-based column.</param>
/// <param name="DecimalSign">',' or '.'; null lets the file show it.</param>
public sealed record ItemMapping(IReadOnlyDictionary<string, int> Columns, char? DecimalSign = null);

/// <summary>What a file looks like before it is imported.</summary>
/// <param name="Headers">Headings, from column A on.</param>
/// <param name="Rows">The first rows as text.</param>
/// <param name="Fields">Fields the import offers.</param>
/// <param name="Mapping">Proposed, or remembered for this heading row.</param>
/// <param name="Ambiguous">Keys of fields that several columns claim; the user must choose.</param>
/// <param name="Remembered">Whether the mapping was remembered.</param>
public sealed record ItemImportPreview(
    IReadOnlyList<string> Headers, IReadOnlyList<(int Row, IReadOnlyList<string> Cells)> Rows, IReadOnlyList<TableField> Fields, ItemMapping Mapping, IReadOnlyList<string> Ambiguous, bool Remembered);

/// <summary>What an import did.</summary>
/// <param name="BatchId">The batch, for undo; null where everything was as it is.</param>
/// <param name="Created">Items made.</param>
/// <param name="Updated">Items changed.</param>
/// <param name="Unchanged">Items that were as they are.</param>
/// <param name="Documents">Numbers of the opening documents.</param>
public sealed record ItemImportResult(long? BatchId, int Created, int Updated, int Unchanged, IReadOnlyList<string> Documents);

/// <summary>What an undo did.</summary>
/// <param name="Removed">Items removed.</param>
/// <param name="Blocked">Items the books already know: kept, blocked.</param>
/// <param name="Restored">Items that got their old values back.</param>
/// <param name="Documents">Numbers of the mirror documents.</param>
public sealed record ItemUndoResult(int Removed, int Blocked, int Restored, IReadOnlyList<string> Documents);

/// <summary>An import of before.</summary>
public sealed record ImportBatchRow(long Id, DateTimeOffset At, string FileName, int Created, int Updated, int Unchanged, DateTimeOffset? UndoneAt);
