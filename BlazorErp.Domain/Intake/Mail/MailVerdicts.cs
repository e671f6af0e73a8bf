using System.Globalization;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>What a mail says of itself, made storable.</summary>
internal sealed record MailHead(string Address, string? Name, string Subject, DateTimeOffset? SentAt, string? MessageId)
{
    public static MailHead None { get; } = new("", null, "", null, null);

    public static MailHead Of(MimeMessage mail) => new(
        BankText.Clip(mail.From is [var only, ..] ? only.Address : "", 320), BankText.ClipOrNull(mail.From is [var one, ..] ? one.Name : null, 200), BankText.Clip(mail.Subject, 500),
        mail.Date?.ToUniversalTime(), BankText.ClipOrNull(mail.MessageId, 500));
}

/// <summary>What became of a file, in one company.</summary>
internal sealed record MailFileVerdict(string Path, string? FileName, long Size, MailFileState State, int? ForCompanyId, IReadOnlyList<Refusal> Refusals)
{
    public string? Format { get; init; }

    public long? BankFileId { get; init; }

    public IReadOnlyList<string> Accounts { get; init; } = [];

    public int NewLines { get; init; }

    public int KnownLines { get; init; }
}

/// <summary>What became of a mail.</summary>
internal sealed record MailVerdict(MailHead Head, MailState State, long? SenderUserId, bool IsHome, Refusal? Refusal, IReadOnlyList<MailFileVerdict> Files);

/// <summary>Understands one mail and brings its files to where they belong, as their sender. Doing it again adds nothing.</summary>
internal sealed class MailVerdicts(ErpDatabase database, StatementImport import, MailDoor door)
{
    private const int MostFiles = 200;

    // What is unpacked lies in memory, file by file; mails are small.
    private static readonly StatementLimits Limits = StatementLimits.Default with { MaxBytes = 64 << 20, MaxArchiveFiles = MostFiles, MaxArchiveBytes = 128 << 20 };

    /// <summary>The verdict; a refusal only where the lease is lost.</summary>
    public async Task<Outcome<MailVerdict>> OfAsync(MailEnvelope mail, CancellationToken cancel)
    {
        var raw = mail.Content is { } packed ? await MailStore.UnpackAsync(packed, cancel) : [];
        var parsed = MimeMessage.Parse(raw, MimeLimits.Default);
        var head = parsed.Ok ? MailHead.Of(parsed.Value) : MailHead.None;
        if (mail.HeadersOnly || !parsed.Ok)
        {
            return new MailVerdict(head, MailState.Rejected, null, true, mail.HeadersOnly ? RefusalJson.Read(mail.Refusal) ?? new Refusal("mailbox.mail_empty") : parsed.Refusal, []);
        }

        var known = MailStatements.SenderOf(parsed.Value) is { } address ? await MailSenders.FindAsync(database, door.CompanyId, address, cancel) : [];
        var decision = MailStatements.Decide(parsed.Value, [.. known.Select(k => k.User)], new MailPolicy { CheckingServer = door.Options.CheckingServer });
        var sender = known.FirstOrDefault(k => k.User.UserId == decision.Sender?.UserId);
        var home = sender is null || sender.User.Companies.Contains(door.CompanyId);
        // What goes nowhere is the business of the mailbox's company where the sender is of it, else of the one company they have; else of nobody but them.
        int? nobodys = home ? door.CompanyId : sender!.User.Companies is { Count: 1 } one ? one.First() : null;
        var files = new List<MailFileVerdict>();
        foreach (var file in decision.Files)
        {
            foreach (var part in Apart(file, cancel))
            {
                var brought = await BringAsync(mail.Id, part, sender!, nobodys, files.Count, cancel);
                if (!brought.Ok)
                {
                    return brought.Refusal!;
                }

                files.AddRange(brought.Value);
            }
        }

        files.AddRange(decision.Log.Where(l => l.Path.Length > 0).Select(l => new MailFileVerdict(l.Path, l.FileName, 0, l.State, nobodys, l.Refusals)));
        files = Beside(files);
        var whole = decision.Log.Where(l => l.Path.Length == 0).SelectMany(l => l.Refusals).ToList();
        var taken = files.Exists(f => f.BankFileId is not null && (f.State is MailFileState.New or MailFileState.Duplicate || f.NewLines + f.KnownLines > 0));
        var refused = files.Exists(f => f.State == MailFileState.Rejected);
        var refusal = whole.Count > 0 ? Refusal.Of(whole) : taken || refused ? null : new Refusal("mail.no_files");
        return new MailVerdict(head, !taken ? MailState.Rejected : refused || whole.Count > 0 ? MailState.Partly : MailState.Taken, decision.Sender?.UserId, home, refusal, files);
    }

    // A print that came with statements of one company is that company's.
    private static List<MailFileVerdict> Beside(List<MailFileVerdict> files) =>
        files.Where(f => f.BankFileId is not null).Select(f => f.ForCompanyId).Distinct().ToList() is [{ } company] ? files.ConvertAll(f => f.State == MailFileState.Passed ? f with { ForCompanyId = company } : f) : files;

    /// <summary>A file, or those of an archive, each of which goes its own way: what is in it of one company is not kept by another.</summary>
    private static IEnumerable<(MailFile File, Refusal? Refusal)> Apart(MailFile file, CancellationToken cancel)
    {
        if (!StatementArchive.IsOne(file.Content.Span) || NoStatement.Is(file.Content.Span))
        {
            yield return (file, null);
            yield break;
        }

        var unpacked = StatementArchive.Unpack(file.Content, file.FileName, Limits, cancel);
        if (!unpacked.Ok)
        {
            yield return (file, unpacked.Refusal);
            yield break;
        }

        foreach (var inner in unpacked.Value)
        {
            var name = MailFileName.Safe(inner.Name) ?? file.FileName;
            yield return (new MailFile($"{file.Path}/{inner.Name}", name, "", inner.Content), inner.Refusal ?? (inner.Content.IsEmpty ? new Refusal("mail.file_empty") : null));
        }
    }

