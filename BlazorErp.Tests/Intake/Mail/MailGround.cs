using System.Globalization;
using System.IO.Compression;
using System.Text;
using BlazorErp.Channels.Imap;
using BlazorErp.Composition;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Jobs;
using BlazorErp.Tests.Banking;
using BlazorErp.Tests.Channels.Imap;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>
/// An accountant's company with a mailbox on a real Dovecot, and two clients. Anna has the bank of the first client and of the accountant; Cilla that of
/// both clients but nothing at the accountant's; the accountant's owner has no right at any client.
/// </summary>
internal sealed class MailGround : IAsyncDisposable
{
    public const int Home = 1;
    public const int First = 2;
    public const int Second = 3;
    public const string HomeIban = "LV80BANK0000435195001";
    public const string FirstIban = "LV53BANK0000435195002";
    public const string SecondIban = "LV26BANK0000435195003";
    public const string Checker = "mx.accountant.lv";

    private int sent;

    private MailGround(TestDatabase database, DovecotServer server)
    {
        (Database, Server) = (database, server);
        Services = Node(database);
    }

    public TestDatabase Database { get; }
    public DovecotServer Server { get; }
    public ServiceProvider Services { get; }
    public long Channel { get; private set; }
    public ErpUser Owner { get; private set; } = null!;
    public ErpUser Anna { get; private set; } = null!;
    public ErpUser Cilla { get; private set; } = null!;

    public static async Task<MailGround> CreateAsync(DatabaseProvider engine = DatabaseProvider.Sqlite)
    {
        var ground = new MailGround(await TestDatabase.CreateAsync(engine), await DovecotServer.StartAsync());
        ground.Owner = await ground.PersonAsync("owner@accountant.lv", "Olga Owner");
        ground.Anna = await ground.PersonAsync("anna@example.com", "Anna");
        ground.Cilla = await ground.PersonAsync("cilla@client.lv", "Cilla");
        foreach (var (id, code, iban) in new[] { (Home, "ACC", HomeIban), (First, "FIRST", FirstIban), (Second, "SECOND", SecondIban) })
        {
            (await ground.Get<CompanyService>().CreateAsync(new NewCompany(code, $"SIA {code}", "LV", "EUR"), 0, default)).Value.ShouldBe(id);
            await ground.AccountAsync(id, iban);
        }

        await using (var db = ground.Database.Factory.Create())
        {
            // The server is on this machine, which only a demo may ask.
            await db.Companies.Where(c => c.Id == Home).ExecuteUpdateAsync(s => s.SetProperty(c => c.IsDemo, true));
        }

        await ground.JoinAsync(ground.Owner, Home, Role.Owner);
        await ground.JoinAsync(ground.Anna, Home, Role.Accountant);
        await ground.JoinAsync(ground.Anna, First, Role.Accountant);
        await ground.JoinAsync(ground.Cilla, First, Role.Accountant);
        await ground.JoinAsync(ground.Cilla, Second, Role.Owner);
        await ground.ConnectAsync(o => o);
        return ground;
    }

    /// <summary>The product's services over a database, as one node has them.</summary>
    public static ServiceProvider Node(TestDatabase database) => new ServiceCollection().AddSingleton(database.Time).AddSingleton(database.Options).AddSingleton(database.Factory).AddSingleton(database.Ids)
        .AddSingleton(database.Feed).AddSingleton(database.Db).AddErpRooms().AddLogging().AddSingleton<Leases>().AddSingleton<ISecretBox, SecretBox>().AddSingleton<IDataProtectionProvider>(Keys)
        .AddSingleton<IMailServers, ImapServers>().AddSingleton<MailboxService>().AddSingleton<MailStore>().AddSingleton<MailIntake>().AddSingleton<MailPoll>().AddSingleton<MailLog>().BuildServiceProvider();

    private static readonly EphemeralDataProtectionProvider Keys = new();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A person acting in a company, with a role.</summary>
    public static Actor As(ErpUser user, int company, Role role) => new(company, user.Id, user.DisplayName, ActorKind.Person, Permissions.Of(role));

    /// <summary>Connects the mailbox, or changes it.</summary>
    public async Task ConnectAsync(Func<MailboxOptions, MailboxOptions> with, int? port = null)
    {
        var options = with(new MailboxOptions { Host = "localhost", Port = port ?? Server.Port, User = DovecotServer.User, Fingerprint = Server.Fingerprint, CheckingServer = Checker });
        var version = 0;
        if (Channel != 0)
        {
            version = (await Get<MailboxService>().GetAsync(TestDatabase.Owner(Home), Channel, default)).Value.Version;
        }

        Channel = (await Get<MailboxService>().SaveAsync(TestDatabase.Owner(Home), new SaveMailbox(Guid.NewGuid(), Channel, version, "Statements", options, DovecotServer.Password), default)).Value;
    }

