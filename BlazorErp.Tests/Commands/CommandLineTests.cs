using BlazorErp.Commands;
using BlazorErp.Composition;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Words_options_and_switches_are_told_apart()
    {
        var parsed = CommandLine.Parse(["import", "items", "a.xlsx", "b.csv", "--company", "BP", "--data=/x", "--demo", "--provider", "PostgreSql", "--connection", "Host=x;Password=y=z"]);
        parsed.Error.ShouldBeNull();
        parsed.Words.ShouldBe(["import", "items", "a.xlsx", "b.csv"]);
        parsed.Options["company"].ShouldBe("BP");
        parsed.Settings.ShouldBe(["--company=BP", "--data=/x", "--demo=true", "--Database:Provider=PostgreSql", "--Database:ConnectionString=Host=x;Password=y=z"]);
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--data --demo")]
    public void An_option_without_its_value_is_said_so(string line) => CommandLine.Parse(line.Split(' ')).Error.ShouldBe("--data needs a value");

    [Fact]
    public async Task Help_lists_every_command_and_its_exit_codes()
    {
        var (code, text) = await RunAsync("--help", $"--data={Directory.CreateTempSubdirectory().FullName}");
        code.ShouldBe(ExitCodes.Ok);
        text.ShouldContain("BlazorErp import");
        text.ShouldContain("BlazorErp channels");
        text.ShouldContain("3 database");
    }

    [Fact]
    public async Task An_unknown_command_is_a_mistake_of_usage()
    {
        var (code, text) = await RunAsync("fly", $"--data={Directory.CreateTempSubdirectory().FullName}");
        code.ShouldBe(ExitCodes.Usage);
        text.ShouldContain("There is no command \"fly\"");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_not_made()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        (await RunAsync("channels", $"--data={folder}")).Code.ShouldBe(ExitCodes.Database);
        File.Exists(Path.Combine(folder, "erp.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Reading_works_beside_a_running_application_and_writing_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        await host.CompanyAsync("BP");
        string[] where = [$"--data={host.DataPath}", $"--connection={host.Database.Options.ConnectionString}"];
        (await RunAsync(["channels", "--company=BP", .. where])).Code.ShouldBe(ExitCodes.Ok);
        (await RunAsync(["channels", "--company=NO", .. where])).Code.ShouldBe(ExitCodes.Problems);
        (await RunAsync(["channels", "run", "Shop", "--company=BP", .. where])).Code.ShouldBe(ExitCodes.Database, "running one writes");
        var (code, text) = await RunAsync(["import", "items", "x.csv", "--company=BP", .. where]);
        code.ShouldBe(ExitCodes.Database);
        text.ShouldContain("Another BlazorErp process");
    }

    [Fact]
    public async Task The_demo_is_seeded_once_and_its_sign_in_works()
    {
        var seeder = new OneCompany();
        await using var host = await TestHost.StartAsync(DatabaseProvider.Sqlite, b =>
        {
            b.Services.AddSingleton<IDemoSeeder>(sp =>
            {
                seeder.Companies = sp.GetRequiredService<CompanyService>();
                return seeder;
            });
        }, "--demo=true");
        seeder.Runs.ShouldBe(1);
        var words = (await File.ReadAllTextAsync(Path.Combine(host.DataPath, "demo-sign-in.txt"))).Split(' ');
        using var client = host.Client();
        (await TestHost.SignInAsync(client, words[0], words[1])).StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        (await client.GetAsync("/")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task Verify_says_what_it_checked()
    {
        await using var host = await TestHost.StartAsync();
        await host.CompanyAsync("BP");
        var (code, text) = await RunAsync("verify", $"--data={host.DataPath}", $"--connection={host.Database.Options.ConnectionString}");
        code.ShouldBe(ExitCodes.Ok, text);
        text.ShouldContain("stock.on_hand");
        text.ShouldContain("hold");
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] args)
    {
        await using var text = new StringWriter();
        var code = await CommandLine.RunAsync(args, text, text);
        return (code, text.ToString());
    }

    private sealed class OneCompany : IDemoSeeder
    {
        public CompanyService? Companies { get; set; }

        public int Runs { get; private set; }

        public async Task SeedAsync(IProgress<DemoProgress> progress, CancellationToken cancel)
        {
            Runs++;
            progress.Report(new DemoProgress("company", 1, 1));
            (await Companies!.CreateAsync(new NewCompany("DEMO", "Demo", "LV", "EUR", IsDemo: true), 0, cancel)).Refusal.ShouldBeNull();
        }
    }
}
