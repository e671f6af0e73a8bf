using System.Globalization;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// Delimited text by a mapping. Every wrong row is named, and then the file is refused whole. There are no balances. A last row without a line end
/// is refused unless the mapping allows it, because a cut amount looks like an amount.
/// </summary>
internal sealed class CsvReader(CsvMapping mapping, ReadContext context)
{
    private const int MaxRow = 100_000;

    public static IEnumerable<StatementEvent> Read(Stream content, CsvMapping mapping, ReadContext context)
    {
        using var text = new StreamReader(content, EncodingOf(mapping.Encoding), detectEncodingFromByteOrderMarks: true, 8192, leaveOpen: true);
        yield return new FileBegan(context.SourceName, StatementFormat.Csv, "");
        foreach (var step in new CsvReader(mapping, context).Statements(text)) yield return step;
    }

    /// <summary>A date of the format; what follows it behind a blank or T is a time.</summary>
    public static bool TryDate(string text, string format, out DateOnly date)
    {
        text = text.Trim();
        if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)) return true;
        var end = text.IndexOfAny([' ', 'T']);
        return end > 0 && DateOnly.TryParseExact(text[..end], format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    internal static Encoding EncodingOf(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, new Latin9Fallback());
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new StatementRefusedException(new Refusal("bank.format.csv-encoding", name));
        }
    }

    private IEnumerable<StatementEvent> Statements(TextReader text)
    {
        StatementHeader? header = null;
        var (booked, number, needed) = (0m, 0, mapping.Columns.DefaultIfEmpty(0).Max() + 1);
        var line = 1;
        while (CsvRows.Next(text, mapping.Delimiter, MaxRow) is { } row)
        {
            var at = line;
            line += row.Lines;
            if (++number <= mapping.HeaderRows || row.Fields is [] or [""]) continue;
            context.CountLine();
            if (!row.Ended && !mapping.LastRowMayBeOpen)
            {
                context.Refuse("bank.format.last-row-open", null, "row", at);
                continue;
            }
            if (row.Fields.Count < needed)
            {
                context.Refuse("bank.format.columns", row.Fields.Count.ToString(CultureInfo.InvariantCulture), "row", at);
                continue;
            }
            var key = Header(row.Fields, at);
            var parsed = Line(row.Fields, at, key.Currency);
            if (header is null || header.AccountKey != key.AccountKey)
            {
                if (header is not null) yield return new StatementEnded(header with { BookedSum = booked });
                (header, booked) = (key, 0);
                yield return new StatementBegan(header);
            }
            if (parsed is null) continue;
            booked += parsed.Amount;
            header = header with { From = Earlier(header.From, parsed.BookingDate), To = Later(header.To, parsed.BookingDate) };
            yield return new LineRead(parsed);
        }
        if (number < mapping.HeaderRows || number == 0) throw new StatementRefusedException(new Refusal("bank.format.cut-off", context.SourceName, "", line));
        if (header is not null) yield return new StatementEnded(header with { BookedSum = booked });
    }

    private StatementHeader Header(IReadOnlyList<string> row, int line)
    {
        var account = Text(row, mapping.Account) ?? mapping.FixedAccount;
        var compact = StatementText.Compact(account);
        var currency = StatementText.Currency(Text(row, mapping.Currency) ?? mapping.FixedCurrency);
        if (compact is null) context.Refuse("bank.format.account-missing", null, nameof(mapping.Account), line);
        if (currency is null) context.Refuse("bank.format.currency", Text(row, mapping.Currency), nameof(mapping.Currency), line);
        var iban = StatementText.LooksLikeIban(compact);
        return new StatementHeader
        {
            Format = StatementFormat.Csv,
            SourceName = context.SourceName,
            AccountIban = iban ? compact : null,
            AccountOther = iban ? null : StatementText.Tidy(account),
            Currency = currency,
            LineNumber = line,
        };
    }

    private ParsedLine? Line(IReadOnlyList<string> row, int line, string? currency)
    {
        var amount = AmountOf(row, line);
        var booked = Date(row, mapping.BookingDate, nameof(mapping.BookingDate), line);
        if (booked is null && Text(row, mapping.BookingDate) is null) context.Refuse("bank.format.date-missing", null, nameof(mapping.BookingDate), line);
        var value = Date(row, mapping.ValueDate, nameof(mapping.ValueDate), line);
        if (amount is not { } total || context.Failed) return null;
        var account = Text(row, mapping.CounterpartyAccount);
        var iban = StatementText.LooksLikeIban(StatementText.Compact(account));
        List<string> texts = [.. mapping.Remittance.Select(c => Text(row, c)).OfType<string>()];
        return new ParsedLine
        {
            BookingDate = booked,
            ValueDate = value,
            Amount = total,
            Currency = currency,
            CounterpartyName = StatementText.Tidy(Text(row, mapping.CounterpartyName)),
            CounterpartyIban = iban ? StatementText.Compact(account) : null,
            CounterpartyAccount = iban ? null : StatementText.Tidy(account),
            StructuredReference = StatementText.Compact(Text(row, mapping.StructuredReference)),
            Remittance = RemittanceTags.Display(string.Join(' ', texts)),
            RemittanceRaw = texts,
            BankReference = StatementText.Tidy(Text(row, mapping.BankReference)),
            LineNumber = line,
        };
    }

    private decimal? AmountOf(IReadOnlyList<string> row, int line)
    {
        if (mapping.Amount is { } column)
        {
            var amount = Amount(row, column, nameof(mapping.Amount), line, required: true);
            if (mapping.Sign is null || amount is null) return amount;
            var sign = Text(row, mapping.Sign);
            if (mapping.DebitValues.Contains(sign, StringComparer.OrdinalIgnoreCase)) return -Math.Abs(amount.Value);
            if (mapping.CreditValues.Contains(sign, StringComparer.OrdinalIgnoreCase)) return Math.Abs(amount.Value);
            context.Refuse(sign is null ? "bank.format.sign-missing" : "bank.format.sign", sign, nameof(mapping.Sign), line);
            return null;
        }
        var credit = Amount(row, mapping.Credit, nameof(mapping.Credit), line, required: false);
        var debit = Amount(row, mapping.Debit, nameof(mapping.Debit), line, required: false);
        // Banks fill the other column with nothing or with zero.
        if (credit is null or 0 && debit is not null) return -Math.Abs(debit.Value);
        if (debit is null or 0 && credit is not null) return credit;
        context.Refuse(credit is null ? "bank.format.amount-missing" : "bank.format.amount", Text(row, mapping.Credit), nameof(mapping.Credit), line);
        return null;
    }

    private decimal? Amount(IReadOnlyList<string> row, int? column, string field, int line, bool required)
    {
        var text = Text(row, column);
        var plain = text is not null && mapping.GroupSeparator is { } group ? Ungrouped(text, group) : text;
        if (text is not null && StatementText.TryAmount(plain, mapping.DecimalSeparator, out var amount)) return amount;
        if (text is not null || required) context.Refuse(text is null ? "bank.format.amount-missing" : "bank.format.amount", text, field, line);
        return null;
    }

    // Groups are of three digits; anything else is a number we do not understand.
    private string Ungrouped(string text, char group)
    {
        var point = text.IndexOf(mapping.DecimalSeparator);
        var whole = point < 0 ? text : text[..point];
        var parts = whole.Split(group);
        return parts.Length > 1 && parts.Skip(1).All(p => p.Length == 3) ? string.Concat(parts) + (point < 0 ? "" : text[point..]) : text;
    }

    private DateOnly? Date(IReadOnlyList<string> row, int? column, string field, int line)
    {
        if (Text(row, column) is not { } text) return null;
        if (TryDate(text, mapping.DateFormat, out var date)) return date;
        context.Refuse("bank.format.date", text, field, line);
        return null;
    }

    private static string? Text(IReadOnlyList<string> row, int? column) =>
        column is { } index && index >= 0 && index < row.Count && !string.IsNullOrWhiteSpace(row[index]) ? row[index].Trim() : null;

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b : a;

    private static DateOnly? Later(DateOnly? a, DateOnly? b) => a is null || b > a ? b : a;
}

