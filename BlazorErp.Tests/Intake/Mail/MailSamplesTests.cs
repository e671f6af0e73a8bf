using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;
using BlazorErp.Tests.Banking;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Intake.Mail;

/// <summary>Every collected statement file, mailed, gives what uploading it gives.</summary>
public sealed class MailSamplesTests
{
    [Fact]
    public async Task Every_sample_mailed_gives_what_uploading_it_gives()
    {
        if (SampleFiles.Folder is not { } folder)
        {
            return;
        }

        var samples = ((string[])["camt053", "fidavista"]).SelectMany(f => Directory.EnumerateFiles(Path.Combine(folder, f), "*.*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".xml" or ".zip").Order(StringComparer.Ordinal).Select(f => (Name: Path.GetRelativePath(folder, f).Replace('/', '-'), Content: File.ReadAllBytes(f))).ToList();
        samples.Count.ShouldBeGreaterThan(15);
        await using var bank = await BankGround.CreateAsync(DatabaseProvider.Sqlite);
        var uploaded = new List<(string Name, Outcome<ImportResult> Outcome)>();
        foreach (var (name, content) in samples)
        {
            uploaded.Add((name, await bank.TryAsync(content, new ImportOptions(CreateAccounts: true, Match: true), name)));
        }

        await using var ground = await MailGround.CreateAsync();
        foreach (var (number, currency) in samples.SelectMany(f => StatementAccounts.Read(f.Content, f.Name, StatementLimits.Default, default).Accounts).Where(a => Currency.IsKnown(a.Currency)).Distinct())
        {
            await ground.AccountAsync(MailGround.First, number, currency);
        }

        foreach (var (name, content) in samples)
        {
            ground.Server.Deliver(ground.Mail("anna@example.com", MailGround.Part(name, content)));
        }

        await ground.RunJobAsync();

        var mailed = (await ground.LogAsync()).Reverse().ToList();
        mailed.Count.ShouldBe(samples.Count);
        foreach (var ((name, outcome), mail) in uploaded.Zip(mailed))
        {
            var file = mail.Files.ShouldHaveSingleItem(name);
            file.FileName.ShouldBe(name);
            if (outcome.Ok)
            {
                (file.NewLines, file.KnownLines, file.Format).ShouldBe((outcome.Value.NewLines, outcome.Value.KnownLines, outcome.Value.Format), name);
                (file.Why?.All.Select(r => r.Code) ?? []).ShouldBe(outcome.Value.Statements.Select(s => s.Refusal).OfType<Refusal>().Select(r => r.Code), name);
            }
            else
            {
                (file.State, file.Why?.Code).ShouldBe((MailFileState.Rejected, outcome.Refusal!.Code), name);
            }
        }

        (await LinesAsync(ground.Database.Db, MailGround.First)).ShouldBe(await LinesAsync(bank.Company.Db, bank.Actor.CompanyId));
    }

    private static async Task<List<(string, string, int, decimal, DateOnly, string)>> LinesAsync(ErpDatabase database, int company)
    {
        await using var db = database.Read(company);
        var rows = await db.BankLines.Join(db.BankAccounts, l => l.BankAccountId, a => a.Id, (l, a) => new { a.Iban, a.Currency, l.ContentHash, l.Occurrence, l.Amount, l.Date, l.Remittance }).ToListAsync();
        return [.. rows.Select(r => ($"{r.Iban} {r.Currency}", r.ContentHash, r.Occurrence, r.Amount, r.Date, r.Remittance)).OrderBy(r => r.Item1, StringComparer.Ordinal).ThenBy(r => r.ContentHash, StringComparer.Ordinal).ThenBy(r => r.Occurrence)];
    }
}
