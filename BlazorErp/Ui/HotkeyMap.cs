using Microsoft.JSInterop;

namespace BlazorErp.Ui;

/// <summary>Shortcuts of the page that is open: one listener in the browser, the latest declaration of a combination wins.</summary>
public sealed class HotkeyMap(IJSRuntime js) : IAsyncDisposable
{
    private readonly Dictionary<long, (string Keys, Func<Task> Pressed)> declared = [];
    private DotNetObjectReference<HotkeyMap>? self;
    private IJSObjectReference? module;
    private long last;

    /// <summary>Declares a shortcut while the page is drawn: it answers at once where the browser listens to these keys already. The number takes it back.</summary>
    public long Declare(string keys, Func<Task> pressed)
    {
        declared[++last] = (Normal(keys), pressed);
        return last;
    }

    /// <summary>Tells the browser what to listen to.</summary>
    public async Task ListenAsync()
    {
        module ??= await js.InvokeAsync<IJSObjectReference>("import", "./js/hotkeys.js");
        self ??= DotNetObjectReference.Create(this);
        await module.InvokeVoidAsync("listen", self, Keys());
    }

    /// <summary>Takes a shortcut back.</summary>
    public async Task RemoveAsync(long id)
    {
        if (declared.Remove(id) && module is not null)
        {
            try
            {
                await module.InvokeVoidAsync("listen", self, Keys());
            }
            catch (JSDisconnectedException)
            {
                // the page is gone, and its listener with it
            }
        }
    }

    /// <summary>Called by the browser.</summary>
    [JSInvokable]
    public Task PressedAsync(string keys) =>
        declared.Where(d => d.Value.Keys == keys).OrderByDescending(d => d.Key).Select(d => d.Value.Pressed).FirstOrDefault()?.Invoke() ?? Task.CompletedTask;

    /// <summary>"Ctrl+Enter" in one spelling: modifiers in the order ctrl, alt, shift, then the key.</summary>
    public static string Normal(string keys)
    {
        var parts = keys.ToLowerInvariant().Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var key = parts[^1];
        return string.Concat(new[] { "ctrl", "alt", "shift" }.Where(m => parts.Contains(m, StringComparer.Ordinal) && m != key).Select(m => m + "+")) + key;
    }

    /// <summary>How the keys are printed on a button.</summary>
    public static IReadOnlyList<string> Shown(string keys) =>
    [
        string.Join(' ', Normal(keys).Split('+').Select(k => k switch
        {
            "ctrl" => "Ctrl", "alt" => "Alt", "shift" => "⇧", "enter" => "↵", "escape" => "Esc", "delete" => "Del",
            "arrowright" => "→", "arrowleft" => "←", "arrowup" => "↑", "arrowdown" => "↓", _ => k.ToUpperInvariant(),
        })),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // the circuit is closing because the page is gone
        }

        self?.Dispose();
    }

    private string[] Keys() => [.. declared.Values.Select(d => d.Keys).Distinct(StringComparer.Ordinal)];
}
