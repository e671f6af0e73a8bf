using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// SWIFT MT940, any number of messages in a file, with or without the SWIFT blocks around them. A message without a closing balance (:62a:) is cut
/// off, and then the file is refused whole. RC and RD are reversals of a credit and of a debit: money out and in.
/// </summary>
internal sealed partial class Mt940Reader(ReadContext context)
{
    private const int MaxField = 20_000;
    private StatementHeader? header;
    private ParsedLine? pending;
    private decimal booked;
    private bool began;
    private bool closed;

    public static bool Recognises(string first) => Start().IsMatch(first) && Inner().IsMatch(first);

    public static IEnumerable<StatementEvent> Read(Stream content, ReadContext context)
    {
        var undecodable = new Latin9Fallback();
        var encoding = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, undecodable);
        using var text = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: true, 8192, leaveOpen: true);
        yield return new FileBegan(context.SourceName, StatementFormat.Mt940, "");
        var reader = new Mt940Reader(context);
        foreach (var (tag, value, line) in Fields(text, context))
        {
            foreach (var step in reader.Take(tag, value, line)) yield return step;
        }
        foreach (var step in reader.End(1)) yield return step;
    }

    // Fields of the text block, continuation lines joined by line feeds; tag "-" ends a message.
    private static IEnumerable<(string Tag, string Value, int Line)> Fields(TextReader text, ReadContext context)
    {
        string? tag = null;
        var (value, start, number) = (new StringBuilder(), 0, 0);
        while (BoundedLines.Read(text, MaxField) is { } line)
        {
            context.Cancel.ThrowIfCancellationRequested();
            number++;
            if (line.StartsWith('{') && line.IndexOf("{4:", StringComparison.Ordinal) is >= 0 and var block) line = line[(block + 3)..];
            else if (line.StartsWith('{')) continue;
            var match = Tag().Match(line);
            var end = line is "-" || line.StartsWith("-}", StringComparison.Ordinal);
            if (match.Success || end)
            {
                if (tag is not null) yield return (tag, value.ToString(), start);
                (tag, start) = (match.Success ? match.Groups[1].Value : null, number);
                value.Clear();
                if (match.Success) value.Append(line.AsSpan(match.Length).TrimEnd());
                else yield return ("-", "", number);
            }
            else if (tag is not null && value.Length + line.Length < MaxField)
            {
                value.Append('\n').Append(line.AsSpan().TrimEnd());
            }
        }
        if (tag is not null) yield return (tag, value.ToString(), start);
    }

    private IEnumerable<StatementEvent> Take(string tag, string value, int line)
    {
        if (tag is "20" or "-")
        {
            foreach (var step in End(line)) yield return step;
            if (tag == "20") Begin(value, line);
            yield break;
        }
        if (header is null) yield break;
        switch (tag)
        {
            case "25" or "25P":
                Account(value);
                break;
            case "28" or "28C":
                var parts = value.Split('/');
                header = header with { SequenceNumber = StatementText.Tidy(parts[0]), PageNumber = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : null };
                break;
            case "60F" or "60M" when header.OpeningBalance is null:
                header = header with { OpeningBalance = Balance(value, $":{tag}:", line) };
                header = header with { Currency = header.OpeningBalance?.Currency, From = header.OpeningBalance?.Date };
                break;
            case "61":
                if (Flush() is { } before) yield return before;
                context.CountLine();
                if (!began) yield return new StatementBegan(header);
                began = true;
                pending = Line(value, line);
                booked += pending?.Amount ?? 0;
                break;
            case "86":
                // Behind the closing balance it is about the statement.
                if (pending is not null) pending = Mt940Details.Describe(pending, value);
                if (Flush() is { } described) yield return described;
                break;
            case "62F" or "62M":
                if (Flush() is { } final) yield return final;
                closed = true;
                header = header with { ClosingBalance = Balance(value, $":{tag}:", line) };
                header = header with { To = header.ClosingBalance?.Date, Currency = header.Currency ?? header.ClosingBalance?.Currency };
                break;
        }
    }

    private void Begin(string reference, int line)
    {
        header = new StatementHeader { Format = StatementFormat.Mt940, SourceName = context.SourceName, StatementId = StatementText.Tidy(reference), LineNumber = line };
        context.StatementId = header.StatementId;
        (pending, booked, began, closed) = (null, 0, false, false);
    }

    private IEnumerable<StatementEvent> End(int line)
    {
        if (header is null) yield break;
        if (!closed) throw new StatementRefusedException(new Refusal("bank.format.cut-off", context.SourceName, header.StatementId, header.LineNumber) { Row = header.LineNumber, Field = ":62F:" });
        if (header.AccountIban is null && header.AccountOther is null) context.Refuse("bank.format.account-missing", null, ":25:", line);
        if (!began) yield return new StatementBegan(header);
        yield return new StatementEnded(header with { BookedSum = booked });
        header = null;
    }

    private LineRead? Flush()
    {
        if (pending is null) return null;
        var line = new LineRead(pending);
        pending = null;
        return line;
    }

    private void Account(string value)
    {
        var plain = value.Trim();
        // "IBAN EUR" and "BIC/IBAN" are written as well as the plain number.
        if (plain.Length > 4 && plain[^4] == ' ' && plain[^3..].All(char.IsAsciiLetterUpper)) plain = plain[..^4];
        var number = StatementText.Compact(plain[(plain.LastIndexOf('/') + 1)..]);
        header = StatementText.LooksLikeIban(number) ? header! with { AccountIban = number } : header! with { AccountOther = StatementText.Tidy(plain) };
    }

    private StatementBalance? Balance(string value, string field, int line)
    {
        var match = BalanceShape().Match(value);
        if (match.Success && StatementText.TryAmount(match.Groups[4].Value, ',', out var amount) && Day(match.Groups[2].Value) is { } date)
            return new StatementBalance(match.Groups[1].Value == "D" ? -amount : amount, match.Groups[3].Value, date);
        context.Refuse("bank.format.amount", value, field, line);
        return null;
    }

    private ParsedLine? Line(string value, int line)
    {
        var rest = value.Split('\n', 2);
        var match = LineShape().Match(rest[0]);
        if (!match.Success || !StatementText.TryAmount(match.Groups[4].Value, ',', out var amount))
        {
            context.Refuse("bank.format.amount", value, ":61:", line);
            return null;
        }
        if (Day(match.Groups[1].Value) is not { } valueDate)
        {
            context.Refuse("bank.format.date", match.Groups[1].Value, ":61:", line);
            return null;
        }
        var mark = match.Groups[3].Value;
        var bookingText = match.Groups[2].Value;
        var booking = bookingText.Length == 4 ? Near(valueDate, bookingText) : null;
        if (bookingText.Length == 4 && booking is null) context.Refuse("bank.format.date", bookingText, ":61:", line);
        var expected = mark[0] == 'E';
        return new ParsedLine
        {
            BookingDate = booking ?? valueDate,
            BookingDateAssumed = booking is null,
            ValueDate = valueDate,
            Amount = mark is "D" or "RC" or "ED" ? -amount : amount,
            Currency = header!.Currency,
            Status = expected ? LineStatus.Pending : LineStatus.Booked,
            IsReversal = mark[0] == 'R',
            BankCode = match.Groups[5].Success ? match.Groups[5].Value : null,
            EndToEndId = StatementText.EndToEnd(match.Groups[6].Value),
            BankReference = StatementText.Tidy(match.Groups[7].Value),
            AdditionalInfo = rest.Length > 1 ? StatementText.Tidy(rest[1]) : null,
            LineNumber = line,
        };
    }

    private static DateOnly? Day(string yymmdd) =>
        DateOnly.TryParseExact((yymmdd[0] >= '8' ? "19" : "20") + yymmdd, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    // The booking day has no year: the one that puts it nearest to the value date.
    private static DateOnly? Near(DateOnly valueDate, string mmdd)
    {
        DateOnly? best = null;
        for (var year = valueDate.Year - 1; year <= valueDate.Year + 1; year++)
        {
            if (!DateOnly.TryParseExact($"{year:0000}{mmdd}", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) continue;
            if (best is null || Math.Abs(date.DayNumber - valueDate.DayNumber) < Math.Abs(best.Value.DayNumber - valueDate.DayNumber)) best = date;
        }
        return best;
    }

    [GeneratedRegex(@"(^|\n|\{4:\s*):20:", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Start();

    [GeneratedRegex(@"\n:(25P?|28C?|60[FM]):", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Inner();

    [GeneratedRegex(@"^:([0-9]{2}[A-Z]?):", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^([CD])([0-9]{6})([A-Z]{3})([0-9]{1,13},[0-9]{0,5})\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BalanceShape();

    // value date, booking date, mark, funds code (not kept), amount, type, reference, bank's reference
    [GeneratedRegex(@"^([0-9]{6})([0-9]{4})?(RC|RD|EC|ED|C|D)(?:[A-Z])?([0-9]{1,13}(?:,[0-9]{0,5})?)([NSF][A-Z0-9]{3})(.*?)(?://(.*))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LineShape();
}

/// <summary>Reads lines of a bounded length.</summary>
internal static class BoundedLines
{
    /// <summary>The next line without its end (CR, LF or both), null at the end of the text.</summary>
    /// <exception cref="StatementRefusedException">The line is longer than allowed: not a text file of this kind.</exception>
    public static string? Read(TextReader text, int max)
    {
        var line = new StringBuilder();
        var any = false;
        while (text.Read() is var c and >= 0)
        {
            any = true;
            if (c == '\n') return line.ToString();
            if (c == '\r')
            {
                if (text.Peek() == '\n') text.Read();
                return line.ToString();
            }
            if (line.Length >= max) throw new StatementRefusedException(new Refusal("bank.format.too-large", max));
            line.Append((char)c);
        }
        return any ? line.ToString() : null;
    }
}
