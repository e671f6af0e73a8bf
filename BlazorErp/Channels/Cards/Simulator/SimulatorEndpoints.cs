using System.Globalization;
using BlazorErp.Shell;

namespace BlazorErp.Channels.Cards.Simulator;

/// <summary>
/// The payment page of the demo's simulated providers. Open like the real ones; it knows sessions of simulators only, which exist in demo
/// companies only, and moves no money.
/// </summary>
public sealed class SimulatorEndpoints(SimulatedCards cards, CardSimulation simulation, HtmlPages html)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/simulators/pay/{id}";

    /// <summary>The page of a session.</summary>
    public static string AddressOf(string sessionId) => $"/simulators/pay/{sessionId}";

    /// <summary>Shows it.</summary>
    public async Task<IResult> ShowAsync(string id)
    {
        var found = cards.Find(id);
        return Results.Content(
            await html.DrawAsync<SimulatorDocument>(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, new() { [nameof(SimulatorDocument.Session)] = found?.Session }), "text/html; charset=utf-8",
            statusCode: found is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    /// <summary>The payer does something there, and comes back.</summary>
    public async Task<IResult> ActAsync(HttpContext context, string id)
    {
        if (cards.Find(id) is not { } found || !context.Request.HasFormContentType || context.Request.ContentLength is not (> 0 and < 1024))
        {
            return Results.NotFound();
        }

        var (company, account, session) = found;
        var act = (await context.Request.ReadFormAsync(context.RequestAborted))["act"].ToString();
        switch (act)
        {
            case "pay": account.Cards.Pay(id);
                break;
            case "less": account.Cards.Pay(id, session.Minor / 2);
                break;
            case "more": account.Cards.Pay(id, session.Minor + (session.Minor / 10));
                break;
            case "promise": account.Cards.Promise(id);
                break;
            case "fail": account.Cards.Fail(id);
                break;
            case "expire": account.Cards.Expire(id);
                break;
        }

        simulation.Tell(company);

        // Only our own pages are led back to, wherever the session says.
        return Results.LocalRedirect(new Uri(act == "back" ? session.CancelTo : session.ReturnTo).PathAndQuery, preserveMethod: false);
    }
}
