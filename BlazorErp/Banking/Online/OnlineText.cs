namespace BlazorErp.Banking.Online;

/// <summary>Marker of the texts of paying online (OnlineText.resx).</summary>
public sealed class OnlineText;
