using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>
/// Opens a table from outside: an Excel workbook (.xlsx) or a CSV, told apart by content, never by name. Nothing in the file is evaluated or followed:
/// formulas give the value stored with them, links are ignored. Whatever is wrong is a refusal.
/// </summary>
public static class TableReader
{
    /// <summary>Opens the table.</summary>
    /// <param name="file">Seekable, at any position; read synchronously, so a file or memory, not a request body. Stays open.</param>
    /// <param name="limits">Null for the usual limits.</param>
    /// <param name="sheet">Name of the sheet; null for the first visible one.</param>
    /// <returns>The table, or: file.empty, file.too_large, file.encrypted, file.old_excel, file.not_a_table, file.zip_suspicious, file.damaged, table.no_sheet.</returns>
    public static Outcome<Table> Open(Stream file, TableLimits? limits = null, string? sheet = null)
    {
        if (!file.CanSeek)
        {
            throw new ArgumentException("A seekable stream is needed", nameof(file));
        }

        limits ??= new TableLimits();
        if (file.Length == 0)
        {
            return new Refusal("file.empty");
        }

        if (file.Length > limits.FileBytes)
        {
            return new Refusal("file.too_large", limits.FileBytes >> 20);
        }

        try
        {
            Span<byte> head = stackalloc byte[8];
            file.Position = 0;
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            return head switch
            {
                [(byte)'P', (byte)'K', 3, 4, ..] => XlsxFile.Open(file, limits, sheet),
                [(byte)'P', (byte)'K', 5, 6, ..] => new Refusal("file.not_a_table"),
                [0xd0, 0xcf, 0x11, 0xe0, ..] => new Refusal(Holds(file, "EncryptedPackage") ? "file.encrypted" : "file.old_excel"),
                [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => new Refusal("file.not_a_table"),
                _ => CsvFile.Open(file, limits),
            };
        }
        catch (TableException broken)
        {
            return broken.Refusal;
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return Damage(damaged);
        }
    }

    /// <summary>What to say of it.</summary>
    internal static Refusal Damage(Exception damage) => new(damage is Domain.Shared.XmlLimitException ? "file.zip_suspicious" : "file.damaged");

    /// <summary>What parsers throw at broken input, as opposed to our own defects.</summary>
    internal static bool IsDamage(Exception exception) => exception is XmlException or InvalidDataException or IOException or System.Text.DecoderFallbackException;

    // An encrypted workbook is an OLE file with a stream of this name, in UTF-16.
    private static bool Holds(Stream file, string name)
    {
        var wanted = System.Text.Encoding.Unicode.GetBytes(name);
        var buffer = new byte[64 * 1024];
        var kept = 0;
        file.Position = 0;
        while (true)
        {
            var got = file.Read(buffer, kept, buffer.Length - kept);
            if (got == 0)
            {
                return false;
            }

            var filled = kept + got;
            if (buffer.AsSpan(0, filled).IndexOf(wanted) >= 0)
            {
                return true;
            }

            kept = Math.Min(filled, wanted.Length - 1);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }
    }
}
