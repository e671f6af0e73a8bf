using System.Security.Cryptography;
using System.Text.Json;
using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Banking.Rules;

/// <summary>A rule as it is entered.</summary>
/// <param name="CommandId">Id of the submit.</param>
/// <param name="Version">Version that was on the screen; 0 for a new one.</param>
/// <param name="Rule">The rule; id 0 for a new one, its order is given by <see cref="BankRules.ReorderAsync"/>.</param>
/// <param name="IsActive">Asked from now on.</param>
public sealed record SaveRule(Guid CommandId, int Version, BankRule Rule, bool IsActive = true);

/// <summary>The company's bank rules (P41): made, changed, put in order, switched off, deleted. What they booked stays booked.</summary>
public sealed class BankRules(ErpDatabase database)
{
    /// <summary>Audit's name of a rule.</summary>
    public const string Entity = "bank-rule";

    /// <summary>Most rules of a company.</summary>
    public const int Most = 500;

    /// <summary>Most parts of a rule.</summary>
    public const int MostParts = 10;

    /// <summary>Makes or changes a rule; a new one comes last.</summary>
    /// <returns>
    /// Its id, or: forbidden, value.*, bank.rule_empty, bank.rule_pattern, bank.rule_parts, bank.rule_says_nothing, bank.rules_many, bank.iban_wrong, bank.account_not_allowed, partner.not_found, not_found, changed_by_other.
    /// </returns>
    public async Task<Outcome<long>> SaveAsync(Actor actor, SaveRule request, CancellationToken cancel = default)
    {
        if (actor.Lacks(Permissions.BankWrite) is { } no)
        {
            return no;
        }

        var rule = RuleChecks.Tidy(request.Rule);
        return RuleChecks.Complaints(rule) is { } wrong ? wrong
            : await database.WriteAsync(actor, new Command("bank.rule_saved", request.CommandId, request), (w, c) => SaveIn(w, request, rule, c), cancel);
    }

    private static async Task<Outcome<long>> SaveIn(Write write, SaveRule request, BankRule rule, CancellationToken cancel)
    {
        var db = write.Db;
        if (await RuleChecks.MissingAsync(db, rule, cancel) is { } missing)
        {
            return missing;
        }

        StoredRule stored;
        if (rule.Id == 0)
        {
            if (await db.BankRules.CountAsync(r => r.DeletedAt == null, cancel) >= Most)
            {
                return new Refusal("bank.rules_many", Most);
            }

            var last = await db.BankRules.Where(r => r.DeletedAt == null).MaxAsync(r => (int?)r.Position, cancel) ?? 0;
            stored = write.Add(new StoredRule { Name = rule.Name, Position = last + 1, Version = 1 });
        }
        else
        {
            var known = await db.BankRules.FirstOrDefaultAsync(r => r.Id == rule.Id && r.DeletedAt == null, cancel);
            if (known is null || known.Version != request.Version)
            {
                return known is null ? new Refusal("not_found", Entity) : new Refusal("changed_by_other");
            }

            stored = known;
            stored.Version++;
            await db.BankRuleParts.Where(p => p.RuleId == rule.Id).ExecuteDeleteAsync(cancel);
        }

        stored.Take(rule);
        stored.IsActive = request.IsActive;
        for (var n = 0; n < rule.Parts.Count; n++)
        {
            var part = rule.Parts[n];
            write.Add(new StoredRulePart { RuleId = stored.Id, Position = n + 1, AccountId = part.AccountId, VatRateId = part.VatRateId, Fixed = part.Fixed, Percent = part.Percent, Pattern = part.Pattern });
        }

        return Told(write, rule.Id == 0 ? "bank.rule_made" : "bank.rule_changed", stored);
    }

