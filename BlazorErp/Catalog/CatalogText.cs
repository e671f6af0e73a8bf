namespace BlazorErp.Catalog;

/// <summary>Marker of the texts of items (CatalogText.resx).</summary>
public sealed class CatalogText;