/// <summary>One row of delimited text.</summary>
/// <param name="Fields">Without quotes.</param>
/// <param name="Ended">A line end stands behind it.</param>
/// <param name="Lines">Lines of the file it takes.</param>
internal sealed record CsvRow(IReadOnlyList<string> Fields, bool Ended, int Lines);

/// <summary>Takes delimited text apart as RFC 4180 has it, with any delimiter.</summary>
internal static class CsvRows
{
    public static CsvRow? Next(TextReader text, char delimiter, int max)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var (quoted, any, length, lines) = (false, false, 0, 0);
        while (text.Read() is var c and >= 0)
        {
            any = true;
            if (++length > max) throw new StatementRefusedException(new Refusal("bank.format.too-large", max));
            if (c == '\n') lines++;
            if (quoted)
            {
                if (c != '"') field.Append((char)c);
                else if (text.Peek() == '"') field.Append((char)text.Read());
                else quoted = false;
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c is '\n' or '\r')
            {
                if (c == '\r')
                {
                    lines++;
                    if (text.Peek() == '\n') text.Read();
                }
                fields.Add(field.ToString());
                return new CsvRow(fields, true, lines);
            }
            else
            {
                field.Append((char)c);
            }
        }
        if (!any) return null;
        fields.Add(field.ToString());
        return new CsvRow(fields, false, lines + 1);
    }
}
