using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace BlazorErp.Domain.Banking.Formats.Camt;

/// <summary>
/// ISO 20022 camt.053, .052 and .054 of every version: element names without namespace, new paths before old ones, no schema check, because real
/// files break the schema and are readable all the same. Amounts are positive by the standard and get their sign from CdtDbtInd; a negative one
/// is refused. Holds one entry at a time.
/// </summary>
internal sealed partial class CamtReader(XmlReader xml, ReadContext context)
{
    private string version = "";
    private int? messagePage;
    private CamtBalances balances = new();
    private StatementHeader header = null!;
    private string? accountCurrency;
    private decimal booked;
    private bool mixed;
    private bool begun;

    /// <summary>The format whose statements this element holds; null: another element.</summary>
    public static StatementFormat? FormatOf(string element) => element switch
    {
        "BkToCstmrStmt" => StatementFormat.Camt053,
        "BkToCstmrAcctRpt" => StatementFormat.Camt052,
        "BkToCstmrDbtCdtNtfctn" => StatementFormat.Camt054,
        _ => null,
    };

    /// <summary>The version that a namespace names, e.g. <c>001.08</c>; empty when it names none.</summary>
    public static string VersionOf(string ns) => Version().Match(ns) is { Success: true } match ? match.Groups[1].Value : "";

    /// <summary>Reads the container the reader stands on and moves behind it.</summary>
    public IEnumerable<StatementEvent> Read()
    {
        var format = FormatOf(xml.LocalName)!.Value;
        version = VersionOf(xml.NamespaceURI);
        if (!xml.Enter()) yield break;
        while (xml.Inside())
        {
            switch (xml.LocalName)
            {
                case "GrpHdr":
                    messagePage = Number(XmlPart.Read(xml).Text("MsgPgntn", "PgNb"));
                    break;
                case "Stmt" or "Rpt" or "Ntfctn":
                    foreach (var step in Statement(format)) yield return step;
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }
        xml.Read();
    }

    private IEnumerable<StatementEvent> Statement(StatementFormat format)
    {
        header = new StatementHeader
        {
            Format = format, Version = version, SourceName = context.SourceName, PageNumber = messagePage, LineNumber = XmlPart.LineOf(xml),
        };
        (balances, accountCurrency, booked, mixed, begun) = (new CamtBalances(), null, 0, false, false);
        context.StatementId = null;
        if (xml.Enter())
        {
            while (xml.Inside())
            {
                if (xml.LocalName != "Ntry")
                {
                    Take(XmlPart.Read(xml));
                    continue;
                }
                var entry = Entry(out var currency);
                if (!begun)
                {
                    Settle(currency);
                    begun = true;
                    yield return new StatementBegan(header);
                }
                foreach (var line in entry.Lines(header))
                {
                    context.CountLine();
                    if (line.Status == LineStatus.Booked)
                    {
                        booked += line.Amount;
                        mixed |= line.Currency != header.Currency;
                    }
                    yield return new LineRead(line);
                }
            }
            xml.Read();
        }
        Settle(null);
        if (!begun) yield return new StatementBegan(header);
        if (header.AccountIban is null && header.AccountOther is null) context.Refuse("bank.format.account-missing", null, "Acct/Id", header.LineNumber);
        header = header with { BookedSum = mixed ? null : booked };
        if (header.OpeningBalance?.Currency != header.ClosingBalance?.Currency && header.OpeningBalance is not null && header.ClosingBalance is not null)
            context.Warn("bank.format.balance-currency", $"{header.OpeningBalance.Currency}/{header.ClosingBalance.Currency}", header.LineNumber);
        yield return new StatementEnded(header);
    }

    private void Take(XmlPart part)
    {
        switch (part.Name)
        {
            case "Id":
                header = header with { StatementId = header.StatementId ?? StatementText.Tidy(part.Value) };
                context.StatementId = header.StatementId;
                break;
            case "ElctrncSeqNb":
                header = header with { SequenceNumber = header.SequenceNumber ?? part.Value };
                break;
            case "LglSeqNb":
                header = header with { SequenceNumber = part.Value ?? header.SequenceNumber };
                break;
            case "StmtPgntn" or "NtfctnPgntn" or "RptPgntn":
                header = header with { PageNumber = Number(part.Text("PgNb")) ?? header.PageNumber };
                break;
            case "FrToDt":
                header = header with
                {
                    From = context.Date(part.Text("FrDtTm") ?? part.Text("FrDt"), "FrToDt/FrDtTm", part.Line),
                    To = context.Date(part.Text("ToDtTm") ?? part.Text("ToDt"), "FrToDt/ToDtTm", part.Line),
                };
                break;
            case "CpyDplctInd":
                header = header with { IsDuplicateMark = part.Value is "COPY" or "DUPL" or "CODU" };
                break;
            case "Acct":
                Account(part);
                break;
            case "Bal":
                balances.Add(part, context);
                break;
        }
    }

    private void Account(XmlPart account)
    {
        var other = account.Text("Id", "Othr", "Id");
        var compact = StatementText.Compact(other);
        accountCurrency ??= StatementText.Currency(account.Text("Ccy"));
        header = header with
        {
            // Othr holds an IBAN at the Bank of Lithuania.
            AccountIban = header.AccountIban ?? StatementText.Compact(account.Text("Id", "IBAN")) ?? (StatementText.LooksLikeIban(compact) ? compact : null),
            AccountOther = header.AccountOther ?? StatementText.Tidy(other),
            OwnerName = header.OwnerName ?? StatementText.Tidy(account.Text("Ownr", "Nm") ?? account.Text("Ownr", "Pty", "Nm") ?? account.Text("Nm")),
        };
    }

    private void Settle(string? entryCurrency)
    {
        var currency = accountCurrency ?? balances.Currency ?? header.Currency ?? entryCurrency;
        header = header with
        {
            Currency = currency,
            OpeningBalance = balances.Opening(currency),
            ClosingBalance = balances.Closing(currency),
        };
    }

    private CamtEntry Entry(out string? currency)
    {
        currency = null;
        var entry = new CamtEntry(XmlPart.LineOf(xml), context);
        if (!xml.Enter()) return entry;
        while (xml.Inside())
        {
            if (xml.LocalName != "NtryDtls")
            {
                var part = XmlPart.Read(xml);
                if (part.Name == "Amt") currency = StatementText.Currency(part.Ccy);
                entry.Take(part);
                continue;
            }
            if (!xml.Enter()) continue;
            while (xml.Inside())
            {
                if (xml.LocalName == "Btch") entry.TakeBatch(XmlPart.Read(xml));
                else if (xml.LocalName == "TxDtls") entry.TakeDetail(XmlPart.Read(xml));
                else xml.Skip();
            }
            xml.Read();
        }
        xml.Read();
        return entry;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"camt\.05[234]\.([0-9]{3}\.[0-9]{2})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Version();
}
