using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>
/// Addresses of a From header (RFC 5322, 3.4). Structure first, encoded words after: a name that decodes to "&lt;boss@bank.lv&gt;" stays a name.
/// The address itself is what <see cref="MailAddress"/> and we agree on.
/// </summary>
internal static class MailAddresses
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>The addresses; null when any part of the list is none, so that nobody is half known.</summary>
    public static IReadOnlyList<MailParty>? Read(string header, int max)
    {
        var list = new List<MailParty>();
        foreach (var entry in Split(MimeParameters.WithoutComments(header)))
        {
            if (string.IsNullOrWhiteSpace(entry)) continue;
            if (list.Count == max || One(entry) is not { } party) return null;
            list.Add(party);
        }

        return list;
    }

    private static IEnumerable<string> Split(string list)
    {
        var start = 0;
        var (quoted, angle) = (false, false);
        for (var i = 0; i < list.Length; i++)
        {
            switch (list[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    angle = true;
                    break;
                case '>' when !quoted:
                    angle = false;
                    break;
                case ',' when !quoted && !angle:
                    yield return list[start..i];
                    start = i + 1;
                    break;
            }
        }

        yield return list[start..];
    }

    private static MailParty? One(string entry)
    {
        var (name, spec) = (default(string), entry.Trim());
        var (open, quoted) = (-1, false);
        for (var i = 0; i < spec.Length && open < 0; i++)
        {
            if (spec[i] == '\\' && quoted) i++;
            else if (spec[i] == '"') quoted = !quoted;
            else if (spec[i] == '<' && !quoted) open = i;
        }

        if (open >= 0)
        {
            if (spec[^1] != '>') return null;
            name = Unquoted(spec[..open].Trim());
            spec = spec[(open + 1)..^1].Trim();
        }

        return Checked(spec) is { } address ? new MailParty(address, string.IsNullOrWhiteSpace(name) ? null : MimeText.OneLine(MimeText.DecodeWords(name), 200)) : null;
    }

    private static string Unquoted(string name)
    {
        var text = new StringBuilder(name.Length);
        var quoted = false;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && quoted && i + 1 < name.Length) text.Append(name[++i]);
            else if (name[i] == '"') quoted = !quoted;
            else text.Append(name[i]);
        }

        return text.ToString();
    }

    /// <summary>"local@domain" with the domain in ASCII lower case; null when it is anything more clever than that.</summary>
    public static string? Checked(string spec)
    {
        var at = spec.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != spec.LastIndexOf('@') || at > 64 || spec.Length > 254) return null;
        // no quotes, blanks, brackets, lists or routes; letters of other scripts are letters
        foreach (var c in spec)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format || "\"(),:;<>[\\]\uFFFD".Contains(c, StringComparison.Ordinal)) return null;
        }

        var local = spec[..at];
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal) || !local.IsNormalized()) return null;
        string domain;
        try
        {
            domain = Idn.GetAscii(spec[(at + 1)..]).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }

        if (!domain.Contains('.', StringComparison.Ordinal) || domain[^1] == '.') return null;
        var address = $"{local}@{domain}";
        return MailAddress.TryCreate(address, out var parsed) && parsed.Address.Equals(address, StringComparison.Ordinal) ? address : null;
    }
}