    private async Task<Outcome<IReadOnlyList<MailFileVerdict>>> BringAsync(long mailId, (MailFile File, Refusal? Refusal) part, KnownSender sender, int? whose, int before, CancellationToken cancel)
    {
        var file = part.File;
        var nobodys = new MailFileVerdict(file.Path, file.FileName, file.Content.Length, MailFileState.Rejected, whose, []);
        if (part.Refusal is { } broken)
        {
            return new[] { nobodys with { Refusals = [.. broken.All] } };
        }

        if (before >= MostFiles)
        {
            return new[] { nobodys with { Refusals = [new Refusal("mail.too_many_files", MostFiles)] } };
        }

        if (NoStatement.Is(file.Content.Span))
        {
            return new[] { nobodys with { State = MailFileState.Passed } };
        }

        var contents = StatementAccounts.Read(file.Content, file.FileName, Limits, cancel);
        if (contents.Accounts.Count == 0)
        {
            return new[] { nobodys with { Format = contents.Format, Refusals = [.. (contents.Refusal ?? new Refusal("bank.format.account-missing", file.FileName)).All] } };
        }

        var owners = await MailDoors.OwnersAsync(database, [.. sender.User.Companies], contents.Accounts, cancel);
        var route = MailStatements.Route(contents.Accounts, owners, sender.User);
        var verdicts = new List<MailFileVerdict>();
        foreach (var company in route.Companies)
        {
            var only = route.Companies.Count == 1 && route.Refusals.Count == 0 ? null : contents.Accounts.Where(a => owners[a].Contains(company)).ToHashSet();
            var verdict = await ImportAsync(mailId, file, company, only, sender, cancel);
            if (!verdict.Ok)
            {
                return verdict.Refusal!;
            }

            verdicts.Add(verdict.Value with { Format = verdict.Value.Format ?? contents.Format });
        }

        if (route.Refusals.Count > 0)
        {
            verdicts.Add(nobodys with { Format = contents.Format, Refusals = route.Refusals });
        }

        return verdicts;
    }

    private async Task<Outcome<MailFileVerdict>> ImportAsync(long mailId, MailFile file, int company, HashSet<(string, string)>? only, KnownSender sender, CancellationToken cancel)
    {
        var actor = sender.In(company);
        var source = Source(mailId);
        using var content = new MemoryStream(file.Content.ToArray(), writable: false);
        var outcome = await import.ImportAsync(actor, content, file.FileName, source, new ImportOptions(Match: true) { Only = only, Lease = door.Lease }, null, cancel);
        if (outcome.Refusal?.Code == Leases.Lost)
        {
            return outcome.Refusal;
        }

        var verdict = new MailFileVerdict(file.Path, file.FileName, file.Content.Length, MailFileState.Rejected, company, []);
        await using var db = database.Read(actor);
        if (!outcome.Ok)
        {
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Content.Span));
            var kept = await db.BankFiles.Where(f => f.ContentHash == hash).Select(f => (long?)f.Id).FirstOrDefaultAsync(cancel);
            return verdict with { BankFileId = kept, Refusals = [.. outcome.Refusal!.All] };
        }

        var result = outcome.Value;
        var row = MailStatements.Row(file, company, result);
        verdict = verdict with
        {
            Format = result.Format, BankFileId = result.FileId, State = row.State, NewLines = row.NewLines, KnownLines = row.KnownLines, Refusals = row.Refusals,
            Accounts = [.. result.Statements.Where(s => s.Refusal is null).Select(s => $"{s.Account} {s.Currency}").Distinct(StringComparer.Ordinal)],
        };
        // It came with this very mail, and we were stopped before we could write that down, or somebody had the mail read again: it is no duplicate of itself.
        return result.NewLines == 0 && verdict.State == MailFileState.Duplicate
            && await db.BankFiles.Where(f => f.Id == result.FileId && f.Source == source).Select(f => new { f.NewLines, f.KnownLines }).FirstOrDefaultAsync(cancel) is { NewLines: > 0 } own
            ? verdict with { State = MailFileState.New, NewLines = own.NewLines, KnownLines = own.KnownLines }
            : verdict;
    }

    /// <summary><see cref="BankFile.Source"/> of what came with a mail.</summary>
    public static string Source(long mailId) => string.Create(CultureInfo.InvariantCulture, $"{BankFile.ByMail}{mailId}");
}

/// <summary>Files that come with mails and are no statements, by their first bytes: prints, letters, pictures under another name.</summary>
internal static class NoStatement
{
    private const int Looked = 512;

    public static bool Is(ReadOnlySpan<byte> content)
    {
        var first = content.Length <= Looked ? content : content[..Looked];
        return first.StartsWith("%PDF"u8) || first.StartsWith("{\\rtf"u8) || first is [0xD0, 0xCF, 0x11, 0xE0, ..] or [0x89, 0x50, 0x4E, 0x47, ..] or [0xFF, 0xD8, 0xFF, ..] || first.StartsWith("GIF8"u8)
            // documents of office programs are archives
            || (first.StartsWith("PK"u8) && (first.IndexOf("[Content_Types].xml"u8) >= 0 || first.IndexOf("_rels/.rels"u8) >= 0 || first.IndexOf("mimetypeapplication/"u8) >= 0));
    }
}
