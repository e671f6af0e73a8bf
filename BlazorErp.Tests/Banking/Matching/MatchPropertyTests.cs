using BlazorErp.Domain.Banking.Matching;
using BlazorErp.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Banking.Matching;

public sealed class MatchPropertyTests
{
    private static void ForSeeds(Func<int, bool> holds) => Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private static OpenItemIndex Index(Corpus corpus, IEnumerable<OpenItemFacts>? items = null) => OpenItemIndex.Build(items ?? corpus.Items, corpus.Partners, corpus.History);

    private static BankLineFacts[] Lines(Corpus corpus) => [.. corpus.Lines.Select(l => l.Line)];

    private static string[] Booked(IEnumerable<MatchDecision> decisions) =>
        [.. decisions.Where(d => d.Kind == MatchKind.Booked).OrderBy(d => d.LineId).Select(d => $"{d.LineId}:{string.Join(",", d.Allocations)}")];

    [Fact]
    public void Never_allocates_more_than_is_open_and_a_booked_line_adds_up() => ForSeeds(seed =>
    {
        var corpus = Corpus.Make(seed, 150);
        var open = corpus.Items.ToDictionary(i => i.Id, i => i.Open.Amount);
        foreach (var (line, decision) in corpus.Lines.Zip(MatchRun.Match(Lines(corpus), Index(corpus), Corpus.Settings)).Where(p => p.Second.Kind == MatchKind.Booked))
        {
            if (decision.Allocations.Sum(a => a.Amount.Amount) != line.Line.Amount.Amount)
            {
                return false;
            }

            foreach (var part in decision.Allocations.Where(a => a.ItemId is not null))
            {
                open[part.ItemId!.Value] -= part.Settles.Amount;
            }
        }

        return corpus.Items.TrueForAll(i => open[i.Id] == 0m || (Math.Sign(open[i.Id]) == Math.Sign(i.Open.Amount) && Math.Abs(open[i.Id]) <= Math.Abs(i.Open.Amount)));
    });

    [Fact]
    public void The_order_of_lines_and_items_decides_nothing() => ForSeeds(seed =>
    {
        var corpus = Corpus.Make(seed, 150);
        var random = new Random(seed);
        var first = MatchRun.Match(Lines(corpus), Index(corpus), Corpus.Settings);
        var again = MatchRun.Match([.. Lines(corpus).OrderBy(_ => random.Next())], Index(corpus, corpus.Items.OrderBy(_ => random.Next())), Corpus.Settings);
        return Booked(first).SequenceEqual(Booked(again));
    });

    [Fact]
    public void Taking_away_an_item_never_makes_another_match_wrong() => ForSeeds(seed =>
    {
        var corpus = Corpus.Make(seed, 60);
        var removed = corpus.Items[new Random(seed).Next(corpus.Items.Count)];
        var decisions = MatchRun.Match(Lines(corpus), Index(corpus, corpus.Items.Where(i => i.Id != removed.Id)), Corpus.Settings);
        return corpus.Lines.Zip(decisions).All(p => p.Second.Kind != MatchKind.Booked || p.First.Truth.Contains(removed.Id)
            || p.First.Truth.ToHashSet().SetEquals(p.Second.Allocations.Where(a => a.ItemId is not null).Select(a => a.ItemId!.Value)));
    });

    [Fact]
    public void An_equal_rival_turns_every_booked_single_item_into_a_suggestion() => ForSeeds(seed =>
    {
        var corpus = Corpus.Make(seed, 40);
        foreach (var line in Lines(corpus))
        {
            var decision = Matcher.Match(line, Index(corpus), Corpus.Settings);
            if (decision is { Kind: MatchKind.Booked, Allocations: [{ ItemId: { } id }] })
            {
                var twin = corpus.Items.Single(i => i.Id == id) with { Id = 1_000_000 };
                if (Matcher.Match(line, Index(corpus, corpus.Items.Append(twin)), Corpus.Settings).Kind == MatchKind.Booked)
                {
                    return false;
                }
            }
        }

        return true;
    });

    [Fact]
    public void Any_text_is_read_without_failing() => Prop.ForAll<string>(text =>
    {
        var book = new Book().Partner(1, text ?? "x").Item(1, 1, text ?? "1", 10m).Item(2, 1, "INV-2026-0917", 20m);
        return book.Match(10m, text + " 2026-0917-0918, 21.11.2026 +371 RF18 " + text, text ?? "", text).LineId == 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_than_is_free_cannot_be_taken()
    {
        var index = new Book().Partner(1, "A").Item(1, 1, "INV-1", 10m).Index();
        index.Consume(1, new Money(4m, Book.Eur));
        index.OpenOf(1).Amount.ShouldBe(6m);
        Should.Throw<ArgumentException>(() => index.Consume(1, new Money(7m, Book.Eur)));
        Should.Throw<ArgumentException>(() => index.Consume(1, new Money(-1m, Book.Eur)));
    }
}
