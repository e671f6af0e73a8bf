namespace BlazorErp.Domain.Banking.Formats.Camt;

/// <summary>One Ntry and what becomes of it: one line, or as many as its batch has payments that add up.</summary>
internal sealed class CamtEntry(int line, ReadContext context)
{
    private readonly List<CamtDetail> details = [];
    private readonly List<LineCharge> charges = [];
    private XmlPart? amt;
    private string? sign;
    private string? status;
    private string? reversal;
    private XmlPart? booked;
    private XmlPart? value;
    private string? reference;
    private string? code;
    private string? info;
    private CamtAmount? original;
    private int announced;
    private bool tooMany;

    /// <summary>Takes a child of Ntry other than NtryDtls.</summary>
    public void Take(XmlPart part)
    {
        switch (part.Name)
        {
            case "Amt":
                amt ??= part;
                break;
            case "CdtDbtInd":
                sign ??= part.Value;
                break;
            case "RvslInd":
                reversal ??= part.Value;
                break;
            case "Sts":
                status ??= part.Text("Cd") ?? part.Text("Prtry") ?? part.Value; // Sts/Cd since .08
                break;
            case "BookgDt":
                booked ??= part;
                break;
            case "ValDt":
                value ??= part;
                break;
            case "AcctSvcrRef":
                reference ??= StatementText.Tidy(part.Value);
                break;
            case "BkTxCd":
                code ??= CamtDetail.CodeOf(part);
                break;
            case "AddtlNtryInf":
                info ??= StatementText.Tidy(part.Value);
                break;
            case "AmtDtls":
                if (part.At("InstdAmt", "Amt") is { } instructed && context.Amount(instructed.Value, "Ntry/AmtDtls/InstdAmt/Amt", instructed.Line) is { } amount)
                    original = new CamtAmount(amount, StatementText.Currency(instructed.Ccy));
                break;
            case "Chrgs":
                if (charges.Count < 100) charges.AddRange(CamtDetail.ChargesOf([part], context));
                break;
        }
    }

