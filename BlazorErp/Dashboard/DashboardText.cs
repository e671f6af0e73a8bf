namespace BlazorErp.Dashboard;

/// <summary>Texts of the start page.</summary>
public sealed class DashboardText;
