using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BlazorErp.Domain.Data;

/// <summary>
/// A query of every unit of work: its plan is made once, where EF otherwise compares the expression with those it knows at each run, which costs
/// more than a small read. Says itself whether it tracks.
/// </summary>
public sealed class HotQuery<TArgument, TRow>(Expression<Func<ErpDbContext, TArgument, IQueryable<TRow>>> query)
{
    private readonly ConditionalWeakTable<IModel, Func<ErpDbContext, TArgument, IAsyncEnumerable<TRow>>> plans = [];

    /// <summary>What it asks.</summary>
    public Expression<Func<ErpDbContext, TArgument, IQueryable<TRow>>> Query => query;

    /// <summary>All rows.</summary>
    public async Task<List<TRow>> ListAsync(ErpDbContext db, TArgument argument, CancellationToken cancel)
    {
        var rows = new List<TRow>();
        await foreach (var row in Plan(db)(db, argument).WithCancellation(cancel))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The first row, or nothing.</summary>
    public async Task<TRow?> FirstAsync(ErpDbContext db, TArgument argument, CancellationToken cancel)
    {
        await foreach (var row in Plan(db)(db, argument).WithCancellation(cancel))
        {
            return row;
        }

        return default;
    }

    /// <summary>The rows of both, in one statement.</summary>
    public HotQuery<TArgument, TRow> And(HotQuery<TArgument, TRow> other)
    {
        var second = new Put(other.Query.Parameters[0], query.Parameters[0]).Visit(new Put(other.Query.Parameters[1], query.Parameters[1]).Visit(other.Query.Body))!;
        var both = Expression.Call(typeof(Queryable), nameof(Queryable.Concat), [typeof(TRow)], query.Body, second);
        return new HotQuery<TArgument, TRow>(Expression.Lambda<Func<ErpDbContext, TArgument, IQueryable<TRow>>>(both, query.Parameters));
    }

    // Each engine has a model of its own, and a plan belongs to its model.
    private Func<ErpDbContext, TArgument, IAsyncEnumerable<TRow>> Plan(ErpDbContext db) => plans.GetValue(db.Model, _ => EF.CompileAsyncQuery(query));

    private sealed class Put(Expression what, Expression with) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node) => node == what ? with : base.Visit(node);
    }
}
