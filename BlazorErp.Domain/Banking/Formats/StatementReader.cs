using System.Xml;
using BlazorErp.Domain.Banking.Formats.Camt;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// Reads bank statement files. What a file is, is found from its content, never from its name. Whatever the bytes are, the answer is statements
/// or a <see cref="Refusal"/>; the only exception that leaves is <see cref="OperationCanceledException"/>. XML is refused whole, never half.
/// The stream is read synchronously from where it stands and is left open; put a browser's or a network's stream into a file first.
/// </summary>
public static class StatementReader
{
    /// <summary>Bytes that are looked at to find what a file is.</summary>
    internal const int Sniffed = 4096;

    /// <summary>A whole file as a list. For large files use <see cref="Stream"/>, which holds one entry at a time.</summary>
    /// <param name="content">The file.</param>
    /// <param name="fileName">Only for messages and <see cref="StatementHeader.SourceName"/>.</param>
    /// <param name="limits">What the file may be at most.</param>
    /// <param name="csv">How the columns are laid out, should it be delimited text.</param>
    /// <param name="cancel">Calls the reading off.</param>
    public static Outcome<StatementFile> Read(Stream content, string fileName, StatementLimits limits, CsvMapping? csv = null, CancellationToken cancel = default)
    {
        var files = new List<(FileBegan File, List<ParsedStatement> Statements)>();
        var warnings = new List<Refusal>();
        var refusals = new List<Refusal>();
        var statements = new List<ParsedStatement>();
        var lines = new List<ParsedLine>();
        FileBegan? file = null;
        foreach (var step in Stream(content, fileName, limits, csv, cancel))
        {
            switch (step)
            {
                case FileBegan began:
                    (file, statements) = (began, []);
                    break;
                case StatementBegan:
                    lines = [];
                    break;
                case LineRead read:
                    lines.Add(read.Line);
                    break;
                case StatementEnded ended:
                    statements.Add(Whole(ended.Header, lines));
                    break;
                case FileEnded ended:
                    warnings.AddRange(ended.Warnings);
                    if (ended.Refusal is not null) refusals.Add(ended.Refusal);
                    else if (file is not null) files.Add((file, statements));
                    break;
            }
        }
        if (files.Count == 0) return Refusal.Of([.. refusals.SelectMany(r => r.All)]);
        var first = files[0].File;
        var archive = files.Count > 1 || refusals.Count > 0 || files[0].File.Name != (fileName ?? "");
        return new StatementFile(archive ? StatementFormat.Zip : first.Format, archive ? "" : first.Version, [.. files.SelectMany(f => f.Statements)], [.. warnings, .. refusals]);
    }

    /// <summary>
    /// The file as it streams; memory stays flat for any size. Nothing counts before its <see cref="FileEnded"/> is Ok: see <see cref="StatementEvent"/>.
    /// Lines without any date get the closing balance's only if that stands before them, as the standard has it.
    /// </summary>
    /// <param name="content">The file; must stay open while the events are read.</param>
    /// <param name="fileName">Only for messages and <see cref="StatementHeader.SourceName"/>.</param>
    /// <param name="limits">What the file may be at most.</param>
    /// <param name="csv">How the columns are laid out, should it be delimited text.</param>
    /// <param name="cancel">Calls the reading off.</param>
    public static IEnumerable<StatementEvent> Stream(Stream content, string fileName, StatementLimits limits, CsvMapping? csv = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);
        return Guarded(new ReadContext(fileName ?? "", limits, cancel) { Csv = csv }, context => Sniff(content, context));
    }

    // Turns everything a hostile file can cause into the refusal of the file. Two kinds of exception are not the file's: calling off, and a defect
    // of ours that is no parsing fault (out of memory, and the like) and must be seen.
    internal static IEnumerable<StatementEvent> Guarded(ReadContext context, Func<ReadContext, IEnumerable<StatementEvent>> read)
    {
        using var steps = read(context).GetEnumerator();
        StatementEvent? last = null;
        while (true)
        {
            StatementEvent? step = null;
            Refusal? refusal = null;
            try
            {
                if (steps.MoveNext()) step = steps.Current;
            }
            catch (StatementRefusedException e)
            {
                refusal = e.Refusal;
            }
            catch (XmlLimitException)
            {
                refusal = new Refusal("bank.format.too-large", context.SourceName);
            }
            catch (XmlException e)
            {
                refusal = new Refusal("bank.format.xml", context.SourceName, e.LineNumber) { Row = e.LineNumber > 0 ? e.LineNumber : null };
            }
            catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException or System.Text.RegularExpressions.RegexMatchTimeoutException)
            {
                refusal = new Refusal("bank.format.unreadable", context.SourceName);
            }
            if (refusal is not null)
            {
                // What was wrong with values before the end says more than the end.
                yield return new FileEnded(context.Refusal ?? refusal, context.Warnings);
                yield break;
            }
            if (step is null)
            {
                if (last is FileEnded) yield break; // an archive: each file inside has ended itself
                yield return new FileEnded(context.Refusal, context.Warnings);
                yield break;
            }
            // Of a file that is already refused only the further faults are of interest.
            if (!context.Failed) yield return step;
            last = step;
        }
    }

    internal static IEnumerable<StatementEvent> Sniff(Stream content, ReadContext context, bool inArchive = false)
    {
        var limited = new LimitedStream(content, context.Limits.MaxBytes);
        var first = new byte[Sniffed];
        var length = limited.ReadAtLeast(first, Sniffed, throwOnEndOfStream: false);
        var whole = new PrefixedStream(first.AsMemory(0, length), limited);
        var steps = ContentKinds.Of(first.AsSpan(0, length)) switch
        {
            ContentKind.Empty => throw new StatementRefusedException(new Refusal("bank.format.empty", context.SourceName)),
            ContentKind.Xml => XmlStatements.Read(whole, context),
            ContentKind.Mt940 => Mt940Reader.Read(whole, context),
            ContentKind.Zip when inArchive => throw new StatementRefusedException(new Refusal("bank.format.nested", context.SourceName)),
            ContentKind.Zip => ZipStatements.Read(content, whole, context),
            ContentKind.Text when context.Csv is { } mapping => CsvReader.Read(whole, mapping, context),
            ContentKind.Text => throw new StatementRefusedException(new Refusal("bank.format.csv-mapping", context.SourceName)),
            _ => throw new StatementRefusedException(new Refusal("bank.format.unknown", context.SourceName)),
        };
        // An iterator, so that what the sniffing throws is caught where the reading's is.
        foreach (var step in steps) yield return step;
    }

    private static ParsedStatement Whole(StatementHeader header, List<ParsedLine> lines)
    {
        // Only where balances stand behind the lines, against the schema.
        var date = header.ClosingBalance?.Date ?? header.To;
        if (date is not null && lines.Exists(l => l.BookingDate is null)) lines = [.. lines.Select(l => l.BookingDate is null ? l with { BookingDate = date } : l)];
        return new ParsedStatement(header, lines);
    }
}
