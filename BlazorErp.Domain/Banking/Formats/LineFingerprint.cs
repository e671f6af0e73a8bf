using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// What makes a bank line the same line when its file, or another that overlaps it, comes again: its content within the account. Two real
/// payments may be alike in everything; they are told apart by their occurrence within one file (see <see cref="LineNumbering"/>), so both enter
/// once, and a repeat of the file adds nothing. Neither the statement's id nor the position takes part: banks reuse ids and overlap periods.
/// </summary>
public static class LineFingerprint
{
    /// <summary>SHA-256, as 64 capital hex digits, of account, bank reference, booking date, signed amount, end-to-end id, payer's text and counterparty.</summary>
    /// <param name="accountKey">See <see cref="StatementHeader.AccountKey"/>.</param>
    /// <param name="line">The line.</param>
    public static string Of(string accountKey, ParsedLine line)
    {
        var content = new StringBuilder(256);
        Append(content, accountKey);
        Append(content, line.BankReference);
        Append(content, line.BookingDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        Append(content, line.Amount.ToString("0.#####", CultureInfo.InvariantCulture));
        Append(content, line.EndToEndId);
        if (line.RemittanceRaw.Count == 0) Append(content, line.Remittance);
        else Append(content, string.Concat(line.RemittanceRaw));
        Append(content, line.StructuredReference);
        Append(content, line.CounterpartyIban ?? line.CounterpartyAccount);
        Append(content, line.CounterpartyName);
        // Announced lines never meet booked ones: the same payment comes again as money.
        if (line.Status != LineStatus.Booked) Append(content, line.Status.ToString());
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }

    // Blanks, case and the form of accents differ between two downloads of one file; the unit separator keeps fields apart.
    private static void Append(StringBuilder content, string? field)
    {
        foreach (var c in Normal(field))
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)) content.Append(char.ToUpperInvariant(c));
        }
        content.Append('\u001F');
    }

    private static string Normal(string? field)
    {
        if (string.IsNullOrEmpty(field)) return "";
        try
        {
            return Ascii.IsValid(field) ? field : field.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return field; // half a surrogate pair: as it is
        }
    }
}

/// <summary>Numbers the lines of one file: the first of a content is 1, an identical one 2. One instance per file, lines in the file's order.</summary>
public sealed class LineNumbering
{
    // Half of a fingerprint tells the lines of one file apart, in a fifth of the memory: a year of an account has some hundred thousand.
    private readonly Dictionary<UInt128, int> file = [];
    private Dictionary<UInt128, int>? copy;
    private string account = "";

    /// <summary>A statement begins. One that the bank marks as a copy counts for itself, so that its lines meet those of the original.</summary>
    public void Begin(StatementHeader statement)
    {
        account = statement.AccountKey;
        copy = statement.IsDuplicateMark ? [] : null;
    }

    /// <summary>The line's content hash and its 1-based occurrence.</summary>
    public (string Fingerprint, int Occurrence) Next(ParsedLine line)
    {
        var fingerprint = LineFingerprint.Of(account, line);
        var key = UInt128.Parse(fingerprint.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (fingerprint, ++CollectionsMarshal.GetValueRefOrAddDefault(copy ?? file, key, out _));
    }
}
