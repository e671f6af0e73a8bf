namespace BlazorErp.Composition;

/// <summary>Whether the application may be used yet; until then every answer but /health is "starting".</summary>
public sealed class Readiness
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? reason = "starting";

    /// <summary>Why not yet; null when ready.</summary>
    public string? Reason => reason;

    /// <summary>Whether starting failed for good.</summary>
    public bool Failed { get; private set; }

    /// <summary>Ends when the application is ready; fails when it never will be.</summary>
    public Task Ready => ready.Task;

    /// <summary>Says what is going on.</summary>
    public void Say(string what) => reason = what;

    /// <summary>May be used from now on.</summary>
    public void Done()
    {
        reason = null;
        ready.TrySetResult();
    }

    /// <summary>Never will be.</summary>
    public void Fail(string why, Exception cause)
    {
        (reason, Failed) = (why, true);
        ready.TrySetException(cause);
    }
}
