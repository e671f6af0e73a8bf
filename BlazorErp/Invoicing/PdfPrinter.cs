using System.Diagnostics;

namespace BlazorErp.Invoicing;

/// <summary>
/// Makes PDF files of HTML pages with the Chromium of the machine, where there is one: one at a time, without network, killed with
/// all its children when it takes too long. The pages hold no scripts: they are drawn by components, which encode what they show. (Chromium prints
/// nothing when scripts are switched off.)
/// </summary>
public sealed class PdfPrinter(IConfiguration configuration, TimeProvider time, ILogger<PdfPrinter> log) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly string? program = configuration["Chromium:Path"] is { Length: > 0 } set ? (File.Exists(set) ? set : null) : Array.Find(Places, File.Exists);

    /// <summary>Whether PDF files can be made here.</summary>
    public bool IsInstalled => program is not null;

    /// <summary>The page as a PDF; null when there is no Chromium, or it failed or took too long.</summary>
    public async Task<byte[]?> PrintAsync(string html, CancellationToken cancel)
    {
        if (program is null)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await one.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("erp-pdf-").FullName;
        try
        {
            var page = Path.Combine(folder, "page.html");
            var file = Path.Combine(folder, "page.pdf");
            await File.WriteAllTextAsync(page, html, both.Token);
            await RunAsync(program, folder, page, file, both.Token);
            return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancel) : null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning("A PDF took longer than {Limit}", Longest);
            return null;
        }
        finally
        {
            one.Release();
            try
            {
                Directory.Delete(folder, true);
            }
            catch (IOException e)
            {
                log.LogWarning(e, "A temporary folder of a PDF could not be removed");
            }
        }
    }

    private static async Task RunAsync(string program, string folder, string page, string file, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "--headless=new", "--disable-gpu", "--no-sandbox", "--disable-extensions", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
            $"--user-data-dir={Path.Combine(folder, "profile")}", "--no-pdf-header-footer", $"--print-to-pdf={file}", new Uri(page).AbsoluteUri,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            await Task.WhenAll(process.StandardError.ReadToEndAsync(cancel), process.StandardOutput.ReadToEndAsync(cancel), process.WaitForExitAsync(cancel));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
