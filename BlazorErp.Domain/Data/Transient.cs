using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>
/// Which failures mean: run the whole unit of work again. A unique key hit counts, because the row that was there first is found on the
/// second run (a repeated command, a repeated message, a counter made by another).
/// </summary>
internal static class Transient
{
    public static bool Is(Exception e) => e switch
    {
        // Someone changed a row in between: the second run reads it as it is now, and refuses or goes on.
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: { } inner } => Is(inner),
        PostgresException p => p.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
        SqliteException s => s.SqliteErrorCode is 5 or 6 || s.SqliteExtendedErrorCode is 1555 or 2067,
        SqlException q => q.Number is 1205 or 2627 or 2601 or 3960,
        InvalidOperationException { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}
