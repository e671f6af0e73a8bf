using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake.Mail;

/// <summary>A mailbox as it is entered.</summary>
/// <param name="CommandId">Id of the submit.</param>
/// <param name="Id">0 for a new one.</param>
/// <param name="Version">Version that was on the screen.</param>
/// <param name="Name">Shown; unique per company.</param>
/// <param name="Options">Where it is and how it is read.</param>
/// <param name="Password">Empty leaves the one we have, as long as server, user and folder stay.</param>
public sealed record SaveMailbox(Guid CommandId, long Id, int Version, string Name, MailboxOptions Options, string? Password);

/// <summary>A mailbox as its page shows it; the password never leaves.</summary>
public sealed record MailboxView(
    long Id, string Name, bool IsActive, MailboxOptions Options, DateTimeOffset? LastSeenAt, DateTimeOffset? PolledAt, Refusal? PollWhy, int Waiting, int Failed, int Version);

/// <summary>Mailboxes that statements come to: connected, tried, changed.</summary>
public sealed class MailboxService(ErpDatabase database, ISecretBox box, IMailServers servers)
{
    /// <summary><see cref="Channel.Kind"/> of mailboxes.</summary>
    public const string Kind = "mail";

    /// <summary>Connects a mailbox or changes it.</summary>
    /// <returns>Its id, or <c>forbidden</c>, <c>value.*</c>, <c>mailbox.host_wrong</c>, <c>mailbox.fingerprint_wrong</c>, <c>mailbox.same_folder</c>, <c>mailbox.password_missing</c>, <c>channel.name_taken</c>, <c>not_found</c>, <c>changed_by_other</c>.</returns>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SaveMailbox request, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check(ref request)) is { } no)
        {
            return no;
        }

        // The answer of a repeated submit is kept under a hash of the request; what is secret is no part of it.
        return await database.WriteAsync<long>(actor, new Command("mailbox.save", request.CommandId, request with { Password = null }), async (w, c) =>
        {
            if (await w.Db.Channels.AnyAsync(x => x.Name == request.Name && x.Id != request.Id, c))
            {
                return new Refusal("channel.name_taken", request.Name) { Field = "name" };
            }

            var channel = request.Id == 0
                ? w.Add(new Channel { Kind = Kind, Name = request.Name, Token = ChannelService.NewKey(32) })
                : await w.Db.Channels.FirstOrDefaultAsync(x => x.Id == request.Id && x.Kind == Kind, c);
            if (channel is null || (request.Id != 0 && channel.Version != request.Version))
            {
                return channel is null ? new Refusal("not_found", "channel") : new Refusal("changed_by_other", channel.Name);
            }

            var same = request.Id != 0 && MailboxOptions.Of(channel).SamePlace(request.Options);
            if (string.IsNullOrEmpty(request.Password) && !same)
            {
                return new Refusal("mailbox.password_missing") { Field = "password" };
            }

            channel.Name = request.Name;
            channel.Secret = string.IsNullOrEmpty(request.Password) ? channel.Secret : box.Protect(request.Password);
            channel.Settings = request.Options.ToJson();
            channel.Cursor = same ? channel.Cursor : null;
            channel.PollRefusal = null;
            channel.Version++;
            w.Audit(request.Id == 0 ? "mailbox.connected" : "mailbox.changed", "channel", channel.Id, channel.Name, request.Options.Host);
            w.Changed(Topics.Settings, channel.Id);
            return channel.Id;
        }, cancel);
    }

    /// <summary>Really connects with what was entered, and looks into the folders.</summary>
    /// <returns>Mails in the folder, or as <see cref="SaveAsync"/>, or <c>mailbox.*</c>.</returns>
    public async Task<Outcome<int>> TryAsync(Actor actor, SaveMailbox request, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check(ref request)) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var known = request.Id == 0 ? null : await db.Channels.FirstOrDefaultAsync(x => x.Id == request.Id && x.Kind == Kind, cancel);
        var password = !string.IsNullOrEmpty(request.Password) ? request.Password
            : known?.Secret is { } kept && MailboxOptions.Of(known).SamePlace(request.Options) ? box.Unprotect(kept) : null;
        if (password is null)
        {
            return new Refusal("mailbox.password_missing") { Field = "password" };
        }

        var access = new MailboxAccess(request.Options, password, await IsDemoAsync(db, actor.CompanyId, cancel));
        try
        {
            await using var mailbox = servers.Mailbox(access, request.Options.Folder);
            var folder = await mailbox.OpenAsync(cancel);
            if (request.Options is { After: AfterReading.Move, MoveTo: { } to })
            {
                await using var target = servers.Mailbox(access, to);
                await target.OpenAsync(cancel);
            }

            return folder.Messages;
        }
        catch (MailboxException e)
        {
            return e.Refusal;
        }
    }

    /// <summary>A mailbox of the company.</summary>
    public async Task<Outcome<MailboxView>> GetAsync(Actor actor, long id, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        if (await db.Channels.FirstOrDefaultAsync(c => c.Id == id && c.Kind == Kind, cancel) is not { } channel)
        {
            return new Refusal("not_found", "channel");
        }

        return new MailboxView(
            channel.Id, channel.Name, channel.IsActive, MailboxOptions.Of(channel), channel.LastSeenAt, channel.PolledAt, RefusalJson.Read(channel.PollRefusal),
            await db.MailEnvelopes.CountAsync(m => m.ChannelId == id && m.State == MailState.Received, cancel), await db.MailEnvelopes.CountAsync(m => m.ChannelId == id && m.State == MailState.Failed, cancel),
            channel.Version);
    }

    internal static Task<bool> IsDemoAsync(ErpDbContext db, int companyId, CancellationToken cancel) => db.Companies.Where(c => c.Id == companyId).Select(c => c.IsDemo).FirstAsync(cancel);

    private static Refusal? Check(ref SaveMailbox request)
    {
        var complaints = new Complaints();
        var options = request.Options;
        var name = complaints.Text(request.Name, "name", 100, true);
        var host = complaints.Text(options.Host, "host", 200, true);
        var user = complaints.Text(options.User, "user", 200, true);
        var folder = complaints.Text(options.Folder, "folder", 200, true);
        var moveTo = complaints.Text(options.MoveTo, "move_to", 200, options.After == AfterReading.Move);
        var checking = complaints.Text(options.CheckingServer, "checking", 200, false);
        var fingerprint = complaints.Text(options.Fingerprint, "fingerprint", 200, false);
        if (host is { Length: > 0 } && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            complaints.Add("host", "mailbox.host_wrong", host);
        }

        complaints.Number(options.Port, "port", 1, 65535, 0);
        complaints.Number(options.MaxMegabytes, "max", 1, MailboxOptions.MostMegabytes, 0);
        complaints.Number((int)options.After, "after", 0, (int)AfterReading.Move, 0);
        if (fingerprint is { Length: > 0 } && fingerprint.Count(char.IsAsciiHexDigit) != 64)
        {
            complaints.Add("fingerprint", "mailbox.fingerprint_wrong");
        }

        if (options.After == AfterReading.Move && moveTo == folder)
        {
            complaints.Add("move_to", "mailbox.same_folder");
        }

        request = request with
        {
            Name = name ?? "",
            Options = options with { Host = host ?? "", User = user ?? "", Folder = folder ?? "", MoveTo = moveTo, CheckingServer = checking, Fingerprint = fingerprint },
        };
        return complaints.Refusal;
    }
}