    public async Task<ErpUser> PersonAsync(string email, string name)
    {
        var user = new MemberService(Database.Db, new PasswordHasher<ErpUser>(), new UpperInvariantLookupNormalizer()).NewUser(email, name, "en");
        await using var db = Database.Factory.Create();
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return user;
    }

    public Task<Outcome> JoinAsync(ErpUser user, int company, Role role) => Database.Db.WriteAsync(TestDatabase.Owner(company), new Command("test.join"), (w, _) =>
    {
        w.Add(new Membership { UserId = user.Id, Role = role });
        return Task.FromResult(Outcome.Done);
    }, default);

    /// <summary>A bank account; also one that another company has, which the page would refuse.</summary>
    public Task<Outcome> AccountAsync(int company, string iban, string currency = "EUR") => Database.Db.WriteAsync(TestDatabase.Owner(company), new Command("test.account"), async (w, c) =>
    {
        var used = await w.Db.BankAccounts.Select(a => a.AccountId).ToListAsync(c);
        await BankAccounts.AddIn(w, new BankAccount { Name = iban, Iban = iban, Currency = currency }, used, c);
        return Outcome.Done;
    }, default);

    /// <summary>What the job does, under the lease that the runner takes for it.</summary>
    public async Task<JobCount> RunJobAsync()
    {
        var lease = (await Get<Leases>().TakeAsync($"job:{MailPollJob.Name}", Get<Leases>().Times.Job, default))!;
        var count = await new MailPollJob(Get<MailPoll>()).RunAsync(lease, default);
        await Get<Leases>().ReleaseAsync(lease, default);
        return count;
    }

    public Task<Outcome<MailPolled>> PollAsync() => Get<MailPoll>().NowAsync(TestDatabase.Owner(Home), Channel, default);

    /// <summary>The log as a person sees it, newest first.</summary>
    public async Task<IReadOnlyList<MailRow>> LogAsync(Actor actor, bool mine = false, string? search = null, bool trouble = false) =>
        (await Get<MailLog>().ListAsync(actor, new MailQuery(new PageQuery(search, Take: 200, Count: true), mine, trouble), default)).Value.Rows;

    /// <summary>The log as Anna sees it, who may see what went to the first client.</summary>
    public Task<IReadOnlyList<MailRow>> LogAsync() => LogAsync(As(Anna, Home, Role.Accountant));

    public async Task<int> LinesAsync(int company)
    {
        await using var db = Database.Db.Read(company);
        return await db.BankLines.CountAsync();
    }

    /// <summary>A statement with payments in of these amounts.</summary>
    public static string Statement(string iban, params decimal[] amounts) =>
        BankGround.Statement(iban, "EUR", new DateOnly(2026, 11, 20), 100m, [.. amounts.Select(a => new Pay(a, string.Create(CultureInfo.InvariantCulture, $"payment {a}"), "Payer"))], id: $"S{string.Join('-', amounts)}");

    /// <summary>A part that holds a file.</summary>
    public static string[] Part(string name, byte[] content, string type = "application/octet-stream") =>
        [$"Content-Type: {type}", $"Content-Disposition: attachment; filename=\"{name}\"", "Content-Transfer-Encoding: base64", "", Convert.ToBase64String(content)];

    public static string[] Part(string name, string content) => Part(name, Encoding.UTF8.GetBytes(content), "application/xml");

    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A mail whose sender our server found to be genuine.</summary>
    public byte[] Mail(string from, params string[][] parts) => Mail(from, $"dmarc=pass header.from={from[(from.LastIndexOf('@') + 1)..].TrimEnd('>')}", $"statements {++sent}", parts);

    /// <summary>A mail with the given finding about its sender.</summary>
    public static byte[] Mail(string from, string finding, string subject, params string[][] parts) => Mails.Bytes(
        [.. finding.Length == 0 ? [] : new[] { $"Authentication-Results: {Checker}; {finding}" }, $"From: {from}", $"Subject: {subject}", .. Mails.MixedLines(parts)[2..]]);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Server.DisposeAsync();
        await Database.DisposeAsync();
    }
}
