using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorErp.Domain.Data.Invariants;

/// <summary>
/// An invariant as set-based statements in the SQL that all three engines share: one that counts what is looked at, and some whose every row
/// is a violation with the columns company, kind, id, what, expected, found. "{l.posted}" stands for a boolean column as a condition.
/// </summary>
internal sealed partial class SqlInvariant(string code, string words, string looked, params string[] violations) : IInvariant
{
    public string Code => code;

    public string Words => words;

    /// <summary>Expected and found are counts, not money or quantities (which SQLite keeps as integers x10,000).</summary>
    public bool Counts { get; init; }

    public async Task<Finding> CheckAsync(ErpDbContext db, DateTimeOffset now, CancellationToken cancel)
    {
        var count = 0L;
        await ReadAsync(db, looked, r => count += Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture), cancel);
        var found = new List<Violation>();
        foreach (var sql in violations)
        {
            await ReadAsync(db, sql, r => found.Add(new Violation(
                Convert.ToInt32(r.GetValue(0), CultureInfo.InvariantCulture), r.GetString(1), r.IsDBNull(2) ? 0 : Convert.ToInt64(r.GetValue(2), CultureInfo.InvariantCulture),
                Text(r, 3, false), Text(r, 4, !Counts), Text(r, 5, !Counts))), cancel, Finding.Most - found.Count);
        }

        return new Finding(count, found);

        string Text(DbDataReader reader, int column, bool amount) => reader.IsDBNull(column) ? "" : reader.GetValue(column) switch
        {
            long whole when amount && db.Provider == DatabaseProvider.Sqlite => (whole / 10_000m).ToString("0.####", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
            DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    /// <summary>The statement for an engine.</summary>
    public static string For(DatabaseProvider provider, string sql) => Condition().Replace(sql, provider == DatabaseProvider.PostgreSql ? "$1" : "$1 = 1");

    /// <summary>Every statement, as the engine gets it.</summary>
    public IEnumerable<string> Statements(DatabaseProvider provider) => violations.Prepend(looked).Select(s => For(provider, s));

    /// <summary>Reads rows of a statement on the context's open connection.</summary>
    public static async Task ReadAsync(ErpDbContext db, string sql, Action<DbDataReader> row, CancellationToken cancel, int most = int.MaxValue)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = 600;
        command.CommandText = For(db.Provider, sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        for (var n = 0; n < most && await reader.ReadAsync(cancel); n++)
        {
            row(reader);
        }
    }

    [GeneratedRegex(@"\{([a-z_.]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Condition();
}
