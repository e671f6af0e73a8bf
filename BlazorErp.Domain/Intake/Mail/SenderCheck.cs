namespace BlazorErp.Domain.Intake.Mail;

/// <summary>A domain that a check vouches for.</summary>
/// <param name="Method">"spf", "dkim", "dmarc".</param>
/// <param name="Result">"pass", "fail", "none", "softfail" and so on, lower case.</param>
/// <param name="Domain">Domain it is about, lower case: header.from, header.d, smtp.mailfrom; null when the server does not say.</param>
public sealed record SenderResult(string Method, string Result, string? Domain);

/// <summary>
/// What our own mail server found out about the sender (Authentication-Results, RFC 8601). Only as good as that server: it must take headers
/// that carry its name off whatever comes from outside (RFC 8601, 5), as the usual servers do. No signature is computed here.
/// </summary>
/// <param name="Server">The server's name (authserv-id).</param>
/// <param name="Results">In its order.</param>
public sealed record SenderCheck(string Server, IReadOnlyList<SenderResult> Results)
{
    private const int MaxResults = 50;

    /// <summary>
    /// Whether the address of that domain is the true sender's: DMARC passed for it, or where the server made no DMARC check, DKIM or SPF passed for
    /// the domain or one it is under.
    /// </summary>
    public bool Vouches(string domain)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        domain = domain.ToLowerInvariant();
        var dmarc = Results.Where(x => x.Method == "dmarc").ToList();
        if (dmarc.Exists(x => x.Result != "none"))
        {
            return dmarc.TrueForAll(x => x.Result is "pass" or "none") && dmarc.Exists(x => x.Result == "pass" && x.Domain == domain);
        }

        return Results.Any(x => x.Method is "dkim" or "spf" && x.Result == "pass" && x.Domain is { } by && (domain == by || (by.Contains('.', StringComparison.Ordinal) && domain.EndsWith("." + by, StringComparison.Ordinal))));
    }

    /// <summary>The topmost header of that server, which is the last one it wrote; null when there is none. Those of other servers and those further down prove nothing.</summary>
    public static SenderCheck? Read(IReadOnlyList<MailHeader> headers, string server)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentException.ThrowIfNullOrWhiteSpace(server);
        foreach (var header in headers)
        {
            if (!header.Name.Equals("Authentication-Results", StringComparison.OrdinalIgnoreCase)) continue;
            var parts = Split(MimeParameters.WithoutComments(header.Value));
            // "mx.example.com 1": a version may follow the name
            var id = parts[0].Trim().Split(' ', '\t')[0];
            if (id.Equals(server.Trim(), StringComparison.OrdinalIgnoreCase)) return new SenderCheck(id.ToLowerInvariant(), [.. parts.Skip(1).Take(MaxResults).Select(One).OfType<SenderResult>()]);
        }

        return null;
    }

    private static List<string> Split(string value)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && quoted) i++;
            else if (value[i] == '"') quoted = !quoted;
            else if (value[i] == ';' && !quoted)
            {
                parts.Add(value[start..i]);
                start = i + 1;
            }
        }

        parts.Add(value[start..]);
        return parts;
    }

    private static SenderResult? One(string part)
    {
        // a quoted reason could hold "header.d=bank.lv"; it is no property, so quotes go first
        var pairs = WithoutQuoted(part).Replace(" =", "=", StringComparison.Ordinal).Replace("= ", "=", StringComparison.Ordinal)
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(x => x.Split('=', 2)).Where(x => x.Length == 2).Select(x => (Name: x[0].ToLowerInvariant(), Value: x[1].ToLowerInvariant())).ToList();
        if (pairs.Count == 0) return null;
        var method = pairs[0].Name.Split('/')[0];
        var wanted = method switch
        {
            "spf" => "smtp.mailfrom",
            "dkim" => "header.d",
            "dmarc" => "header.from",
            _ => null,
        };
        if (wanted is null) return null;
        var domain = pairs.Skip(1).FirstOrDefault(x => x.Name == wanted).Value;
        if (domain is null && method == "dkim") domain = pairs.Skip(1).FirstOrDefault(x => x.Name == "header.i").Value;
        if (domain is not null) domain = domain[(domain.LastIndexOf('@') + 1)..].TrimEnd('.');
        return new SenderResult(method, pairs[0].Value, string.IsNullOrEmpty(domain) ? null : domain);
    }

    private static string WithoutQuoted(string text)
    {
        if (!text.Contains('"', StringComparison.Ordinal)) return text;
        var kept = new System.Text.StringBuilder(text.Length);
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted) i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (!quoted) kept.Append(text[i]);
        }

        return kept.ToString();
    }
}
