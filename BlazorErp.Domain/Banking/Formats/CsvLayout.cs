using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// A mapping that someone confirmed, with the header it was made for: a file belongs to it when the same header stands in it, wherever the rows
/// above it end. Without a header, when it has as many columns and its first row can be read.
/// </summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Header">Cells of the header row; where there is none, as many empty ones as there are columns.</param>
public sealed record CsvLayout(CsvMapping Mapping, IReadOnlyList<string> Header)
{
    /// <summary>Rows among which the header is looked for.</summary>
    public const int MostRows = 60;

    private const int LongestRow = 20_000;

    /// <summary>Key under which it is kept.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Mapping.Delimiter}\u001f{string.Join('\u001f', Header.Select(SearchText.Fold))}{(Mapping.HeaderRows == 0 ? $"\u001f{Mapping.FixedAccount}" : "")}")));

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads what was kept; null where it cannot be.</summary>
    public static CsvLayout? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CsvLayout>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The layout of a file by a mapping: its header is the last of the rows above the payments.</summary>
    public static CsvLayout Of(CsvMapping mapping, ReadOnlyMemory<byte> first)
    {
        var rows = Rows(first, mapping.Encoding, mapping.Delimiter);
        return new(mapping, mapping.HeaderRows == 0 ? [.. Enumerable.Repeat("", rows.ElementAtOrDefault(0)?.Count ?? 0)] : rows.ElementAtOrDefault(mapping.HeaderRows - 1) ?? []);
    }

    /// <summary>The mapping as it fits a file, or null where the file has another layout.</summary>
    /// <param name="first">The file's first bytes.</param>
    /// <param name="fileName">Its name; banks write the account into it.</param>
    /// <param name="own">Our accounts: number and currency.</param>
    public CsvMapping? For(ReadOnlyMemory<byte> first, string fileName, IReadOnlyCollection<(string Number, string Currency)> own)
    {
        var rows = Rows(first, Mapping.Encoding, Mapping.Delimiter);
        if (Mapping.HeaderRows == 0)
        {
            return rows.Count > 0 && rows[0].Count == Header.Count && CsvReader.TryDate(rows[0].ElementAtOrDefault(Mapping.BookingDate) ?? "", Mapping.DateFormat, out _) ? WithAccount(Mapping, [], fileName, own) : null;
        }

        var at = rows.FindIndex(r => r.Count == Header.Count && r.Select(c => SearchText.Fold(c)).SequenceEqual(Header.Select(SearchText.Fold), StringComparer.Ordinal));
        return at < 0 ? null : WithAccount(Mapping with { HeaderRows = at + 1 }, rows.Take(at), fileName, own);
    }

    // What the rows above the payments, or the file's name, say of the account goes before what was said when the columns were named.
    private static CsvMapping WithAccount(CsvMapping mapping, IEnumerable<IReadOnlyList<string>> above, string fileName, IReadOnlyCollection<(string Number, string Currency)> own)
    {
        if (mapping.Account is not null)
        {
            return mapping;
        }

        var texts = above.SelectMany(r => r).Append(fileName).Select(Partners.Iban.Compact).Where(t => t.Length >= 8).ToList();
        var named = own.Select(o => o.Number).FirstOrDefault(n => n.Length >= 8 && texts.Exists(t => t.Contains(n, StringComparison.Ordinal))) ?? texts.Select(IbanIn).FirstOrDefault(i => i is not null);
        if (named is null)
        {
            return mapping;
        }

        var currencies = own.Where(o => o.Number == named).Select(o => o.Currency).ToList();
        return mapping with { FixedAccount = named, FixedCurrency = mapping.FixedCurrency is { } said && (currencies.Count == 0 || currencies.Contains(said)) ? said : currencies.FirstOrDefault() ?? mapping.FixedCurrency };
    }

    private static string? IbanIn(string text)
    {
        for (var at = 0; at + 15 <= text.Length && at < 400; at++)
        {
            for (var length = Math.Min(34, text.Length - at); length >= 15; length--)
            {
                if (Partners.Iban.IsValid(text.Substring(at, length)))
                {
                    return text.Substring(at, length);
                }
            }
        }

        return null;
    }

    internal static List<IReadOnlyList<string>> Rows(ReadOnlyMemory<byte> first, string encoding, char delimiter)
    {
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            using var text = new StreamReader(new MemoryStream(first.ToArray()), CsvReader.EncodingOf(encoding), detectEncodingFromByteOrderMarks: true);
            while (rows.Count < MostRows && CsvRows.Next(text, delimiter, LongestRow) is { } row)
            {
                rows.Add(row.Fields);
            }
        }
        catch (StatementRefusedException)
        {
            // Another file than this layout's; what was read until here decides.
        }

        return rows;
    }
}
