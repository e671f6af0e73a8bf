namespace BlazorErp.Domain.Banking.Formats.Camt;

/// <summary>A party of a payment with its account and bank, from whichever version's path is filled.</summary>
internal sealed record CamtParty(string? Name, string? Iban, string? Account, string? Bic, string? Id)
{
    /// <summary>Reads <c>Dbtr</c> or <c>Cdtr</c>; null when nothing is known of it.</summary>
    public static CamtParty? Read(XmlPart? parties, XmlPart? agents, string role)
    {
        var element = parties?.At(role);
        var party = element?.At("Pty") ?? element; // Pty since .08
        var asBank = element?.At("Agt", "FinInstnId"); // fees and interest
        var last = parties?.At("Ultmt" + role);
        var ultimate = last?.At("Pty") ?? last;
        var account = parties?.At(role + "Acct", "Id");
        var bank = agents?.At(role + "Agt", "FinInstnId") ?? asBank;
        var iban = StatementText.Compact(account?.Text("IBAN"));
        var other = account?.Text("Othr", "Id");
        if (iban is null && StatementText.Compact(other) is { } compact && StatementText.LooksLikeIban(compact)) iban = compact;
        var name = StatementText.Tidy(party?.Text("Nm") ?? asBank?.Text("Nm") ?? ultimate?.Text("Nm") ?? party?.Text("PstlAdr", "AdrLine"));
        var id = party?.At("Id");
        var found = new CamtParty(
            name,
            iban,
            iban is null ? StatementText.Tidy(other) : null,
            StatementText.Compact(bank?.Text("BICFI") ?? bank?.Text("BIC")),
            StatementText.Tidy(
                id?.Text("OrgId", "Othr", "Id") ?? id?.Text("PrvtId", "Othr", "Id") ?? id?.Text("OrgId", "LEI")
                ?? id?.Text("OrgId", "AnyBIC") ?? id?.Text("OrgId", "BICOrBEI")));
        return found is (null, null, null, null, null) ? null : found;
    }

    public bool Is(string? ownAccount) => ownAccount is not null && (Iban == ownAccount || StatementText.Compact(Account) == ownAccount);
}

/// <summary>An amount with its currency.</summary>
internal readonly record struct CamtAmount(decimal Amount, string? Currency);

/// <summary>What one TxDtls says; compact, because a batch holds thousands until its amounts are known to add up.</summary>
internal sealed record CamtDetail
{
    public IReadOnlyList<CamtAmount> Amounts { get; private init; } = [];

    public CamtAmount? Original { get; private init; }

    public string? Sign { get; private init; }

    public CamtParty? Debtor { get; private init; }

    public CamtParty? Creditor { get; private init; }

    public string? EndToEndId { get; private init; }

    public string? BankReference { get; private init; }

    public string? Reference { get; private init; }

    public IReadOnlyList<string> Documents { get; private init; } = [];

    public IReadOnlyList<string> Texts { get; private init; } = [];

    public IReadOnlyList<LineCharge> Charges { get; private init; } = [];

    public string? BankCode { get; private init; }

    public string? ReturnReason { get; private init; }

    public string? AdditionalInfo { get; private init; }

    public int Line { get; private init; }

