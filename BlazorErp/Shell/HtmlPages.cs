using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BlazorErp.Shell;

/// <summary>Draws a component as one page of plain HTML in a given language, dates and figures included: for print, for PDF, for those who have no account.</summary>
public sealed class HtmlPages(IServiceScopeFactory scopes, ILoggerFactory logs)
{
    /// <summary>The page.</summary>
    /// <param name="language">Two letters; one we do not speak becomes English.</param>
    /// <param name="parameters">Of the component.</param>
    public async Task<string> DrawAsync<TPage>(string language, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        var spoken = Preferences.Find(language) ?? Preferences.Languages[0];

        // A method's own culture ends with the method, so the reader's stays what it was.
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(spoken.Culture), CultureInfo.GetCultureInfo(spoken.Code));
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
