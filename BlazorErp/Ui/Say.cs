using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.Extensions.Localization;
using Radzen;

namespace BlazorErp.Ui;

/// <summary>Short messages and questions to the person at this circuit.</summary>
public sealed class Say(NotificationService notifications, DialogService dialogs, RefusalTexts refusals, IStringLocalizer<ShellText> texts)
{
    private const double Milliseconds = 5000;

    /// <summary>Something was done.</summary>
    public void Done(string text) => notifications.Notify(NotificationSeverity.Success, text, duration: Milliseconds);

    /// <summary>Something to know.</summary>
    public void Note(string text) => notifications.Notify(NotificationSeverity.Info, text, duration: Milliseconds);

    /// <summary>Something was refused; prefer <see cref="RefusalView"/> where there is a form to show it in.</summary>
    public void Refused(Refusal refusal) => notifications.Notify(NotificationSeverity.Error, refusals.Say(refusal), duration: 2 * Milliseconds);

    /// <summary>Asks before something that cannot be undone by a click.</summary>
    /// <param name="title">What is about to happen.</param>
    /// <param name="text">What it means.</param>
    /// <param name="yes">The verb on the button: "Reverse".</param>
    /// <param name="danger">Red button.</param>
    public async Task<bool> ConfirmAsync(string title, string text, string yes, bool danger = false) =>
        await dialogs.OpenAsync<ConfirmDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Text)] = text,
            [nameof(ConfirmDialog.Yes)] = yes,
            [nameof(ConfirmDialog.No)] = texts["cancel"].Value,
            [nameof(ConfirmDialog.Danger)] = danger,
        }, new DialogOptions { Width = "min(440px, 94vw)", CloseDialogOnEsc = true, AutoFocusFirstElement = true }) is true;

    /// <summary>Asks before something that cannot be undone by a click, and for the reason; null when it is not to be done.</summary>
    /// <param name="title">What is about to happen.</param>
    /// <param name="text">What it means.</param>
    /// <param name="label">Name of the field for the reason.</param>
    /// <param name="yes">The verb on the button.</param>
    public async Task<string?> ReasonAsync(string title, string text, string label, string yes) =>
        await dialogs.OpenAsync<ReasonDialog>(title, new Dictionary<string, object?>
        {
            [nameof(ReasonDialog.Text)] = text,
            [nameof(ReasonDialog.Label)] = label,
            [nameof(ReasonDialog.Yes)] = yes,
            [nameof(ReasonDialog.No)] = texts["cancel"].Value,
        }, new DialogOptions { Width = "min(480px, 94vw)", CloseDialogOnEsc = true, AutoFocusFirstElement = false }) as string;
}
