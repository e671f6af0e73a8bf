using System.Globalization;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Shared;
using BlazorErp.Shell;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>Sends the payer to the simulator's own page instead of PayPal's.</summary>
internal sealed class SimulatedOrders(IPayLinkProvider inner) : IPayLinkProvider
{
    public string Name => inner.Name;

    public Task<Outcome<PayAccount>> TestAsync(CancellationToken cancel) => inner.TestAsync(cancel);

    public async Task<Outcome<PaySession>> CreateAsync(PaySessionRequest request, CancellationToken cancel) =>
        (await inner.CreateAsync(request, cancel)).Map(s => s with { RedirectTo = new Uri(request.ReturnTo, OrderEndpoints.AddressOf(s.SessionId)) });

    public Task<Outcome<PayStatus>> QueryAsync(string sessionId, CancellationToken cancel) => inner.QueryAsync(sessionId, cancel);

    public Task<Outcome<PayRefund>> RefundAsync(PayRefundRequest request, CancellationToken cancel) => inner.RefundAsync(request, cancel);

    public Task<Outcome<PaymentNotification>> VerifyAsync(PayCallback callback, CancellationToken cancel) => inner.VerifyAsync(callback, cancel);

    public Task<Outcome<IReadOnlyList<ToldPayout>>> PayoutsAsync(DateTimeOffset since, CancellationToken cancel) => inner.PayoutsAsync(since, cancel);
}

/// <summary>
/// PayPal's page of the demo's simulated accounts, where a payer approves. Open like the real one; it knows orders of simulated accounts only, which
/// exist in demo companies only, and moves no money.
/// </summary>
public sealed class OrderEndpoints(SimulatedPayPals accounts, HtmlPages html)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/simulators/paypal/{id}";

    /// <summary>The page of an order.</summary>
    public static string AddressOf(string orderId) => $"/simulators/paypal/{orderId}";

    /// <summary>Shows it.</summary>
    public async Task<IResult> ShowAsync(string id)
    {
        var found = Find(id);
        return Results.Content(
            await html.DrawAsync<OrderDocument>(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, new() { [nameof(OrderDocument.Order)] = found?.Order }), "text/html; charset=utf-8",
            statusCode: found is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    /// <summary>The payer does something there, and comes back.</summary>
    public async Task<IResult> ActAsync(HttpContext context, string id)
    {
        if (Find(id) is not { } found || !context.Request.HasFormContentType || context.Request.ContentLength is not (> 0 and < 1024))
        {
            return Results.NotFound();
        }

        var act = (await context.Request.ReadFormAsync(context.RequestAborted))["act"].ToString();
        if (act is "pay" or "promise" or "fail")
        {
            found.Account.Approve(id, act switch { "pay" => "COMPLETED", "promise" => "PENDING", _ => "DECLINED" });
        }

        // Only our own pages are led back to, wherever the order says.
        return Results.LocalRedirect(new Uri(act == "back" ? found.Order.CancelTo : found.Order.ReturnTo).PathAndQuery, preserveMethod: false);
    }

    private (PayPalSimulator Account, SimulatedPayPalOrder Order)? Find(string id)
    {
        foreach (var account in accounts.All)
        {
            if (account.Account.Orders.FirstOrDefault(o => o.Id == id) is { } order)
            {
                return (account.Account, order);
            }
        }

        return null;
    }
}
