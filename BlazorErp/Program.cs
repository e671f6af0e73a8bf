using BlazorErp.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddShell(builder.Configuration);
builder.Services.AddAuthentication().AddCookie();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapShell();
app.MapGet("/health", () => "ok").AllowAnonymous();
app.Run();
