using BlazorErp.Companies;

namespace BlazorErp.Composition;

/// <summary>Headers of every answer.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    // Scripts and style sheets only from files of ours. Style attributes are allowed: widths of bars and the placing of dialogs.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds them; refuses sockets that another site opens with our cookie (browsers do not apply CORS to sockets).</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        var path = context.Request.Path;
        if ((path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/hubs"))
            && context.Request.Headers.Origin is { Count: > 0 } origin
            && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var from) && string.Equals(from.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }
}

/// <summary>Until the application is ready, everything but /health answers 503.</summary>
public sealed class StartingGate(RequestDelegate next, Readiness readiness)
{
    /// <summary>Lets through or not.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (readiness.Reason is not { } reason || context.Request.Path == "/health")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "2";
        context.Response.Headers["Refresh"] = "2"; // a browser that came early tries again by itself
        return context.Response.WriteAsync($"BlazorErp: {reason}", context.RequestAborted);
    }
}

/// <summary>While there is nobody who could sign in, pages lead to the first-run page.</summary>
public sealed class SetupGate(RequestDelegate next, FirstRun firstRun)
{
    /// <summary>Leads there.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var page = HttpMethods.IsGet(context.Request.Method) && (context.Request.Path == "/" || context.Request.Path == "/login");
        if (page && await firstRun.IsOpenAsync(context.RequestAborted))
        {
            context.Response.Redirect("/setup");
            return;
        }

        await next(context);
    }
}

/// <summary>/health.</summary>
public static class Health
{
    /// <summary>200 once ready, 503 with the reason before; for load balancers and scripts.</summary>
    public static void MapHealth(this WebApplication app) => app.MapGet("/health", (Readiness readiness) => readiness.Reason is { } reason
        ? Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text("ok")).AllowAnonymous();
}
