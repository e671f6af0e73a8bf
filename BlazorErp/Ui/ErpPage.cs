using System.Globalization;
using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.AspNetCore.Components;

namespace BlazorErp.Ui;

/// <summary>A page: knows its actor, runs one act at a time, and cancels what is under way when it is left.</summary>
public abstract class ErpPage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private GridState? state;
    private readonly List<IDisposable> live = [];
    private bool disposed;
    private string? path;

    /// <summary>Who is here.</summary>
    [Inject] protected CompanySession Session { get; set; } = default!;

    /// <summary>Where.</summary>
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>Toasts and questions.</summary>
    [Inject] protected Say Say { get; set; } = default!;

    [Inject] private Live.LiveFeed Feed { get; set; } = default!;

    /// <summary>The actor; set before <see cref="OnActorReadyAsync"/>. Do not read it while <see cref="Ready"/> is false.</summary>
    protected Actor Actor { get; private set; } = default!;

    /// <summary>Whether the actor is known; render nothing that needs it before.</summary>
    protected bool Ready { get; private set; }

    /// <summary>Whether an act is running; buttons are disabled then.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Why the last act was refused; show it in a <see cref="RefusalView"/>.</summary>
    protected Refusal? Refusal { get; set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Stopping => stop.Token;

    /// <summary>Search, sort and filters in the address of this page.</summary>
    protected GridState State => state ??= new GridState(Navigation);

    /// <summary>Whether the actor holds the permission.</summary>
    protected bool May(string permission) => Ready && Actor.May(permission);

    /// <summary>Loads the page. Called once, with the actor known.</summary>
    protected virtual Task OnActorReadyAsync() => Task.CompletedTask;

    /// <summary>Called when the page stays but its path changes (/orders/1 to /orders/2), and once right after <see cref="OnActorReadyAsync"/>.</summary>
    protected virtual Task OnAddressAsync() => Task.CompletedTask;

    /// <summary>Takes subscriptions back.</summary>
    protected virtual ValueTask OnLeaveAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected sealed override async Task OnInitializedAsync()
    {
        if (await Session.ActorAsync(Stopping) is not { } actor)
        {
            return;
        }

        Actor = actor;
        Ready = true;
        await QuietlyAsync(async () =>
        {
            await OnActorReadyAsync();
            await OnAddressAsync();
        });
    }

    /// <inheritdoc/>
    protected sealed override async Task OnParametersSetAsync()
    {
        // A filter that moves into the address renders the page again, but it is the same page; only another path is another thing to show.
        var now = new Uri(Navigation.Uri).AbsolutePath;
        var moved = path is not null && path != now;
        path = now;
        if (moved && Ready)
        {
            await QuietlyAsync(OnAddressAsync);
        }
    }

    /// <summary>
    /// Follows what others change: calls back on the page's own thread with the ids that changed (0 among them: read everything), and draws
    /// the page again. <c>Live(Topics.Order, ids => grid.ReloadAsync(ids));</c> Call it in <see cref="OnActorReadyAsync"/>; it ends with the page.
    /// </summary>
    protected void Live(string topic, Func<IReadOnlySet<long>, Task> changed) => Live([topic], batch => changed(batch.Of(topic)));

    /// <summary>The same for several topics at once.</summary>
    protected void Live(IReadOnlyCollection<string> topics, Func<Live.LiveBatch, Task> changed) => Live(Actor.CompanyId, topics, changed);

    /// <summary>The same for another of the person's companies; what is then read is read as the person who is there.</summary>
    protected void Live(int companyId, IReadOnlyCollection<string> topics, Func<Live.LiveBatch, Task> changed)
    {
        if (!disposed)
        {
            // The feed calls from whatever thread wrote; what is drawn must still speak this person's language.
            var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
            live.Add(Feed.Subscribe(companyId, topics, batch => InvokeAsync(() => QuietlyAsync(async () =>
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
                if (!disposed)
                {
                    await changed(batch);
                    StateHasChanged();
                }
            }))));
        }
    }

    /// <summary>
    /// Runs an act: a second call while one is running does nothing (double clicks), the refusal of the last one is cleared, and cancellation by leaving is silent.
    /// </summary>
    protected async Task RunAsync(Func<CancellationToken, Task> act)
    {
        if (Busy || disposed)
        {
            return;
        }

        Busy = true;
        Refusal = null;
        try
        {
            StateHasChanged();
            // Rights are those of this moment, not of when the page was opened.
            if (await Session.ActorAsync(Stopping) is not { } now || now.CompanyId != Actor.CompanyId)
            {
                Refusal = new Refusal("forbidden", "");
                return;
            }

            Actor = now;
            await QuietlyAsync(() => act(Stopping));
        }
        finally
        {
            Busy = false;
            if (!disposed)
            {
                StateHasChanged();
            }
        }
    }

    /// <summary>As <see cref="RunAsync(Func{CancellationToken, Task})"/>, keeping a refusal and going on only when it was done.</summary>
    protected Task RunAsync<T>(Func<CancellationToken, Task<Outcome<T>>> act, Func<T, Task>? then = null) => RunAsync(async cancellation =>
    {
        var outcome = await act(cancellation);
        Refusal = outcome.Refusal;
        if (outcome.Ok && then is not null)
        {
            await then(outcome.Value);
        }
    });

    /// <summary>As above, for acts that yield nothing.</summary>
    protected Task RunAsync(Func<CancellationToken, Task<Outcome>> act, Func<Task>? then = null) => RunAsync(async cancellation =>
    {
        var outcome = await act(cancellation);
        Refusal = outcome.Refusal;
        if (outcome.Ok && then is not null)
        {
            await then();
        }
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        await stop.CancelAsync();
        state?.Dispose();
        live.ForEach(l => l.Dispose());
        await OnLeaveAsync();
        stop.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task QuietlyAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (disposed && e is OperationCanceledException or ObjectDisposedException)
        {
            // the page was left while it was reading; nobody waits for it
        }
    }
}
