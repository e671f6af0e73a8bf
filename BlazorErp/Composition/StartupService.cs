using System.Data.Common;
using BlazorErp.Domain.Data;

namespace BlazorErp.Composition;

/// <summary>Something that must be done once after the migrations and before anyone gets in.</summary>
public interface IStartupStep
{
    /// <summary>Does it. An exception ends the process.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Brings the database to this build's schema, runs the steps of the rooms, then opens the doors.</summary>
public sealed class StartupService(ErpContextFactory factory, IEnumerable<IStartupStep> steps, Readiness readiness, IHostApplicationLifetime lifetime, ILogger<StartupService> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            readiness.Say("migrating the database");
            await DatabaseSetup.MigrateAsync(factory, stoppingToken);
            foreach (var step in steps)
            {
                readiness.Say(step.GetType().Name);
                await step.RunAsync(stoppingToken);
            }

            readiness.Done();
            log.LogInformation("Ready on {Provider}", factory.Provider);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopped while starting
        }
        catch (Exception e)
        {
            var why = e is DbException ? $"The {factory.Provider} database cannot be used: {e.Message}" : e.Message;
            log.LogCritical(e, "Start failed: {Why}", why);
            readiness.Fail(why, e);
            lifetime.StopApplication();
        }
    }
}
