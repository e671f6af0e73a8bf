using BlazorErp.Domain.Shared;
using BlazorErp.Shell;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Ui;

/// <summary>Says a refusal in the user's language.</summary>
public sealed class RefusalTexts(IStringLocalizer<RefusalText> texts)
{
    /// <summary>The text of the refusal's code with its arguments in the user's culture; the code itself where it has no text.</summary>
    public string Say(Refusal refusal)
    {
        var text = texts[refusal.Code];
        if (text.ResourceNotFound)
        {
            return refusal.Code;
        }

        object?[] args = [.. refusal.Args.Select(a => (object?)Formats.Any(a)), .. Enumerable.Repeat<object?>("", 8)];
        return string.Format(System.Globalization.CultureInfo.CurrentCulture, text.Value, args);
    }
}
