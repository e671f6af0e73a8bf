namespace BlazorErp.Domain.Data;

/// <summary>What is taken from an open item, or given back to it.</summary>
/// <param name="ItemId">Open item.</param>
/// <param name="Amount">Signed as the item, in its currency.</param>
/// <param name="BaseAmount">The same in base currency.</param>
/// <param name="Expected">What was open when the decision was taken; null: any amount that leaves room.</param>
public readonly record struct ItemChange(long ItemId, decimal Amount, decimal BaseAmount, decimal? Expected = null);

/// <summary>
/// The only writer of what is open of an item, besides the storno of its document: conditional updates that apply only where the item still
/// has what the decision was based on, so that two nodes cannot settle the same amount twice.
/// </summary>
public static class OpenItems
{
    private const string Sane = "((amount >= 0 and open - {amount} between 0 and amount) or (amount < 0 and open - {amount} between amount and 0))";

    /// <summary>Takes from each item (one change per item); the ids that could not: settled by another meanwhile.</summary>
    public static async Task<IReadOnlySet<long>> SettleAsync(ErpDbContext db, IReadOnlyCollection<ItemChange> changes, CancellationToken cancel)
    {
        var done = await ConditionalUpdates.RunAsync(
            db, "open_item", "open = open - {amount}, open_base = open_base - {base}", "open = {expected} and " + Sane, changes, c => c.ItemId,
            [
                new ConditionalUpdates.Number<ItemChange>("amount", c => c.Amount), new ConditionalUpdates.Number<ItemChange>("base", c => c.BaseAmount),
                new ConditionalUpdates.Number<ItemChange>("expected", c => c.Expected ?? throw new ArgumentException("Settling needs what was open", nameof(changes))),
            ],
            cancel);
        return changes.Select(c => c.ItemId).Where(i => !done.Contains(i)).ToHashSet();
    }

    /// <summary>Gives back what was taken (one change per item).</summary>
    /// <exception cref="InvalidOperationException">More is given back than was ever taken: the books are wrong, nothing is committed.</exception>
    public static async Task ReturnAsync(ErpDbContext db, IReadOnlyCollection<ItemChange> changes, CancellationToken cancel)
    {
        var back = changes.Select(c => c with { Amount = -c.Amount, BaseAmount = -c.BaseAmount }).ToList();
        var done = await ConditionalUpdates.RunAsync(
            db, "open_item", "open = open - {amount}, open_base = open_base - {base}", Sane, back, c => c.ItemId,
            [new ConditionalUpdates.Number<ItemChange>("amount", c => c.Amount), new ConditionalUpdates.Number<ItemChange>("base", c => c.BaseAmount)], cancel);
        if (done.Count != changes.Count)
        {
            throw new InvalidOperationException($"Open item {changes.First(c => !done.Contains(c.ItemId)).ItemId} cannot take back what it gave");
        }
    }
}
