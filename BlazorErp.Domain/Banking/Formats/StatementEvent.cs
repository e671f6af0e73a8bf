using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// One step of a statement file as it streams. The order is: per file <see cref="FileBegan"/>, then per statement <see cref="StatementBegan"/>,
/// its <see cref="LineRead"/>s and <see cref="StatementEnded"/>, and always last <see cref="FileEnded"/>. Nothing of a file is valid before its
/// <see cref="FileEnded"/> is Ok: keep what came since <see cref="FileBegan"/> in one transaction and roll it back otherwise. A refused file
/// may end in the middle of a statement. An archive yields one such sequence per file inside.
/// </summary>
public abstract record StatementEvent
{
    private protected StatementEvent()
    {
    }
}

/// <summary>A file begins.</summary>
public sealed record FileBegan(string Name, StatementFormat Format, string Version) : StatementEvent;

/// <summary>A statement begins. What the file states only behind the lines is still missing.</summary>
public sealed record StatementBegan(StatementHeader Header) : StatementEvent;

/// <summary>A line of the statement that began last.</summary>
public sealed record LineRead(ParsedLine Line) : StatementEvent;

/// <summary>The statement ended; this is its whole header, with <see cref="StatementHeader.BookedSum"/>.</summary>
public sealed record StatementEnded(StatementHeader Header) : StatementEvent;

/// <summary>The file ended: read to its end, or refused whole.</summary>
/// <param name="Refusal">Why all of the file is refused; null: it is good.</param>
/// <param name="Warnings">What deserves a look.</param>
public sealed record FileEnded(Refusal? Refusal, IReadOnlyList<Refusal> Warnings) : StatementEvent
{
    /// <summary>Whether what came since <see cref="FileBegan"/> counts.</summary>
    public bool Ok => Refusal is null;
}

/// <summary>What a statement file may be at most.</summary>
public sealed record StatementLimits
{
    /// <summary>For uploads and mail: large enough for a year of a busy shop.</summary>
    public static StatementLimits Default { get; } = new();

    /// <summary>Bytes of one file, unpacked.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>Lines of one file.</summary>
    public int MaxLines { get; init; } = 2_000_000;

    /// <summary>Payments of one batch entry that become lines; a larger batch stays one line.</summary>
    public int MaxBatch { get; init; } = 20_000;

    /// <summary>Characters of one text.</summary>
    public int MaxText { get; init; } = 1 << 20;

    /// <summary>Files of an archive.</summary>
    public int MaxArchiveFiles { get; init; } = 500;

    /// <summary>Unpacked bytes of all files of an archive.</summary>
    public long MaxArchiveBytes { get; init; } = 512L << 20;

    /// <summary>Unpacked size over packed size of a file of an archive that is larger than 10 MiB; statements reach about 60.</summary>
    public int MaxArchiveRatio { get; init; } = 200;

    /// <summary>Bytes of an archive that has to be held in memory because its stream cannot seek.</summary>
    public int MaxArchiveInMemory { get; init; } = 32 << 20;
}
