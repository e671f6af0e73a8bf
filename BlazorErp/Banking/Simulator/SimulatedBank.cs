using System.Globalization;
using System.Text;
using System.Xml;

namespace BlazorErp.Banking.Simulator;

/// <summary>How often something goes wrong, each 0..1.</summary>
/// <param name="Duplicates">The same file is delivered again.</param>
/// <param name="Overlap">The next file has the last one's lines too.</param>
/// <param name="Delay">A customer waits for another round.</param>
/// <param name="WrongReferences">The text names no or another number.</param>
/// <param name="Partial">Less is paid than is owed.</param>
/// <param name="Strangers">Someone else pays, from an account nobody knows.</param>
public sealed record BankFaults(double Duplicates = 0, double Overlap = 0, double Delay = 0, double WrongReferences = 0, double Partial = 0, double Strangers = 0)
{
    /// <summary>Everyone pays as printed.</summary>
    public static BankFaults None { get; } = new();
}

/// <summary>An invoice that waits to be paid.</summary>
public sealed record SimulatedDebt(long Id, string Number, string Reference, decimal Open, long PartnerId, string Partner);

/// <summary>A payment as the bank will tell it.</summary>
public sealed record SimulatedPayment(long DebtId, decimal Amount, string Name, string Iban, string Text, string Reference, string BankReference);

/// <summary>Customers who pay what they owe, in the words people really write; the same seed pays the same.</summary>
public static class SimulatedBank
{
    private static readonly string[] Texts =
    [
        "{0}", "rek. {0}", "Apmaksa par rēķinu Nr. {0}", "par rēķinu {0}, paldies", "{0} számla", "Számlaszám: {0}", "faktura nr {0}", "za fakturę {0}", "invoice {0}", "Invoice no. {0} EUR thank you", "rēķina {0} apmaksa", "Līgums 14/3 {0}",
    ];

    private static readonly string[] Vague = ["payment", "apmaksa", "par preci", "áru ellenértéke", "zapłata za towar", "paldies", "invoice", "2026. november"];
    private static readonly string[] Strangers = ["J. KALNIŅŠ", "NAGY ISTVAN", "KOWALSKA ANNA", "SIA CITS MAKSĀTĀJS", "Bolt Operations OU"];

    /// <summary>What is paid of the debts now.</summary>
    public static IReadOnlyList<SimulatedPayment> Pay(int seed, IReadOnlyList<SimulatedDebt> debts, BankFaults faults, int decimals)
    {
        var payments = new List<SimulatedPayment>();
        foreach (var debt in debts)
        {
            var random = new Random(unchecked((seed * 486_187_739) ^ (int)(debt.Id * 2_654_435_761)));
            if (random.NextDouble() < faults.Delay)
            {
                continue;
            }

            var amount = random.NextDouble() < faults.Partial ? Math.Round(debt.Open * random.Next(20, 90) / 100m, decimals, MidpointRounding.AwayFromZero) : debt.Open;
            var stranger = random.NextDouble() < faults.Strangers;
            var wrong = random.NextDouble() < faults.WrongReferences;
            var structured = !wrong && debt.Reference.Length > 0 && random.Next(5) == 0;
            var text = wrong ? Vague[random.Next(Vague.Length)] : structured ? "" : string.Format(CultureInfo.InvariantCulture, Texts[random.Next(Texts.Length)], Written(debt.Number, random));
            if (amount > 0m)
            {
                var payer = stranger ? Strangers[random.Next(Strangers.Length)] : random.Next(3) == 0 ? debt.Partner.ToUpperInvariant() : debt.Partner;
                payments.Add(new(debt.Id, amount, payer, IbanOf("LV", $"HABA{(stranger ? random.NextInt64(10_000_000_000) : debt.PartnerId % 10_000_000_000):0000000000000}"), text, structured ? debt.Reference : "", $"SIM{seed}-{payments.Count + 1}"));
            }
        }

        return payments;
    }

