namespace BlazorErp.Tests.Banking.Matching;

public sealed class MatchQualityTests
{
    [Theory]
    [InlineData(20261121)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_booked_line_is_right_and_nine_of_ten_decidable_lines_are_booked(int seed)
    {
        var quality = MatchQuality.Measure(seed);
        quality.Wrong.ShouldBeEmpty(MatchQuality.Report(quality.Wrong));
        quality.DecidableShare.ShouldBeGreaterThanOrEqualTo(0.9, MatchQuality.Report(quality.Missed.Take(20)));
    }

    [Fact]
    public void Nothing_is_booked_wrong_on_twenty_seeds()
    {
        foreach (var seed in Enumerable.Range(100, 20))
        {
            var quality = MatchQuality.Measure(seed);
            quality.Wrong.ShouldBeEmpty($"seed {seed}: {MatchQuality.Report(quality.Wrong)}");
            quality.DecidableShare.ShouldBeGreaterThanOrEqualTo(0.9, $"seed {seed}");
        }
    }

    [Fact]
    public void The_corpus_is_the_same_every_time() =>
        Corpus.Make(7, 200).Lines.Select(l => (l.Line.Amount, l.Line.Remittance, l.Way)).ShouldBe(Corpus.Make(7, 200).Lines.Select(l => (l.Line.Amount, l.Line.Remittance, l.Way)));
}
