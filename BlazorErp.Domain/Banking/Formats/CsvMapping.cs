using System.Globalization;
using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>How the columns of a bank's delimited text are laid out. Columns are 0-based; null: there is none.</summary>
public sealed record CsvMapping
{
    /// <summary>Between the fields.</summary>
    public char Delimiter { get; init; } = ';';

    /// <summary>IANA name, e.g. <c>utf-8</c> or <c>windows-1257</c>; a byte order mark wins.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Rows before the first payment, the header among them.</summary>
    public int HeaderRows { get; init; } = 1;

    /// <summary>.NET date format, e.g. <c>dd.MM.yyyy</c>; text behind a date of that length is ignored when it begins with a blank or T.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    /// <summary>Before the decimals.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>Between thousands; null: refused.</summary>
    public char? GroupSeparator { get; init; }

    /// <summary>Booking date; required.</summary>
    public int BookingDate { get; init; }

    /// <summary>Value date.</summary>
    public int? ValueDate { get; init; }

    /// <summary>Amount, signed unless <see cref="Sign"/> is given; this, or <see cref="Credit"/> and <see cref="Debit"/>, is required.</summary>
    public int? Amount { get; init; }

    /// <summary>Money in, unsigned.</summary>
    public int? Credit { get; init; }

    /// <summary>Money out, with or without a minus.</summary>
    public int? Debit { get; init; }

    /// <summary>Column that says the direction of an unsigned amount.</summary>
    public int? Sign { get; init; }

    /// <summary>Values of <see cref="Sign"/> that mean money out.</summary>
    public IReadOnlyList<string> DebitValues { get; init; } = ["D", "DBIT", "DEBIT", "-"];

    /// <summary>Values of <see cref="Sign"/> that mean money in.</summary>
    public IReadOnlyList<string> CreditValues { get; init; } = ["C", "K", "CRDT", "CREDIT", "+"];

    /// <summary>Currency per row.</summary>
    public int? Currency { get; init; }

    /// <summary>Our account per row; rows are put into one statement per account and currency that follow each other.</summary>
    public int? Account { get; init; }

    /// <summary>Other party's name.</summary>
    public int? CounterpartyName { get; init; }

    /// <summary>Other party's account or IBAN.</summary>
    public int? CounterpartyAccount { get; init; }

    /// <summary>Payer's text; several columns are joined.</summary>
    public IReadOnlyList<int> Remittance { get; init; } = [];

    /// <summary>Creditor reference.</summary>
    public int? StructuredReference { get; init; }

    /// <summary>The bank's reference.</summary>
    public int? BankReference { get; init; }

    /// <summary>Our account where no column tells it.</summary>
    public string? FixedAccount { get; init; }

    /// <summary>Currency where no column tells it.</summary>
    public string? FixedCurrency { get; init; }

    /// <summary>Whether a last row without a line end is taken. Not by default: it cannot be told from a file that was cut off.</summary>
    public bool LastRowMayBeOpen { get; init; }

    /// <summary>All columns that are read.</summary>
    internal IEnumerable<int> Columns => new[] { BookingDate, ValueDate, Amount, Credit, Debit, Sign, Currency, Account, CounterpartyName, CounterpartyAccount, StructuredReference, BankReference }.OfType<int>().Concat(Remittance);
}

/// <summary>A mapping guessed from a file, for a person to confirm.</summary>
/// <param name="Mapping">The guess; where <paramref name="Missing"/> is not empty it cannot be used yet.</param>
/// <param name="Header">Names of the columns.</param>
/// <param name="Rows">First rows behind the header.</param>
/// <param name="Missing">Names of the properties of <see cref="CsvMapping"/> that were not found and must be given.</param>
public sealed record CsvProposal(CsvMapping Mapping, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Missing)
{
    /// <summary>Bytes of a file that are looked at.</summary>
    public const int Looked = 65_536;