    public static CamtDetail Read(XmlPart tx, ReadContext context)
    {
        var refs = tx.At("Refs");
        var parties = tx.At("RltdPties");
        var agents = tx.At("RltdAgts");
        var remittance = tx.At("RmtInf");
        var amounts = new List<CamtAmount>(2);
        Add(tx.At("Amt"), "TxDtls/Amt");
        Add(tx.At("AmtDtls", "TxAmt", "Amt"), "TxDtls/AmtDtls/TxAmt/Amt");
        Add(tx.At("AmtDtls", "CntrValAmt", "Amt"), "TxDtls/AmtDtls/CntrValAmt/Amt");
        var original = Add(tx.At("AmtDtls", "InstdAmt", "Amt"), "TxDtls/AmtDtls/InstdAmt/Amt");
        var sign = tx.Text("CdtDbtInd");
        if (sign is not (null or "CRDT" or "DBIT")) context.Refuse("bank.format.sign", sign, "TxDtls/CdtDbtInd", tx.Line);
        return new CamtDetail
        {
            Amounts = amounts,
            Original = original,
            Sign = sign,
            Debtor = CamtParty.Read(parties, agents, "Dbtr"),
            Creditor = CamtParty.Read(parties, agents, "Cdtr"),
            EndToEndId = StatementText.EndToEnd(refs?.Text("EndToEndId")),
            BankReference = StatementText.Tidy(refs?.Text("AcctSvcrRef")),
            Reference = CreditorReference(remittance),
            Documents = DocumentNumbers(remittance),
            Texts = TextsOf(remittance),
            Charges = ChargesOf(tx.All("Chrgs"), context),
            BankCode = CodeOf(tx.At("BkTxCd")),
            ReturnReason = tx.Text("RtrInf", "Rsn", "Cd") ?? tx.Text("RtrInf", "Rsn", "Prtry") ?? tx.Text("RtrInf", "AddtlInf"),
            AdditionalInfo = StatementText.Tidy(tx.Text("AddtlTxInf")),
            Line = tx.Line,
        };

        CamtAmount? Add(XmlPart? amt, string field)
        {
            if (amt is null || context.Amount(amt.Value, field, amt.Line) is not { } value) return null;
            var amount = new CamtAmount(value, StatementText.Currency(amt.Ccy));
            amounts.Add(amount);
            return amount;
        }
    }

    /// <summary>The signed amount in the entry's currency, or null when the bank does not give it.</summary>
    public decimal? Signed(string? currency, string entrySign)
    {
        foreach (var (amount, own) in Amounts)
        {
            if (own is null || own == currency) return (Sign ?? entrySign) == "DBIT" ? -amount : amount;
        }
        return null;
    }

    /// <summary>Bank transaction code as <c>PMNT/RCDT/ESCT</c>, else the bank's own.</summary>
    public static string? CodeOf(XmlPart? code)
    {
        if (code?.At("Domn") is not { } domain || domain.Text("Cd") is null) return StatementText.Tidy(code?.Text("Prtry", "Cd"));
        return string.Join('/', new[] { domain.Text("Cd"), domain.Text("Fmly", "Cd"), domain.Text("Fmly", "SubFmlyCd") }.Where(c => c is not null));
    }

    /// <summary>Charges of an entry or payment: repeated <c>Chrgs</c> until .04, <c>Chrgs/Rcrd</c> later.</summary>
    public static IReadOnlyList<LineCharge> ChargesOf(IEnumerable<XmlPart> groups, ReadContext context)
    {
        List<LineCharge>? charges = null;
        foreach (var group in groups)
        {
            foreach (var record in group.At("Rcrd") is null ? [group] : group.All("Rcrd"))
            {
                if (record.At("Amt") is not { } amt || context.Amount(amt.Value, "Chrgs/Amt", amt.Line) is not { } amount) continue;
                var type = record.Text("Tp", "Cd") ?? record.Text("Tp", "Prtry", "Id") ?? record.Text("Tp", "Prtry");
                bool? included = record.Text("ChrgInclInd") is { } said ? said is "true" or "1" : null;
                (charges ??= []).Add(new LineCharge(record.Text("CdtDbtInd") == "CRDT" ? amount : -amount, StatementText.Currency(amt.Ccy), included, type));
            }
        }
        return charges is null ? [] : charges;
    }

    private static string? CreditorReference(XmlPart? remittance)
    {
        if (remittance is null) return null;
        foreach (var structured in remittance.All("Strd"))
        {
            // Wrong check digits are kept: banks send them, and the invoice may carry the same wrong reference.
            if (StatementText.Compact(structured.Text("CdtrRefInf", "Ref") ?? structured.Text("CdtrRefInf", "CdtrRef")) is { } reference) return reference;
        }
        return null;
    }

    private static IReadOnlyList<string> DocumentNumbers(XmlPart? remittance) =>
        remittance?.At("Strd") is null ? [] :
        [
            .. remittance.All("Strd")
                .SelectMany(s => s.All("RfrdDocInf"))
                .Select(d => StatementText.Tidy(d.Text("Nb") ?? d.Text("RfrdDocNb")))
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];

    private static IReadOnlyList<string> TextsOf(XmlPart? remittance) =>
        remittance is null ? [] :
        [
            .. remittance.All("Ustrd").Select(u => u.Value).OfType<string>(),
            .. remittance.All("Strd").SelectMany(s => s.All("AddtlRmtInf")).Select(u => u.Value).OfType<string>(),
        ];
}
