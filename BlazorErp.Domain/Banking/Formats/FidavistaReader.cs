using System.Net;
using System.Xml;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>
/// FiDAViSta 1.01 to 1.2 of the Latvian banks. Names without namespace, since five namespaces and none are in use. One statement per account and
/// currency. The direction comes from CorD only; amounts are positive and may have a comma. A missing closing balance stays missing.
/// </summary>
internal sealed class FidavistaReader(XmlReader xml, ReadContext context)
{
    private readonly string version = VersionOf(xml);
    private StatementHeader account = null!;

    /// <summary>Version that the namespace, or the schema location of files without one, names.</summary>
    public static string VersionOf(XmlReader xml)
    {
        var named = xml.NamespaceURI + " " + xml.GetAttribute("schemaLocation", "http://www.w3.org/2001/XMLSchema-instance");
        if (named.Contains("0101", StringComparison.Ordinal)) return "1.01";
        if (named.Contains("v1-1", StringComparison.Ordinal)) return "1.1";
        return named.Contains("v1-2", StringComparison.Ordinal) || named.Contains("_1-2", StringComparison.Ordinal) || named.Contains("0102", StringComparison.Ordinal) ? "1.2" : "";
    }

    public IEnumerable<StatementEvent> Read()
    {
        var found = false;
        if (xml.Enter())
        {
            while (xml.Inside())
            {
                if (xml.LocalName != "Statement")
                {
                    xml.Skip();
                    continue;
                }
                found = true;
                foreach (var step in Statement()) yield return step;
            }
            xml.Read();
        }
        // The same root carries payment orders and log-in messages.
        if (!found) throw new StatementRefusedException(new Shared.Refusal("bank.format.other-xml", "FIDAVISTA"));
    }

