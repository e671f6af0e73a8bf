using System.Globalization;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>Stops the reading of a file with the refusal it ends in. Never leaves this folder.</summary>
internal sealed class StatementRefusedException(Refusal refusal) : Exception(refusal.ToString())
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>What one file gathers while it is read: refusals (all of them, up to a limit), warnings, counts.</summary>
internal sealed class ReadContext(string sourceName, StatementLimits limits, CancellationToken cancel)
{
    private const int MaxReported = 50;
    private readonly List<Refusal> refusals = [];
    private readonly List<Refusal> warnings = [];
    private int lines;

    public string SourceName => sourceName;

    public StatementLimits Limits => limits;

    public CancellationToken Cancel => cancel;

    public CsvMapping? Csv { get; init; }

    /// <summary>Id of the statement being read, for the texts of refusals.</summary>
    public string? StatementId { get; set; }

    public bool Failed => refusals.Count > 0;

    public IReadOnlyList<Refusal> Warnings => warnings;

    public Refusal? Refusal => Failed ? BlazorErp.Domain.Shared.Refusal.Of(refusals) : null;

    /// <summary>The file is refused because of a value: {0} value, {1} statement, {2} line of the file, {3} field.</summary>
    public void Refuse(string code, string? value, string field, int line)
    {
        refusals.Add(new Refusal(code, Shown(value), Shown(StatementId), line, field) { Field = field, Row = line });
        if (refusals.Count >= MaxReported) throw new StatementRefusedException(Refusal!);
    }

    /// <summary>Worth a look: {0} value, {1} statement, {2} line of the file.</summary>
    public void Warn(string code, string? value, int line)
    {
        if (warnings.Count < MaxReported && !warnings.Exists(w => w.Code == code && w.Row == line)) warnings.Add(new Refusal(code, Shown(value), Shown(StatementId), line) { Row = line });
    }

    /// <summary>One more line; stops a file that has too many, or whose reading was called off.</summary>
    public void CountLine()
    {
        cancel.ThrowIfCancellationRequested();
        if (++lines > limits.MaxLines) throw new StatementRefusedException(new Refusal("bank.format.too-many-lines", limits.MaxLines));
    }

    /// <summary>An amount of at most 13 digits before and 5 behind the point. Refuses and gives null for anything else; missing is refused too.</summary>
    public decimal? Amount(string? text, string field, int line, bool negative = false)
    {
        if (StatementText.TryAmount(text, '.', out var amount))
        {
            if (amount >= 0 || negative) return amount;
            Refuse("bank.format.amount-negative", text, field, line);
            return null;
        }
        Refuse(text is null ? "bank.format.amount-missing" : "bank.format.amount", text, field, line);
        return null;
    }

    /// <summary>A date <c>YYYY-MM-DD</c>, of which a time or zone behind it is cut as written (no conversion). Missing gives null, nonsense refuses.</summary>
    public DateOnly? Date(string? text, string field, int line)
    {
        if (text is null) return null;
        if (DateOnly.TryParseExact(text.AsSpan(0, Math.Min(10, text.Length)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Refuse("bank.format.date", text, field, line);
        return null;
    }

    private static string Shown(string? value) => value is null ? "" : value.Length <= 60 ? value : value[..60] + "…";
}
