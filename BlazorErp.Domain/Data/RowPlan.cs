using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NpgsqlTypes;

namespace BlazorErp.Domain.Data;

/// <summary>A column as it is written past EF: names, types and conversions are the model's.</summary>
internal sealed class RowColumn
{
    private readonly Func<object, object?> read;

    public RowColumn(Type row, IProperty property)
    {
        var mapping = property.GetRelationalTypeMapping();
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var parenthesis = mapping.StoreType.IndexOf('(', StringComparison.Ordinal);
        Name = property.GetColumnName();
        Property = property.Name;
        StoreType = parenthesis < 0 ? mapping.StoreType : mapping.StoreType[..parenthesis] + mapping.StoreType[(mapping.StoreType.IndexOf(')', StringComparison.Ordinal) + 1)..];
        ProviderType = mapping.Converter?.ProviderClrType ?? (type.IsEnum ? typeof(int) : type);
        IsKey = property.IsPrimaryKey();
        IsToken = property.IsConcurrencyToken;
        Convert = mapping.Converter?.ConvertToProvider is { } convert ? v => v is null ? null : convert(v)
            : type.IsEnum ? static v => v is null ? null : System.Convert.ToInt32(v, CultureInfo.InvariantCulture)
            : static v => v;
        var parameter = Expression.Parameter(typeof(object), "row");
        read = Expression.Lambda<Func<object, object?>>(Expression.Convert(Expression.Property(Expression.Convert(parameter, row), property.PropertyInfo!), typeof(object)), parameter).Compile();
        Npgsql = Types.TryGetValue(ProviderType, out var known) ? known : null;
    }

    private static readonly Dictionary<Type, NpgsqlDbType> Types = new()
    {
        [typeof(long)] = NpgsqlDbType.Bigint, [typeof(int)] = NpgsqlDbType.Integer, [typeof(string)] = NpgsqlDbType.Text, [typeof(decimal)] = NpgsqlDbType.Numeric, [typeof(bool)] = NpgsqlDbType.Boolean,
        [typeof(DateOnly)] = NpgsqlDbType.Date, [typeof(DateTimeOffset)] = NpgsqlDbType.TimestampTz, [typeof(Guid)] = NpgsqlDbType.Uuid, [typeof(byte[])] = NpgsqlDbType.Bytea,
    };

    /// <summary>Column.</summary>
    public string Name { get; }

    /// <summary>Column in a statement; some are words of SQL: "from", "references".</summary>
    public string Quoted => $"\"{Name}\"";

    /// <summary>Property of the row.</summary>
    public string Property { get; }

    /// <summary>Type in the database, without length.</summary>
    public string StoreType { get; }

    /// <summary>Type of the value as the driver gets it.</summary>
    public Type ProviderType { get; }

    /// <summary>Part of the primary key.</summary>
    public bool IsKey { get; }

    /// <summary>Must still be as it was read when the row is changed.</summary>
    public bool IsToken { get; }

    /// <summary>PostgreSQL's type, where the value has one of the usual ones.</summary>
    public NpgsqlDbType? Npgsql { get; }

    /// <summary>A value of the property as the driver gets it.</summary>
    public Func<object?, object?> Convert { get; }

    /// <summary>The column's value of a row.</summary>
    public object? ValueOf(object row) => Convert(read(row));

    /// <summary>The column's values of many rows, as an array of the driver's type.</summary>
    public Array ValuesOf(IReadOnlyList<object> rows)
    {
        var array = Array.CreateInstance(ProviderType.IsValueType ? typeof(Nullable<>).MakeGenericType(ProviderType) : ProviderType, rows.Count);
        for (var n = 0; n < rows.Count; n++)
        {
            array.SetValue(ValueOf(rows[n]), n);
        }

        return array;
    }
}

/// <summary>How rows of a type are written to their table past EF; made once for each engine and type.</summary>
internal sealed class RowPlan
{
    private static readonly ConcurrentDictionary<(Type Context, Type Row), RowPlan> Plans = new();

    private readonly ConcurrentDictionary<ulong, string> updates = new();
    private readonly Dictionary<string, int> places;
    private readonly bool positional;

    private RowPlan(ErpDbContext db, Type row)
    {
        var entity = db.Model.FindEntityType(row) ?? throw new InvalidOperationException($"{row.Name} is not in the model");
        positional = db.Provider == DatabaseProvider.PostgreSql;
        Table = entity.GetTableName()!;
        Columns = [.. entity.GetProperties().Where(p => p.ValueGenerated != ValueGenerated.OnAdd || (p.Name == "Id" && p.ClrType == typeof(long) && typeof(CompanyRow).IsAssignableFrom(row))).Select(p => new RowColumn(row, p))];
        places = Columns.Select((c, n) => (c.Property, n)).ToDictionary(c => c.Property, c => c.n, StringComparer.Ordinal);
        var names = string.Join(", ", Columns.Select(c => c.Quoted));
        InsertSql = $"insert into {Table} ({names}) values ({string.Join(", ", Columns.Select((_, n) => Parameter(n)))})";
        InsertManySql = Columns.All(c => c.Npgsql is not null) ? $"insert into {Table} ({names}) select * from unnest({string.Join(", ", Columns.Select((_, n) => Parameter(n)))})" : null;
    }

    /// <summary>Table.</summary>
    public string Table { get; }

    /// <summary>Columns, without those the database fills.</summary>
    public RowColumn[] Columns { get; }

    /// <summary>Inserts one row; a parameter for each column.</summary>
    public string InsertSql { get; }

    /// <summary>Inserts many on PostgreSQL; an array for each column. Null where a column has an unusual type.</summary>
    public string? InsertManySql { get; }

    /// <summary>The plan of a row type.</summary>
    public static RowPlan Of(ErpDbContext db, Type row) => Plans.GetOrAdd((db.GetType(), row), static (key, context) => new RowPlan(context, key.Row), db);

    /// <summary>Name of a parameter in the statements: PostgreSQL counts, which saves its driver the reading of the statement.</summary>
    public string Parameter(int column) => positional ? $"${column + 1}" : $"@p{column}";

    /// <summary>Place of a property among the columns; -1 where it is not written.</summary>
    public int PlaceOf(string property) => places.GetValueOrDefault(property, -1);

    /// <summary>
    /// Changes one row: the columns of the mask are set, then come the key's values, then what the tokens were. Rows affected tell whether the row
    /// was still as it was read.
    /// </summary>
    public string UpdateSql(ulong mask) => updates.GetOrAdd(mask, static (set, plan) =>
    {
        var at = 0;
        var assigned = string.Join(", ", plan.Columns.Where((_, n) => (set & (1UL << n)) != 0).Select(c => $"{c.Quoted} = {plan.Parameter(at++)}").ToList());
        var where = string.Join(" and ", plan.Columns.Where(c => c.IsKey).Concat(plan.Columns.Where(c => c.IsToken)).Select(c => $"{c.Quoted} = {plan.Parameter(at++)}").ToList());
        return $"update {plan.Table} set {assigned} where {where}";
    }, this);
}