    /// <summary>Puts the rules into an order.</summary>
    /// <param name="actor">Who; needs bank.write.</param>
    /// <param name="commandId">Id of the press.</param>
    /// <param name="ids">All rules, first to last, as they are on the screen.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Done, or: forbidden, changed_by_other (a rule was made or deleted meanwhile).</returns>
    public async Task<Outcome> ReorderAsync(Actor actor, Guid commandId, IReadOnlyList<long> ids, CancellationToken cancel = default) =>
        actor.Lacks(Permissions.BankWrite) is { } no ? no : await database.WriteAsync(actor, new Command("bank.rules_ordered", commandId, ids), async (w, c) =>
        {
            var rules = await w.Db.BankRules.Where(r => r.DeletedAt == null).ToDictionaryAsync(r => r.Id, c);
            if (ids.Count != rules.Count || ids.Distinct().Count() != ids.Count || !ids.All(rules.ContainsKey))
            {
                return new Refusal("changed_by_other");
            }

            for (var n = 0; n < ids.Count; n++)
            {
                // The version stays: who edits a rule meanwhile is not disturbed by its place.
                rules[ids[n]].Position = n + 1;
            }

            w.Audit("bank.rules_ordered", Entity, 0, ids.Count);
            w.Changed(Topics.Bank, Change.All);
            return Outcome.Done;
        }, cancel);

    /// <summary>Switches a rule on or off.</summary>
    /// <returns>Done, or: forbidden, not_found, changed_by_other.</returns>
    public Task<Outcome> SwitchAsync(Actor actor, Guid commandId, long id, int version, bool active, CancellationToken cancel = default) =>
        ChangeAsync(actor, new Command("bank.rule_switched", commandId, new { id, version, active }), id, version, active ? "bank.rule_on" : "bank.rule_off", (r, _) => r.IsActive = active, cancel);

    /// <summary>Deletes a rule. Lines that it booked still name it; its suggestions stay until the next run.</summary>
    /// <returns>Done, or: forbidden, not_found, changed_by_other.</returns>
    public Task<Outcome> DeleteAsync(Actor actor, Guid commandId, long id, int version, CancellationToken cancel = default) =>
        ChangeAsync(actor, new Command("bank.rule_deleted", commandId, new { id, version }), id, version, "bank.rule_deleted", (r, at) => (r.DeletedAt, r.IsActive) = (at, false), cancel);

    /// <summary>Notes that a proposal is not wanted; it is not made again.</summary>
    /// <returns>Done, or forbidden.</returns>
    public async Task<Outcome> DismissAsync(Actor actor, Guid commandId, BankRule proposal, CancellationToken cancel = default)
    {
        var signature = Signature(proposal);
        return actor.Lacks(Permissions.BankWrite) is { } no ? no : await database.WriteAsync(actor, new Command("bank.rule_dismissed", commandId, signature), async (w, c) =>
        {
            if (!await w.Db.DismissedProposals.AnyAsync(d => d.Signature == signature, c))
            {
                w.Add(new DismissedProposal { Signature = signature, At = w.Now });
                w.Audit("bank.rule_dismissed", Entity, 0, proposal.Name);
                w.Changed(Topics.Bank, Change.All);
            }

            return Outcome.Done;
        }, cancel);
    }

    /// <summary>What makes a proposal this proposal: its conditions and what it books, not its name.</summary>
    internal static string Signature(BankRule rule) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { rule.When, rule.Parts, rule.PartnerId, rule.OwnTransferTo })));

    private async Task<Outcome> ChangeAsync(Actor actor, Command command, long id, int version, string act, Action<StoredRule, DateTimeOffset> change, CancellationToken cancel) =>
        actor.Lacks(Permissions.BankWrite) is { } no ? no : await database.WriteAsync(actor, command, async (w, c) =>
        {
            var rule = await w.Db.BankRules.FirstOrDefaultAsync(r => r.Id == id && r.DeletedAt == null, c);
            if (rule is null || rule.Version != version)
            {
                return rule is null ? new Refusal("not_found", Entity) : new Refusal("changed_by_other");
            }

            change(rule, w.Now);
            rule.Version++;
            Told(w, act, rule);
            return Outcome.Done;
        }, cancel);

    private static long Told(Write write, string act, StoredRule rule)
    {
        write.Audit(act, Entity, rule.Id, rule.Name);
        write.Changed(Topics.Bank, rule.Id);
        return rule.Id;
    }
}
