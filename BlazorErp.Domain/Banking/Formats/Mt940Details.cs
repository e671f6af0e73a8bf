using System.Text.RegularExpressions;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>What field :86: tells of a line: the numbered subfields of German, Polish and other banks, the slash tags of Dutch ones, or free text.</summary>
internal static partial class Mt940Details
{
    /// <summary>The line with what the field tells.</summary>
    public static ParsedLine Describe(ParsedLine line, string field)
    {
        var numbered = Numbered().Match(field);
        if (numbered.Success) return Subfields(line, field.Replace("\n", "", StringComparison.Ordinal), numbered.Groups[2].Value[0]);
        var tags = SlashTag().Matches(field.Replace("\n", "", StringComparison.Ordinal));
        return tags.Count > 0 ? Slashed(line, field.Replace("\n", "", StringComparison.Ordinal), tags) : Texted(line, [.. field.Split('\n').Where(p => !string.IsNullOrWhiteSpace(p))]);
    }

    private static ParsedLine Subfields(ParsedLine line, string field, char mark)
    {
        var texts = new List<string>();
        var (name, account, bank, booking) = ("", "", "", "");
        // "166?00GUTSCHRIFT?20SVWZ+...": code, then mark, two digits, value.
        foreach (var part in field[3..].Split(mark, StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Length < 2 || !char.IsAsciiDigit(part[0]) || !char.IsAsciiDigit(part[1]))
            {
                if (texts.Count > 0) texts[^1] += mark + part; // the mark inside the payer's text
                continue;
            }
            var value = part[2..];
            switch (part[..2])
            {
                case "00":
                    booking = value;
                    break;
                case "30":
                    bank = value;
                    break;
                case "31" or "38" when account.Length == 0 || part[..2] == "38":
                    account = value;
                    break;
                case "32" or "33":
                    name += value;
                    break;
                case [>= '2' and <= '2', _] or [ '6', >= '0' and <= '3']:
                    if (value.Length > 0) texts.Add(value);
                    break;
            }
        }
        var number = StatementText.Compact(account);
        var iban = StatementText.LooksLikeIban(number);
        return Texted(line, texts) with
        {
            CounterpartyName = StatementText.Tidy(name),
            CounterpartyIban = iban ? number : null,
            CounterpartyAccount = iban ? null : StatementText.Tidy(account),
            CounterpartyBic = StatementText.Compact(bank),
            BankCode = line.BankCode is null ? field[..3] : $"{line.BankCode}/{field[..3]}",
            AdditionalInfo = StatementText.Tidy(booking) ?? line.AdditionalInfo,
        };
    }

    private static ParsedLine Slashed(ParsedLine line, string field, MatchCollection tags)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < tags.Count; i++)
        {
            var start = tags[i].Index + tags[i].Length;
            // The closing slash of one tag is the opening one of the next.
            var end = i + 1 < tags.Count ? tags[i + 1].Index : field.Length;
            values.TryAdd(tags[i].Groups[1].Value, start <= end ? field[start..end].Trim('/', ' ') : "");
        }
        var party = values.GetValueOrDefault("CNTP")?.Split('/') ?? [];
        var number = StatementText.Compact(values.GetValueOrDefault("IBAN") ?? party.ElementAtOrDefault(0));
        var iban = StatementText.LooksLikeIban(number);
        var text = values.GetValueOrDefault("REMI");
        if (text is not null) text = Unstructured().Replace(text, "");
        return Texted(line, text is null ? [] : [text]) with
        {
            CounterpartyName = StatementText.Tidy(values.GetValueOrDefault("NAME") ?? party.ElementAtOrDefault(2)),
            CounterpartyIban = iban ? number : null,
            CounterpartyAccount = iban ? null : number,
            CounterpartyBic = StatementText.Compact(values.GetValueOrDefault("BIC") ?? party.ElementAtOrDefault(1)),
            EndToEndId = StatementText.EndToEnd(values.GetValueOrDefault("EREF")) ?? line.EndToEndId,
            ReturnReason = StatementText.Tidy(values.GetValueOrDefault("RTRN")),
        };
    }

    private static ParsedLine Texted(ParsedLine line, IReadOnlyList<string> texts)
    {
        var joined = string.Concat(texts);
        var tags = new RemittanceTags(joined);
        return line with
        {
            RemittanceRaw = texts,
            Remittance = tags.Any ? RemittanceTags.Display(joined) : RemittanceTags.Display(string.Join(' ', texts)),
            EndToEndId = StatementText.EndToEnd(tags["EREF"]) ?? line.EndToEndId,
        };
    }

    [GeneratedRegex(@"^([0-9]{3})([^0-9A-Za-z\s/])[0-9]{2}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex("/(EREF|KREF|MARF|CSID|IBAN|BIC|NAME|REMI|ORDP|BENM|TRCD|RTRN|PURP|ADDR|CNTP|TRTP)/", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SlashTag();

    [GeneratedRegex("^(USTD//|STRD/CUR/)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unstructured();
}
