using BlazorErp.Composition;

try
{
    await using var app = ErpApplication.Build(args);
    var readiness = app.Services.GetRequiredService<Readiness>();
    await app.RunAsync();
    return readiness.Failed ? ExitCodes.Database : ExitCodes.Ok;
}
catch (StartRefusedException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.ExitCode;
}
