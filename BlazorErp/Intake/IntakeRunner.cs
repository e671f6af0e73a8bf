using BlazorErp.Composition;
using BlazorErp.Domain.Intake;

namespace BlazorErp.Intake;

/// <summary>Applies what came in: at once when a message wakes it, and now and then for what is due by time.</summary>
public sealed partial class IntakeRunner(
    ShopIntake intake, ShopReceiver receiver, IntakeSignal signal, ForgedTally forged, TimeProvider time, ILogger<IntakeRunner> log, Readiness? readiness = null) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await (readiness?.Ready.WaitAsync(stoppingToken) ?? Task.CompletedTask);
        }
        catch (Exception)
        {
            return; // the application never got ready, and says why itself
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(Longest, time, stoppingToken);
                await forged.FlushAsync(receiver, stoppingToken);
                await intake.RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database is away or not ready yet; the next round tries again.
                Broken(log, e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The intake could not run")]
    private static partial void Broken(ILogger logger, Exception e);
}
