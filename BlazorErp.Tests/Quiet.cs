using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BlazorErp.Tests;

/// <summary>A demo in which nobody acts by himself.</summary>
internal static class Quiet
{
    /// <summary>The demo's simulators do what a test asks of them, and nothing between.</summary>
    public static void Simulators(WebApplicationBuilder builder)
    {
        foreach (var service in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType.Namespace?.EndsWith(".Simulator", StringComparison.Ordinal) == true).ToList())
        {
            builder.Services.Remove(service);
        }
    }
}