    private IEnumerable<StatementEvent> Statement()
    {
        var common = new StatementHeader { Format = StatementFormat.Fidavista, Version = version, SourceName = context.SourceName, LineNumber = XmlPart.LineOf(xml) };
        if (!xml.Enter()) yield break;
        while (xml.Inside())
        {
            switch (xml.LocalName)
            {
                case "Period":
                    var period = XmlPart.Read(xml);
                    common = common with
                    {
                        From = context.Date(period.Text("StartDate"), "Period/StartDate", period.Line),
                        To = context.Date(period.Text("EndDate"), "Period/EndDate", period.Line),
                    };
                    break;
                case "ClientSet":
                    common = common with { OwnerName = StatementText.Tidy(XmlPart.Read(xml).Text("Name")) };
                    break;
                case "AccountSet":
                    foreach (var step in Account(common)) yield return step;
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }
        xml.Read();
    }

    private IEnumerable<StatementEvent> Account(StatementHeader common)
    {
        account = common with { LineNumber = XmlPart.LineOf(xml) };
        if (!xml.Enter()) yield break;
        while (xml.Inside())
        {
            if (xml.LocalName == "CcyStmt")
            {
                foreach (var step in CurrencyStatement()) yield return step;
                continue;
            }
            var part = XmlPart.Read(xml);
            if (part.Name is not ("IBAN" or "AccNo") || StatementText.Compact(part.Value) is not { } number) continue;
            if (StatementText.LooksLikeIban(number)) account = account with { AccountIban = account.AccountIban ?? number };
            else account = account with { AccountOther = account.AccountOther ?? StatementText.Tidy(part.Value) };
        }
        xml.Read();
    }

    private IEnumerable<StatementEvent> CurrencyStatement()
    {
        var header = account with { LineNumber = XmlPart.LineOf(xml) };
        context.StatementId = header.AccountIban ?? header.AccountOther;
        if (context.StatementId is null) context.Refuse("bank.format.account-missing", null, "AccountSet/AccNo", header.LineNumber);
        var (booked, begun) = (0m, false);
        if (xml.Enter())
        {
            while (xml.Inside())
            {
                var part = XmlPart.Read(xml);
                switch (part.Name)
                {
                    case "Ccy":
                        header = header with { Currency = StatementText.Currency(part.Value) };
                        break;
                    case "OpenBal":
                        header = header with { OpeningBalance = Balance(part, header, header.From) };
                        break;
                    case "CloseBal":
                        header = header with { ClosingBalance = Balance(part, header, header.To) };
                        break;
                    case "TrxSet":
                        context.CountLine();
                        if (!begun) yield return new StatementBegan(header);
                        begun = true;
                        if (Line(part, header) is not { } line) break;
                        booked += line.Amount;
                        yield return new LineRead(line);
                        break;
                }
            }
            xml.Read();
        }
        if (header.Currency is null) context.Refuse("bank.format.currency", null, "CcyStmt/Ccy", header.LineNumber);
        if (!begun) yield return new StatementBegan(header);
        yield return new StatementEnded(header with { BookedSum = booked });
    }

    private StatementBalance? Balance(XmlPart part, StatementHeader header, DateOnly? date) =>
        part.Value is not null && Amount(part, part.Name, negative: true) is { } amount ? new StatementBalance(amount, header.Currency, date) : null;

    private decimal? Amount(XmlPart? part, string field, int line = 0, bool negative = false) =>
        context.Amount(part?.Value is { } text && !text.Contains('.', StringComparison.Ordinal) ? text.Replace(',', '.') : part?.Value, field, part?.Line ?? line, negative);

    private ParsedLine? Line(XmlPart trx, StatementHeader header)
    {
        var amount = Amount(trx.At("AccAmt"), "TrxSet/AccAmt", trx.Line);
        var direction = trx.Text("CorD");
        if (direction is not ("C" or "D")) context.Refuse(direction is null ? "bank.format.sign-missing" : "bank.format.sign", direction, "TrxSet/CorD", trx.Line);
        var booked = context.Date(trx.Text("BookDate"), "TrxSet/BookDate", trx.Line);
        var value = context.Date(trx.Text("ValueDate"), "TrxSet/ValueDate", trx.Line);
        var fee = trx.Text("FeeAmt") is null ? null : Amount(trx.At("FeeAmt"), "TrxSet/FeeAmt", negative: true);
        var party = trx.All("CPartySet").FirstOrDefault(p => p.Text("AccNo") is not null || p.Text("AccHolder", "Name") is not null) ?? trx.At("CPartySet");
        var original = party?.Text("Amt") is null ? null : Amount(party.At("Amt"), "CPartySet/Amt", negative: true);
        if (amount is not { } total || context.Failed) return null;
        var number = StatementText.Compact(party?.Text("AccNo"));
        var isIban = StatementText.LooksLikeIban(number);
        var text = trx.Text("PmtInfo");
        var currency = StatementText.Currency(party?.Text("Ccy"));
        var foreign = original is not null && currency is not null && currency != header.Currency;
        return new ParsedLine
        {
            BookingDate = booked ?? value ?? header.To,
            BookingDateAssumed = booked is null,
            ValueDate = value,
            Amount = direction == "D" ? -total : total,
            Currency = header.Currency,
            CounterpartyName = StatementText.Tidy(party?.Text("AccHolder", "Name")),
            CounterpartyIban = isIban ? number : null,
            CounterpartyAccount = isIban ? null : StatementText.Tidy(party?.Text("AccNo")),
            CounterpartyBic = StatementText.Compact(party?.Text("BankCode")),
            CounterpartyId = StatementText.Tidy(party?.Text("AccHolder", "LegalId")),
            EndToEndId = StatementText.EndToEnd(trx.Text("EndToEndId")) ?? StatementText.EndToEnd(trx.Text("ExtId")),
            StructuredReference = StatementText.Compact(trx.Text("StrdRef")),
            // CDATA holds text that was escaped before it was put there.
            Remittance = RemittanceTags.Display(WebUtility.HtmlDecode(text)),
            RemittanceRaw = text is null ? [] : [text],
            BankReference = StatementText.Tidy(trx.Text("BankRef")),
            BankCode = trx.Text("TypeName") is { } name ? $"{trx.Text("TypeCode")}/{name}" : trx.Text("TypeCode"),
            OriginalAmount = foreign ? Math.Abs(original!.Value) : null,
            OriginalCurrency = foreign ? currency : null,
            Charges = fee is null or 0 ? [] : [new LineCharge(-Math.Abs(fee.Value), header.Currency, null, null)],
            AdditionalInfo = trx.Text("DocNo") is { } document ? $"No {document}" : null,
            LineNumber = trx.Line,
        };
    }
}
