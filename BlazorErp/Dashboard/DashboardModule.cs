namespace BlazorErp.Dashboard;

/// <summary>Composition of the start page.</summary>
public static class DashboardModule
{
    /// <summary>Services.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services) => services.AddSingleton<TodayQueries>();
}
