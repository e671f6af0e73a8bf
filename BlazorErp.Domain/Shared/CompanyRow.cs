namespace BlazorErp.Domain.Shared;

/// <summary>
/// A row that belongs to one company. Its key is (company, id), every reference to it is (company, id) as well, so that the database itself
/// cannot point across companies. Ids are given by the context when the row is added; they grow with time and are unique over all companies.
/// </summary>
public abstract class CompanyRow
{
    /// <summary>The company that owns the row; stamped by the context, never by a caller.</summary>
    public int CompanyId { get; set; }

    /// <summary>Id, given when the row is added to a context.</summary>
    public long Id { get; set; }
}

/// <summary>
/// A row that never changes once it is written (or once <see cref="IsPosted"/> is true): the context refuses to update or delete it, and so
/// does a trigger in the database.
/// </summary>
public interface IPostedRow
{
    /// <summary>Whether the row, as it is in the database, is final.</summary>
    bool IsPosted { get; }
}
