namespace BlazorErp.Invoicing;

/// <summary>Texts of the room Invoicing, the printed invoice among them.</summary>
public sealed class InvoicingText;
