using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using BlazorErp.Ui;
using Microsoft.AspNetCore.Components;

namespace BlazorErp.Companies;

/// <summary>A card of the settings page: reads when it appears and whenever <see cref="Version"/> grows, and runs one act at a time.</summary>
public abstract class SettingsCard : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private int seen = -1;

    /// <summary>Who is here.</summary>
    [Parameter, EditorRequired] public Actor Actor { get; set; } = default!;

    /// <summary>Grows when something changed.</summary>
    [Parameter] public int Version { get; set; }

    /// <summary>Says things.</summary>
    [Inject] protected Say Say { get; set; } = default!;

    [Inject] private CompanySession Session { get; set; } = default!;

    /// <summary>Why the last act was refused.</summary>
    protected Refusal? Refusal { get; set; }

    /// <summary>Whether an act is running.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Cancelled with the page.</summary>
    protected CancellationToken Stopping => stop.Token;

    /// <summary>Reads what the card shows.</summary>
    protected abstract Task ReadAsync();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (seen != Version)
        {
            seen = Version;
            await ReadAsync();
        }
    }

    /// <summary>Runs an act with the rights of this moment, keeps its refusal, and reads again when it was done.</summary>
    protected async Task<bool> ActAsync(Func<Actor, CancellationToken, Task<Refusal?>> act)
    {
        if (Busy)
        {
            return false;
        }

        Busy = true;
        try
        {
            Refusal = await Session.ActorAsync(Stopping) is { } now && now.CompanyId == Actor.CompanyId ? await act(now, Stopping) : new Refusal("forbidden", "");
            if (Refusal is null)
            {
                await ReadAsync();
            }

            return Refusal is null;
        }
        finally
        {
            Busy = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        GC.SuppressFinalize(this);
    }
}