    /// <summary>A camt.053.001.08 with the payments.</summary>
    public static byte[] Statement(string iban, string currency, DateOnly day, decimal opening, string id, IReadOnlyList<SimulatedPayment> payments)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = true }))
        {
            xml.WriteStartElement("Document", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08");
            xml.WriteStartElement("BkToCstmrStmt");
            xml.WriteStartElement("GrpHdr");
            Value(xml, id, "MsgId");
            xml.WriteEndElement();
            xml.WriteStartElement("Stmt");
            Value(xml, id, "Id");
            xml.WriteStartElement("FrToDt");
            Value(xml, $"{day:yyyy-MM-dd}T00:00:00", "FrDtTm");
            Value(xml, $"{day:yyyy-MM-dd}T23:59:59", "ToDtTm");
            xml.WriteEndElement();
            xml.WriteStartElement("Acct");
            Value(xml, iban, "Id", "IBAN");
            Value(xml, currency, "Ccy");
            xml.WriteEndElement();
            Balance(xml, "OPBD", opening, currency, day);
            Balance(xml, "CLBD", opening + payments.Sum(p => p.Amount), currency, day);
            foreach (var payment in payments)
            {
                Entry(xml, payment, currency, day);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>An IBAN with right check digits.</summary>
    public static string IbanOf(string country, string rest)
    {
        var remainder = 0;
        foreach (var c in rest + country + "00")
        {
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + c - '0') % 97 : ((remainder * 100) + c - 'A' + 10) % 97;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{country}{98 - remainder:00}{rest}");
    }

    private static string Written(string number, Random random) => random.Next(5) switch
    {
        0 => number.ToLowerInvariant(), 1 => number.Replace('-', ' '), 2 => number.Replace('-', '/'), _ => number,
    };

    private static void Balance(XmlWriter xml, string code, decimal amount, string currency, DateOnly day)
    {
        xml.WriteStartElement("Bal");
        Value(xml, code, "Tp", "CdOrPrtry", "Cd");
        Amount(xml, amount, currency);
        Value(xml, amount < 0m ? "DBIT" : "CRDT", "CdtDbtInd");
        Value(xml, $"{day:yyyy-MM-dd}", "Dt", "Dt");
        xml.WriteEndElement();
    }

    private static void Entry(XmlWriter xml, SimulatedPayment payment, string currency, DateOnly day)
    {
        xml.WriteStartElement("Ntry");
        Amount(xml, payment.Amount, currency);
        Value(xml, "CRDT", "CdtDbtInd");
        Value(xml, "BOOK", "Sts", "Cd");
        Value(xml, $"{day:yyyy-MM-dd}", "BookgDt", "Dt");
        Value(xml, payment.BankReference, "AcctSvcrRef");
        xml.WriteStartElement("NtryDtls");
        xml.WriteStartElement("TxDtls");
        xml.WriteStartElement("RltdPties");
        Value(xml, payment.Name, "Dbtr", "Pty", "Nm");
        Value(xml, payment.Iban, "DbtrAcct", "Id", "IBAN");
        xml.WriteEndElement();
        xml.WriteStartElement("RmtInf");
        if (payment.Text.Length > 0)
        {
            Value(xml, payment.Text, "Ustrd");
        }

        if (payment.Reference.Length > 0)
        {
            Value(xml, payment.Reference, "Strd", "CdtrRefInf", "Ref");
        }

        for (var depth = 0; depth < 4; depth++)
        {
            xml.WriteEndElement();
        }
    }

    private static void Amount(XmlWriter xml, decimal amount, string currency)
    {
        xml.WriteStartElement("Amt");
        xml.WriteAttributeString("Ccy", currency);
        xml.WriteString(Math.Abs(amount).ToString("0.00##", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static void Value(XmlWriter xml, string value, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            xml.WriteStartElement(name);
        }

        xml.WriteString(value);
        for (var depth = 0; depth < path.Length; depth++)
        {
            xml.WriteEndElement();
        }
    }
}
