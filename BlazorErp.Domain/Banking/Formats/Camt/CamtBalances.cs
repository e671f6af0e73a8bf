namespace BlazorErp.Domain.Banking.Formats.Camt;

/// <summary>Chooses the opening and the closing booked balance among those of a statement. Available and expected balances are never used.</summary>
internal sealed class CamtBalances
{
    private readonly List<(string Code, StatementBalance Balance)> all = [];

    /// <summary>Currency of the first balance.</summary>
    public string? Currency => all.Count == 0 ? null : all[0].Balance.Currency;

    public void Add(XmlPart bal, ReadContext context)
    {
        var code = bal.Text("Tp", "CdOrPrtry", "Cd") ?? bal.Text("Tp", "CdOrPrtry", "Prtry");
        if (code is not ("OPBD" or "PRCD" or "CLBD" or "ITBD") || all.Count > 1000) return;
        // The direct child only: CdtLine/Amt is a credit line, Avlbty/Amt an availability.
        var amt = bal.At("Amt");
        var sign = bal.Text("CdtDbtInd");
        var field = $"Bal[{code}]/Amt";
        // The Bank of Lithuania leaves the sign out; then, and only then, the number may carry it.
        var amount = context.Amount(amt?.Value, field, amt?.Line ?? bal.Line, negative: sign is null);
        var date = context.Date(bal.Text("Dt", "Dt") ?? bal.Text("Dt", "DtTm"), $"Bal[{code}]/Dt", bal.Line);
        if (sign is not (null or "CRDT" or "DBIT")) context.Refuse("bank.format.sign", sign, $"Bal[{code}]/CdtDbtInd", bal.Line);
        if (amount is { } value) all.Add((code, new StatementBalance(sign == "DBIT" ? -value : value, StatementText.Currency(amt?.Ccy), date)));
    }

    public StatementBalance? Opening(string? currency) =>
        First("OPBD", currency) ?? First("PRCD", currency)
        // A lone interim balance with nothing opened or closed is the state at the time of the report, so a closing one.
        ?? (all.Count(b => b.Code == "ITBD") > 1 || First("CLBD", currency) is not null ? First("ITBD", currency) : null);

    public StatementBalance? Closing(string? currency) =>
        Last("CLBD", currency) ?? Last("ITBD", currency);

    private StatementBalance? First(string code, string? currency) => Choose(all.Where(b => b.Code == code), currency);

    private StatementBalance? Last(string code, string? currency) => Choose(all.Where(b => b.Code == code).Reverse(), currency);

    private static StatementBalance? Choose(IEnumerable<(string Code, StatementBalance Balance)> some, string? currency)
    {
        var candidates = some.Select(b => b.Balance).ToList();
        return candidates.Find(b => b.Currency == currency) ?? (candidates.Count == 0 ? null : candidates[0]);
    }
}
