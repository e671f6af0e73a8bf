using System.Collections.Immutable;

namespace BlazorErp.Domain.Data;

/// <summary>Names of what can change, as the feed and the screens call it.</summary>
public static class Topics
{
    /// <summary>Sales order.</summary>
    public const string Order = "order";
    /// <summary>Invoice; also when what is paid of it changed.</summary>
    public const string Invoice = "invoice";
    /// <summary>Stock of an item; the id is the item's.</summary>
    public const string Stock = "stock";
    /// <summary>Item.</summary>
    public const string Item = "item";
    /// <summary>Partner.</summary>
    public const string Partner = "partner";
    /// <summary>Bank line.</summary>
    public const string BankLine = "bank-line";
    /// <summary>Bank account, file or run.</summary>
    public const string Bank = "bank";
    /// <summary>Attempt to pay online.</summary>
    public const string Payment = "payment";
    /// <summary>Message in an inbox.</summary>
    public const string Intake = "intake";
    /// <summary>Mail of a mailbox, or what became of it.</summary>
    public const string Mail = "mail";
    /// <summary>Background job.</summary>
    public const string Job = "job";
    /// <summary>The self-check of the books; the id is always all.</summary>
    public const string SelfCheck = "self-check";
    /// <summary>Settings, series, channels, warehouses.</summary>
    public const string Settings = "settings";
    /// <summary>People and their rights; the id is the user's.</summary>
    public const string People = "people";
}

/// <summary>What changed: ids only, never data. <see cref="All"/> as id means: re-read everything of that topic; company 0 means: of every company.</summary>
public readonly record struct Change(int CompanyId, string Topic, long Id)
{
    /// <summary>Too many to name.</summary>
    public const long All = 0;
}

/// <summary>
/// Wakes whoever listens after a commit: own commits at once, other nodes' when the tail reads them from the change table. Handlers must be
/// quick and must not throw; they only note ids and re-read later with their own rights.
/// </summary>
public sealed class ChangeFeed
{
    private ImmutableArray<Action<IReadOnlyList<Change>>> handlers = [];

    /// <summary>Listens until disposed.</summary>
    public IDisposable Subscribe(Action<IReadOnlyList<Change>> handler)
    {
        ImmutableInterlocked.Update(ref handlers, static (list, h) => list.Add(h), handler);
        return new Subscription(() => ImmutableInterlocked.Update(ref handlers, static (list, h) => list.Remove(h), handler));
    }

    /// <summary>This process committed changes that other nodes should look for.</summary>
    public event Action? Committed;

    /// <summary>Tells everyone what this process committed.</summary>
    public void Publish(IReadOnlyList<Change> changes)
    {
        if (changes.Count > 0)
        {
            PublishFromElsewhere(changes);
            Committed?.Invoke();
        }
    }

    /// <summary>Tells everyone here what another node committed.</summary>
    public void PublishFromElsewhere(IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        foreach (var handler in handlers)
        {
            handler(changes);
        }
    }

    /// <summary>"order:12,13;stock:7".</summary>
    public static string Pack(IEnumerable<Change> changes)
    {
        var packed = string.Join(';', changes.GroupBy(c => c.Topic).Select(g => $"{g.Key}:{string.Join(',', g.Select(c => c.Id).Distinct())}"));
        return packed.Length <= 4000 ? packed : string.Join(';', changes.Select(c => c.Topic).Distinct().Select(t => $"{t}:{Change.All}"));
    }

    /// <summary>The reverse of <see cref="Pack"/>.</summary>
    public static IEnumerable<Change> Unpack(int companyId, string packed)
    {
        foreach (var part in packed.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            foreach (var id in part[(colon + 1)..].Split(','))
            {
                yield return new Change(companyId, part[..colon], long.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private sealed class Subscription(Action dispose) : IDisposable
    {
        private Action? dispose = dispose;

        public void Dispose() => Interlocked.Exchange(ref dispose, null)?.Invoke();
    }
}
