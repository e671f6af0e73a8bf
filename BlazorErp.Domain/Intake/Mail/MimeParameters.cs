using System.Globalization;
using System.Text;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>A structured header: value and parameters ("text/plain; charset=utf-8"), continuations and charsets of RFC 2231 put together.</summary>
internal sealed class MimeParameters
{
    private const int MaxParameters = 60;
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is before the first semicolon, lower case; empty when absent.</summary>
    public string Value { get; private init; } = "";

    /// <summary>Parameter, decoded; null when absent.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>Reads any text; what is no parameter is left out.</summary>
    public static MimeParameters Read(string? header)
    {
        if (header is null) return new MimeParameters();
        var semicolon = header.IndexOf(';', StringComparison.Ordinal);
        var value = WithoutComments(semicolon < 0 ? header : header[..semicolon]).Trim().ToLowerInvariant();
        var result = new MimeParameters { Value = value };
        if (semicolon < 0) return result;
        var plain = new List<(string Name, string Value)>();
        foreach (var pair in Pairs(header, semicolon + 1)) plain.Add(pair);
        result.Assemble(plain);
        return result;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string header, int at)
    {
        for (var count = 0; at < header.Length && count < MaxParameters; count++)
        {
            while (at < header.Length && header[at] is ' ' or '\t' or ';') at++;
            var start = at;
            while (at < header.Length && header[at] is not ('=' or ';')) at++;
            var name = WithoutComments(header[start..at]).Trim();
            if (at >= header.Length || header[at] == ';') continue;
            at++;
            while (at < header.Length && header[at] is ' ' or '\t') at++;
            string value;
            if (at < header.Length && header[at] == '"')
            {
                var text = new StringBuilder();
                for (at++; at < header.Length && header[at] != '"'; at++)
                {
                    // "C:\Users\x.csv": programs that do not escape; a backslash counts only before a quote or a backslash
                    if (header[at] == '\\' && at + 1 < header.Length && header[at + 1] is '"' or '\\') at++;
                    if (at < header.Length) text.Append(header[at]);
                }

                value = text.ToString();
                while (at < header.Length && header[at] != ';') at++;
            }
            else
            {
                start = at;
                while (at < header.Length && header[at] != ';') at++;
                value = header[start..at].Trim();
            }

            if (name.Length is > 0 and <= 60) yield return (name, value);
        }
    }

    private void Assemble(List<(string Name, string Value)> pairs)
    {
        var segments = new Dictionary<string, SortedDictionary<int, (bool Encoded, string Value)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in pairs)
        {
            var star = name.IndexOf('*', StringComparison.Ordinal);
            if (star < 0)
            {
                values.TryAdd(name, value);
                continue;
            }

            var rest = name[(star + 1)..];
            var encoded = rest.Length == 0 || rest[^1] == '*';
            var number = rest.TrimEnd('*');
            var index = 0;
            if (number.Length > 0 && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out index)) continue;
            if (index > MaxParameters) continue;
            if (!segments.TryGetValue(name[..star], out var list)) segments.Add(name[..star], list = []);
            list.TryAdd(index, (encoded, value));
        }

        // the encoded form wins over the plain one beside it (RFC 6266, 4.3; mail programs send both)
        foreach (var (name, list) in segments)
        {
            if (list.ContainsKey(0)) values[name] = Joined(list);
        }
    }

    private static string Joined(SortedDictionary<int, (bool Encoded, string Value)> list)
    {
        var bytes = new List<byte>();
        string? charset = null;
        var expected = 0;
        foreach (var (index, (encoded, value)) in list)
        {
            if (index != expected++) break;
            var text = value;
            if (index == 0 && encoded && text.Split('\'', 3) is [var named, _, var after])
            {
                charset = named;
                text = after;
            }

            if (encoded) Percent(text, bytes);
            else bytes.AddRange(Encoding.UTF8.GetBytes(text));
        }

        MimeText.TryDecode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes), charset, out var joined);
        return joined;
    }

    private static void Percent(string text, List<byte> bytes)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else if (text[i] < 128)
            {
                bytes.Add((byte)text[i]);
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }
    }

    /// <summary>Without what stands in round brackets outside of quotes (RFC 5322, 3.2.2).</summary>
    public static string WithoutComments(string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal)) return text;
        var kept = new StringBuilder(text.Length);
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && (quoted || depth > 0))
            {
                if (depth == 0) kept.Append(c).Append(text[i + 1]);
                i++;
                continue;
            }

            if (c == '"' && depth == 0) quoted = !quoted;
            if (c == '(' && !quoted) depth++;
            else if (c == ')' && !quoted && depth > 0) depth--;
            else if (depth == 0) kept.Append(c);
        }

        return kept.ToString();
    }
}
