namespace BlazorErp.Companies;

/// <summary>Texts of sign-in, people, companies and settings.</summary>
public sealed class CompaniesText;
