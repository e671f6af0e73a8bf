namespace BlazorErp.Ledger;

/// <summary>Texts of the ledger's pages.</summary>
public sealed class LedgerText;
