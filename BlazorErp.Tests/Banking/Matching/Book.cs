using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Banking.Matching;

/// <summary>A small book of open items to match against, written tersely.</summary>
internal sealed class Book
{
    public static readonly Currency Eur = Currency.Of("EUR");
    private readonly List<OpenItemFacts> items = [];
    private readonly List<PartnerFacts> partners = [];
    private readonly List<KnownIban> ibans = [];
    private readonly List<LearnedPayer> payers = [];

    public IReadOnlyList<OpenItemFacts> Items => items;

    public Book Partner(long id, string name, string? iban = null, int payments = 3)
    {
        partners.Add(new(id, name, [], []));
        if (iban is not null)
        {
            ibans.Add(new(iban, id, payments));
        }

        return this;
    }

    public Book Learned(string name, long partner)
    {
        payers.Add(new(name, partner, 1));
        return this;
    }

    public Book Item(long id, long partner, string number, decimal open, string currency = "EUR", params string[] other)
    {
        var money = new Money(open, Currency.Of(currency));
        var date = new DateOnly(2026, 1, 1).AddDays((int)(id % 300));
        items.Add(new(id, partner, number, other, money, money, date, date.AddDays(14)));
        return this;
    }

    public OpenItemIndex Index() => OpenItemIndex.Build(items, partners, new(ibans, payers));

    public MatchDecision Match(decimal amount, string text, string payer = "", string? iban = null, string currency = "EUR", params string[] references) =>
        Matcher.Match(Line(1, amount, text, payer, iban, currency, references), Index());

    public static BankLineFacts Line(long id, decimal amount, string text, string payer = "", string? iban = null, string currency = "EUR", params string[] references) =>
        new(id, new(2026, 11, 21), new(amount, Currency.Of(currency)), payer, iban, text, references);
}