    /// <summary>Takes NtryDtls/Btch.</summary>
    public void TakeBatch(XmlPart batch)
    {
        if (int.TryParse(batch.Text("NbOfTxs"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count)) announced += Math.Min(count, 10_000_000);
    }

    /// <summary>Takes NtryDtls/TxDtls.</summary>
    public void TakeDetail(XmlPart tx)
    {
        context.Cancel.ThrowIfCancellationRequested();
        if (details.Count < context.Limits.MaxBatch) details.Add(CamtDetail.Read(tx, context));
        else tooMany = true;
    }

    /// <summary>The lines of the entry; none when something of it was refused.</summary>
    public IReadOnlyList<ParsedLine> Lines(StatementHeader statement)
    {
        var amount = context.Amount(amt?.Value, "Ntry/Amt", amt?.Line ?? line);
        if (sign is not ("CRDT" or "DBIT")) context.Refuse(sign is null ? "bank.format.sign-missing" : "bank.format.sign", sign, "Ntry/CdtDbtInd", line);
        var bookingDate = context.Date(DateText(booked), "Ntry/BookgDt", booked?.Line ?? line);
        var valueDate = context.Date(DateText(value), "Ntry/ValDt", value?.Line ?? line);
        var state = Status();
        if (amount is not { } total || context.Failed) return [];

        var currency = StatementText.Currency(amt?.Ccy) ?? statement.Currency;
        var fallback = valueDate ?? statement.ClosingBalance?.Date ?? statement.To;
        var entry = new ParsedLine
        {
            BookingDate = bookingDate ?? fallback,
            BookingDateAssumed = bookingDate is null,
            ValueDate = valueDate,
            Amount = sign == "DBIT" ? -total : total,
            Currency = currency,
            Status = state,
            IsReversal = reversal is "true" or "1",
            BankReference = reference,
            BankCode = code,
            Charges = charges,
            AdditionalInfo = info,
            LineNumber = line,
        };
        var own = statement.AccountIban ?? StatementText.Compact(statement.AccountOther);
        if (details.Count == 0) return [Described(entry with { Remittance = entry.AdditionalInfo, PaymentCount = Math.Max(1, announced) }, original)];
        if (details.Count == 1 && !tooMany) return [One(entry, details[0], own) with { PaymentCount = Math.Max(1, announced) }];
        return Split(entry, currency, own) ?? [Together(entry, own)];
    }

    private static string? DateText(XmlPart? date) => date?.Text("Dt") ?? date?.Text("DtTm") ?? date?.Value;

    private LineStatus Status()
    {
        switch (status)
        {
            case null or "BOOK":
                return LineStatus.Booked;
            case "PDNG":
                return LineStatus.Pending;
            case "INFO" or "FUTR":
                return LineStatus.Info;
            default:
                context.Warn("bank.format.status-unknown", status, line);
                return LineStatus.Info;
        }
    }

    private List<ParsedLine>? Split(ParsedLine entry, string? currency, string? own)
    {
        var sum = 0m;
        var signed = new decimal[details.Count];
        for (var i = 0; i < signed.Length; i++)
        {
            if (tooMany || details[i].Signed(currency, sign!) is not { } amount) return null;
            sum += signed[i] = amount;
        }
        if (sum != entry.Amount) return null;
        // The payment's own reference tells the lines of a batch apart; the entry's is the same for all of them.
        return [.. details.Select((d, i) => One(entry with { Amount = signed[i], BankReference = d.BankReference ?? reference, Charges = [], LineNumber = d.Line }, d, own))];
    }

    private ParsedLine One(ParsedLine line, CamtDetail detail, string? own)
    {
        var party = Counterparty(detail, line.Amount, own);
        var texts = detail.Texts;
        var tags = new RemittanceTags(string.Concat(texts));
        var shown = tags.Any ? RemittanceTags.Display(string.Concat(texts)) : RemittanceTags.Display(string.Join(' ', texts));
        return Described(
            line with
            {
                CounterpartyName = party?.Name ?? detail.AdditionalInfo,
                CounterpartyIban = party?.Iban,
                CounterpartyAccount = party?.Account,
                CounterpartyBic = party?.Bic,
                CounterpartyId = party?.Id,
                EndToEndId = detail.EndToEndId ?? StatementText.EndToEnd(tags["EREF"]),
                StructuredReference = detail.Reference,
                InvoiceReferences = detail.Documents,
                Remittance = shown ?? detail.AdditionalInfo ?? info,
                RemittanceRaw = texts,
                BankReference = line.BankReference ?? detail.BankReference,
                BankCode = line.BankCode ?? detail.BankCode,
                Charges = detail.Charges.Count == 0 ? line.Charges : [.. line.Charges, .. detail.Charges],
                ReturnReason = detail.ReturnReason,
                AdditionalInfo = info ?? detail.AdditionalInfo,
            },
            detail.Original ?? original);
    }

    // The amounts of a batch are not told or do not add up: one line with the money, and all texts.
    private ParsedLine Together(ParsedLine entry, string? own)
    {
        context.Warn("bank.format.batch-together", details.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), line);
        var parties = details.Select(d => Counterparty(d, entry.Amount, own)).Distinct().Take(2).ToList();
        var party = parties.Count == 1 ? parties[0] : null;
        var references = details.Select(d => d.Reference).Distinct(StringComparer.Ordinal).Take(2).ToList();
        var texts = details.SelectMany(d => d.Texts).Distinct(StringComparer.Ordinal).Take(1000).ToList();
        return Described(
            entry with
            {
                CounterpartyName = party?.Name,
                CounterpartyIban = party?.Iban,
                CounterpartyAccount = party?.Account,
                CounterpartyBic = party?.Bic,
                CounterpartyId = party?.Id,
                StructuredReference = references.Count == 1 ? references[0] : null,
                InvoiceReferences = [.. details.SelectMany(d => d.Documents).Concat(references.Count == 1 ? [] : details.Select(d => d.Reference).OfType<string>()).Distinct(StringComparer.Ordinal).Take(1000)],
                Remittance = RemittanceTags.Display(string.Join(' ', texts)) ?? info,
                RemittanceRaw = texts,
                BankReference = entry.BankReference ?? details[0].BankReference,
                BankCode = entry.BankCode ?? details[0].BankCode,
                PaymentCount = Math.Max(announced, details.Count),
            },
            original);
    }

    private static ParsedLine Described(ParsedLine line, CamtAmount? original) =>
        original is { } other && other.Currency is not null && other.Currency != line.Currency
            ? line with { OriginalAmount = other.Amount, OriginalCurrency = other.Currency }
            : line;

    private CamtParty? Counterparty(CamtDetail detail, decimal amount, string? own)
    {
        var (wanted, other) = amount < 0 || (amount == 0 && sign == "DBIT") ? (detail.Creditor, detail.Debtor) : (detail.Debtor, detail.Creditor);
        if (wanted is not null && !wanted.Is(own)) return wanted;
        // We ourselves, or nobody: in a reversal the roles can be those of the payment taken back.
        var swap = other is not null && !other.Is(own) && (wanted is not null || reversal is "true" or "1");
        return swap ? other : wanted;
    }
}
