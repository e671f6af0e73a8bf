using System.Security.Cryptography;
using BlazorErp.Companies;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Demo;
using BlazorErp.Domain.Shared;
using BlazorErp.Jobs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Composition;

/// <summary>How far the seeding is.</summary>
/// <param name="What">In English: "items of SIA Example".</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all.</param>
public readonly record struct DemoProgress(string What, int Done, int Total);

/// <summary>Makes the demo companies (marked <see cref="Company.IsDemo"/>) and their year of business. Members are added by the caller.</summary>
public interface IDemoSeeder
{
    /// <summary>Seeds an empty database.</summary>
    Task SeedAsync(IProgress<DemoProgress> progress, CancellationToken cancel);
}

/// <summary>The demo of the domain.</summary>
internal sealed class BooksDemo(DemoSeeder seeder) : IDemoSeeder
{
    public Task SeedAsync(IProgress<DemoProgress> progress, CancellationToken cancel) => seeder.SeedAsync(new StepsTo(progress), cancel);

    private sealed class StepsTo(IProgress<DemoProgress> progress) : IProgress<Domain.Data.Demo.DemoStep>
    {
        public void Report(Domain.Data.Demo.DemoStep value) => progress.Report(new DemoProgress(value.Step, value.Done, value.Of));
    }
}

/// <summary>Seeds once and lets a person in as owner of the demo companies.</summary>
public sealed class DemoSeeding(ErpDatabase database, IDemoSeeder seeder, JobWake wake, IHostApplicationLifetime lifetime, ILogger<DemoSeeding> log)
{
    /// <summary>How far it is; null when it is not running.</summary>
    public DemoProgress? Now { get; private set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; private set; }

    /// <summary>Begins in the background; <see cref="Now"/> and <see cref="Error"/> say how it goes.</summary>
    public void Begin(long ownerUserId)
    {
        Now = new DemoProgress("", 0, 1);
        _ = Task.Run(async () =>
        {
            try
            {
                await RunAsync(ownerUserId, null, lifetime.ApplicationStopping);
            }
            catch (Exception)
            {
                // kept in Error and logged, or the application ends
            }
        });
    }

    /// <summary>Seeds where there is no company yet, and makes the person an owner of every demo company.</summary>
    public async Task RunAsync(long ownerUserId, IProgress<DemoProgress>? progress, CancellationToken cancel)
    {
        try
        {
            Now = new DemoProgress("", 0, 1);
            await using var db = database.Read(0);
            if (!await db.Companies.AnyAsync(cancel))
            {
                await seeder.SeedAsync(new ProgressTo(p =>
                {
                    Now = p;
                    progress?.Report(p);
                }), cancel);

                // what was made proves itself as soon as jobs run
                wake.Signal(SelfCheckJob.Name);
            }

            foreach (var company in await db.Companies.Where(c => c.IsDemo).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(cancel))
            {
                var actor = new Actor(company, ownerUserId, "demo", ActorKind.Command, Permissions.Of(Role.Owner));
                await database.WriteAsync(actor, new Command("demo.owner"), async (w, c) =>
                {
                    if (!await w.Db.Memberships.AnyAsync(m => m.UserId == ownerUserId, c))
                    {
                        w.Add(new Membership { UserId = ownerUserId, Role = Role.Owner });
                        w.Changed(Topics.People, ownerUserId);
                    }

                    return Outcome.Done;
                }, cancel);
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Error = e.Message;
            log.LogError(e, "The demo could not be made");
            throw;
        }
        finally
        {
            Now = null;
        }
    }

    // Progress<T> would post to the thread pool and print out of order.
    private sealed class ProgressTo(Action<DemoProgress> show) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => show(value);
    }
}

/// <summary>--demo: seeds before the doors open, shows progress, and keeps the sign-in in the data folder, readable by its owner only.</summary>
internal sealed class DemoStart(DemoSeeding demo, FirstRun first, MemberService members, IPasswordHasher<ErpUser> hasher, ErpDatabase database, DataFolder data) : IStartupStep
{
    public static readonly string Email = DemoPlan.People[0].Email;

    public static string SignInFile(DataFolder data) => data.At("demo-sign-in.txt");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read(0);
        var user = await db.Users.Where(u => u.Email == Email).Select(u => (long?)u.Id).FirstOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            if (await db.Companies.AnyAsync(c => !c.IsDemo, cancellationToken) || await db.Users.AnyAsync(cancellationToken))
            {
                throw new StartRefusedException(ExitCodes.Usage, $"--demo needs a data folder of its own; {data.Path} is in use.");
            }

            var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using (var file = new StreamWriter(SignInFile(data), options))
            {
                await file.WriteAsync($"{Email} {password}");
            }

            user = (await first.FoundAsync(new FirstOwner(Email, DemoPlan.People[0].Name, password, "en"), null, cancellationToken)).Value;
        }

        var (last, shown) = ("", 0);
        await demo.RunAsync(user.Value, new ConsoleProgress(p =>
        {
            var percent = p.Total > 0 ? 100 * p.Done / p.Total : 0;
            if (p.What != last || percent >= shown + 10)
            {
                (last, shown) = (p.What, percent);
                Console.WriteLine($"  {percent,3} %  {p.What}");
            }
        }), cancellationToken);
        await PeopleAsync(cancellationToken);
    }

    /// <summary>The other people of the demo, one of each role, with the same password.</summary>
    private async Task PeopleAsync(CancellationToken cancel)
    {
        var password = (await File.ReadAllTextAsync(SignInFile(data), cancel)).Split(' ')[1];
        await using var db = database.Read(0);
        var companies = await db.Companies.Where(c => c.IsDemo).ToDictionaryAsync(c => c.Code, c => c.Id, cancel);
        foreach (var person in DemoPlan.People.Skip(1))
        {
            if (await db.Users.AnyAsync(u => u.Email == person.Email, cancel))
            {
                continue;
            }

            var user = members.NewUser(person.Email, person.Name, person.Language);
            user.PasswordHash = hasher.HashPassword(user, password);
            db.Users.Add(user);
            await db.SaveChangesAsync(cancel);
            foreach (var (company, role) in person.Roles.Where(r => companies.ContainsKey(r.Company)))
            {
                var actor = new Actor(companies[company], user.Id, "demo", ActorKind.Command, Permissions.Of(Role.Owner));
                await database.WriteAsync(actor, new Command("demo.person"), (w, _) =>
                {
                    w.Add(new Membership { UserId = user.Id, Role = role });
                    w.Changed(Topics.People, user.Id);
                    return Task.FromResult(Outcome.Done);
                }, cancel);
            }
        }
    }

    private sealed class ConsoleProgress(Action<DemoProgress> show) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => show(value);
    }
}

/// <summary>Says on the console where it is and, in the demo, how to sign in.</summary>
internal sealed class Announcement(Readiness readiness, IServer server, IConfiguration configuration, DataFolder data, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await Task.WhenAll(started.Task, readiness.Ready).WaitAsync(stoppingToken);
        }
        catch (Exception)
        {
            return; // the application never got ready, and says why itself
        }

        Console.WriteLine($"BlazorErp is ready at {string.Join(", ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])}");
        if (configuration.GetValue<bool>("demo") && File.Exists(DemoStart.SignInFile(data)) && (await File.ReadAllTextAsync(DemoStart.SignInFile(data), stoppingToken)).Split(' ') is [var email, var password])
        {
            Console.WriteLine($"Sign in as {email} with {password} (the same for {string.Join(", ", DemoPlan.People.Skip(1).Select(p => p.Email))})");
        }
    }
}