    private static readonly (string Field, string[] Names)[] Known =
    [
        ("ValueDate", ["value date", "valutadatum", "wertstellung", "valūtas datums", "értéknap", "data waluty", "valuta"]),
        ("BookingDate", ["booking date", "date", "datums", "buchungstag", "könyvelés dátuma", "könyvelési nap", "dátum", "data operacji", "data księgowania", "data", "datum", "transaction date"]),
        ("Sign", ["d/c", "d/k", "debit/credit", "debets/kredīts", "soll/haben", "cord", "strona", "irány"]),
        ("Credit", ["credit", "kredīts", "jóváírás", "uznania", "uznanie", "haben", "money in", "ieņēmumi"]),
        ("Debit", ["debit", "debets", "terhelés", "obciążenia", "obciążenie", "soll", "money out", "izdevumi"]),
        ("Amount", ["amount", "summa", "összeg", "kwota", "kwota operacji", "betrag"]),
        ("Currency", ["currency", "ccy", "valūta", "pénznem", "deviza", "waluta", "währung"]),
        ("CounterpartyAccount", ["counterparty account", "account number", "saņēmēja konts", "partnera konts", "ellenoldali számlaszám", "partner számlaszám", "rachunek kontrahenta", "numer konta", "iban"]),
        ("CounterpartyName", ["counterparty", "name", "payer", "beneficiary", "beneficiary/payer", "saņēmējs/maksātājs", "partneris", "partner", "partner neve", "ellenoldali név", "kontrahent", "nadawca/odbiorca", "name zahlungsbeteiligter"]),
        ("Account", ["own account", "client account", "klienta konts", "konts", "saját számlaszám", "mój rachunek", "account"]),
        ("Remittance", ["details", "payment details", "description", "purpose", "informācija saņēmējam", "maksājuma mērķis", "apraksts", "közlemény", "tytuł", "tytuł operacji", "opis", "verwendungszweck"]),
        ("StructuredReference", ["reference", "creditor reference", "reference number", "atsauce"]),
        ("BankReference", ["archive id", "transaction id", "bank reference", "arhīva kods", "transakcijas id", "numer referencyjny", "tranzakció azonosító", "ref. no"]),
    ];

    private static readonly string[] DateFormats = ["yyyy-MM-dd", "dd.MM.yyyy", "yyyy.MM.dd.", "yyyy.MM.dd", "dd/MM/yyyy", "yyyyMMdd", "dd-MM-yyyy", "d.M.yyyy"];

    /// <summary>Whether the mapping can be used as it is.</summary>
    public bool Complete => Missing.Count == 0;

    /// <summary>Guesses encoding, delimiter, header, columns, date and decimal format from the first 64 KiB of a file.</summary>
    public static CsvProposal From(Stream content)
    {
        var first = new byte[Looked];
        var length = content.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var bytes = first.AsSpan(0, length);
        // A character cut at the end of what was read is no sign of another encoding.
        var utf8 = System.Text.Unicode.Utf8.IsValid(bytes) || (length == first.Length && System.Text.Unicode.Utf8.IsValid(bytes[..^1]) | System.Text.Unicode.Utf8.IsValid(bytes[..^2]) | System.Text.Unicode.Utf8.IsValid(bytes[..^3]));
        System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = utf8 ? "utf-8" : "windows-1257";
        var text = System.Text.Encoding.GetEncoding(encoding).GetString(bytes).TrimStart('\uFEFF');
        var lines = text.Split('\n').Take(40).ToList();
        var delimiter = ";,\t|".MaxBy(d => lines.Count(l => l.Contains(d, StringComparison.Ordinal)) * 1000 + lines.Max(l => l.Count(c => c == d)));
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            using var reader = new StringReader(text);
            while (rows.Count < 40 && CsvRows.Next(reader, delimiter, 20_000) is { } row) rows.Add(row.Fields);
        }
        catch (StatementRefusedException)
        {
            // What was read until here is enough to guess from.
        }
        var at = rows.FindIndex(r => Find(r).Count >= 2);
        if (at < 0)
        {
            // No name is known: the payments begin where a date and an amount stand in one row.
            var payments = rows.FindIndex(r => r.Any(IsDate) && r.Any(IsAmount));
            at = payments < 0 ? 0 : payments - 1;
        }

