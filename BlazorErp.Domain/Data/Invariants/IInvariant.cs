namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Something that must hold in the books at every moment, over all companies.</summary>
public interface IInvariant
{
    /// <summary>Room and name ("stock.on_hand"); key of its sentence in the texts is "invariant." and this.</summary>
    string Code { get; }

    /// <summary>What must hold, in English.</summary>
    string Words { get; }

    /// <summary>Looks at everything it is about. The context has an open connection; it reads past the company filter.</summary>
    Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel);
}

/// <summary>One place where an invariant does not hold.</summary>
/// <param name="CompanyId">Company; 0 where it is about the database itself.</param>
/// <param name="EntityType">Kind of document, as in audit rows ("order", "invoice", "item").</param>
/// <param name="EntityId">Its id, 0 for none.</param>
/// <param name="What">Number or code of it, for reading.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record Violation(int CompanyId, string EntityType, long EntityId, string What, string Expected, string Found);

/// <summary>What a check came to.</summary>
/// <param name="Looked">Rows or things looked at.</param>
/// <param name="Violations">Where it does not hold; at most <see cref="Most"/> are named.</param>
public sealed record Finding(long Looked, IReadOnlyList<Violation> Violations)
{
    /// <summary>Most violations that one check names.</summary>
    public const int Most = 200;
}
