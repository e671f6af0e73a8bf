using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Ui;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Banking;

/// <summary>Says what rules ask and do in the reader's language.</summary>
public sealed class RuleWords(IStringLocalizer<RulesText> texts)
{
    /// <summary>Its conditions as one line.</summary>
    public string When(BankRule rule, RuleNames names)
    {
        var when = rule.When;
        var parts = new List<string>();
        void Add(string key, object? value)
        {
            if (value is not null)
            {
                parts.Add(texts["when." + key, value]);
            }
        }

        parts.AddRange(when.Sign == RuleSign.Any ? [] : [texts["sign." + when.Sign].Value]);
        Add("text", when.Text);
        Add("pattern", when.Pattern);
        Add("partner", when.PartnerId is { } partner ? names.Partners.GetValueOrDefault(partner, "?") : null);
        Add("iban", when.Iban is { } iban ? Domain.Partners.Iban.Grouped(iban) : null);
        Add("least", when.Least is { } least ? Formats.Number(least) : null);
        Add("most", when.Most is { } most ? Formats.Number(most) : null);
        Add("account", when.BankAccountId is { } account ? names.BankAccounts.GetValueOrDefault(account, "?") : null);
        Add("channel", when.Channel is { } channel ? Channel(channel) : null);
        return string.Join(" · ", parts);
    }

    /// <summary>What it does as one line.</summary>
    public string What(BankRule rule, RuleNames names)
    {
        var partner = rule.PartnerId is { } id ? names.Partners.GetValueOrDefault(id, "?") : null;
        return rule.OwnTransferTo is { } to ? texts["what.transfer", names.BankAccounts.GetValueOrDefault(to, "?")]
            : rule.TellsPayer ? texts["what.payer", partner ?? ""]
            : string.Join(" + ", rule.Parts.Select(p => Part(p, rule.Parts.Count, names))) + (partner is null ? "" : " · " + partner);
    }

    /// <summary>How a line arrived.</summary>
    public string Channel(string channel) => texts["channel." + channel] is { ResourceNotFound: false } known ? known.Value : channel;

    private string Part(RulePart part, int parts, RuleNames names)
    {
        var share = part.Fixed is { } amount ? Formats.Number(amount) + " " : part.Percent is { } percent ? Formats.Percent(percent) + " " : part.Pattern is not null ? texts["share.Pattern"].Value + " " : parts > 1 ? texts["share.Rest"].Value + " " : "";
        var vat = part.VatRateId is { } rate ? $" ({texts["withvat", names.VatRates.GetValueOrDefault(rate, "?")].Value})" : "";
        return $"{share}{names.Accounts.GetValueOrDefault(part.AccountId, "?")}{vat}";
    }
}
