using System.Data.Common;
using System.Globalization;
using BlazorErp.Domain.Data.Model;

namespace BlazorErp.Domain.Data;

/// <summary>How the engines differ in hand-written statements; used only inside this room.</summary>
internal static class Dialect
{
    /// <summary>A money or quantity value as the engine stores it.</summary>
    public static object Number(ErpDbContext db, decimal value) => db.Provider == DatabaseProvider.Sqlite ? (object)ScaledDecimalConverter.Scale(value) : value;

    /// <summary>Reads a money or quantity column.</summary>
    public static decimal Number(ErpDbContext db, DbDataReader reader, int column) => db.Provider == DatabaseProvider.Sqlite ? reader.GetInt64(column) / 10_000m : reader.GetDecimal(column);

    /// <summary>A day as the engine stores it.</summary>
    public static object Day(ErpDbContext db, DateOnly day) => db.Provider == DatabaseProvider.Sqlite ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : day;
}
