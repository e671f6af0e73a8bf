namespace BlazorErp.Channels.PayPal;

/// <summary>Texts of the PayPal channel.</summary>
public sealed class PayPalText;
