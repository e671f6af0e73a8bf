namespace BlazorErp.Partners;

/// <summary>Marker of the texts of partners (PartnersText.resx).</summary>
public sealed class PartnersText;