        var header = at < 0 || rows.Count == 0 ? [] : rows[at];
        var data = rows.Skip(at + 1).Take(5).ToList();
        var columns = Find(header);
        var mapping = Guess(columns, data) with { Delimiter = delimiter, Encoding = encoding, HeaderRows = at + 1 };
        List<string> missing = [];
        if (!columns.ContainsKey("BookingDate")) missing.Add(nameof(CsvMapping.BookingDate));
        if (mapping.Amount is null && (mapping.Credit is null || mapping.Debit is null)) missing.Add(nameof(CsvMapping.Amount));
        if (mapping.Currency is null) missing.Add(nameof(CsvMapping.FixedCurrency));
        if (mapping.Account is null) missing.Add(nameof(CsvMapping.FixedAccount));
        return new CsvProposal(mapping, header, data, missing);
    }

    private static CsvMapping Guess(Dictionary<string, int> columns, List<IReadOnlyList<string>> data)
    {
        int? Of(string field) => columns.TryGetValue(field, out var column) ? column : null;
        var dates = data.Select(r => r.ElementAtOrDefault(Of("BookingDate") ?? Column(data, IsDate))?.Trim() ?? "").Where(d => d.Length > 0).ToList();
        var amounts = data.Select(r => r.ElementAtOrDefault(Of("Amount") ?? Of("Debit") ?? Of("Credit") ?? Column(data, IsAmount)) ?? "").ToList();
        var separator = amounts.Any(a => a.LastIndexOf(',') > a.LastIndexOf('.')) ? ',' : '.';
        var group = amounts.SelectMany(a => a.Trim()).FirstOrDefault(c => c is ' ' or '\u00A0' or '\u202F' or '\'' || (c is '.' or ',' && c != separator));
        return new CsvMapping
        {
            BookingDate = Of("BookingDate") ?? 0,
            ValueDate = Of("ValueDate"),
            Amount = Of("Amount"),
            Credit = Of("Credit"),
            Debit = Of("Debit"),
            Sign = Of("Sign"),
            Currency = Of("Currency"),
            Account = Of("Account"),
            CounterpartyName = Of("CounterpartyName"),
            CounterpartyAccount = Of("CounterpartyAccount"),
            Remittance = Of("Remittance") is { } text ? [text] : [],
            StructuredReference = Of("StructuredReference"),
            BankReference = Of("BankReference"),
            DecimalSeparator = separator,
            GroupSeparator = group == default ? null : group,
            DateFormat = DateFormats.FirstOrDefault(f => dates.Count > 0 && dates.TrueForAll(d => CsvReader.TryDate(d, f, out _))) ?? "yyyy-MM-dd",
        };
    }

    /// <summary>The first column all of whose values are so; the first of all where there is none.</summary>
    private static int Column(List<IReadOnlyList<string>> data, Func<string, bool> holds) =>
        data.Count == 0 ? 0 : Math.Max(0, Enumerable.Range(0, data.Max(r => r.Count)).Select(c => (int?)c).FirstOrDefault(c => data.TrueForAll(r => holds(r.ElementAtOrDefault(c!.Value) ?? ""))) ?? 0);

    private static bool IsDate(string text) => text.Trim() is { Length: >= 6 and <= 30 } day && DateFormats.Any(f => CsvReader.TryDate(day, f, out _));

    private static bool IsAmount(string text) => text.Trim() is { Length: >= 4 and <= 20 } t && char.IsAsciiDigit(t[^1]) && char.IsAsciiDigit(t[^2]) && t[^3] is ',' or '.' && t.All(c => char.IsAsciiDigit(c) || c is ',' or '.' or ' ' or '\u00A0' or '\u202F' or '\'' or '-' or '+') && !IsDate(t);

    private static Dictionary<string, int> Find(IReadOnlyList<string> header)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = header.Select(h => h.Trim().Trim('"').TrimEnd(':').ToLower(CultureInfo.InvariantCulture)).ToList();
        foreach (var (field, known) in Known)
        {
            var column = known.Select(k => names.IndexOf(k)).FirstOrDefault(i => i >= 0 && !found.ContainsValue(i), -1);
            if (column >= 0) found[field] = column;
        }
        return found;
    }
}
