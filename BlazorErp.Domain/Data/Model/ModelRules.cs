using System.Linq.Expressions;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorErp.Domain.Data.Model;

/// <summary>What holds for every table: names, keys, company filter, version tokens.</summary>
internal static class ModelRules
{
    public const string RateAnnotation = "BlazorErp:Rate";

    private static readonly HashSet<Type> Few = [typeof(Company), typeof(VatRate), typeof(Warehouse), typeof(NumberSeries), typeof(Channel), typeof(BankAccount)];

    public static void Apply(ModelBuilder builder, ErpDbContext context)
    {
        foreach (var entity in builder.Model.GetEntityTypes().ToList())
        {
            if (typeof(CompanyRow).IsAssignableFrom(entity.ClrType))
            {
                builder.Entity(entity.ClrType).HasKey(nameof(CompanyRow.CompanyId), nameof(CompanyRow.Id));
                builder.Entity(entity.ClrType).Property(nameof(CompanyRow.Id)).ValueGeneratedNever();
                builder.Entity(entity.ClrType).Ignore(nameof(IPostedRow.IsPosted));
                if (!HangsOnCompany(entity))
                {
                    builder.Entity(entity.ClrType).HasOne(typeof(Company)).WithMany().HasForeignKey(nameof(CompanyRow.CompanyId)).OnDelete(DeleteBehavior.Restrict);
                }
            }

            if (entity.FindProperty(nameof(CompanyRow.CompanyId)) is not null && entity.ClrType != typeof(ChangeEntry))
            {
                var row = Expression.Parameter(entity.ClrType, "row");
                var mine = Expression.Equal(Expression.Property(row, nameof(CompanyRow.CompanyId)), Expression.Property(Expression.Constant(context), nameof(ErpDbContext.CompanyId)));
                builder.Entity(entity.ClrType).HasQueryFilter("company", Expression.Lambda(mine, row));
            }

            if (entity.FindProperty("Version") is { } version)
            {
                version.IsConcurrencyToken = true;
            }
        }

        foreach (var key in builder.Model.GetEntityTypes().SelectMany(e => e.GetForeignKeys()).ToList())
        {
            Index(builder, key);
        }

        foreach (var entity in builder.Model.GetEntityTypes())
        {
            // Plain lower-case names, so that the few hand-written statements read the same on all engines.
            entity.SetTableName(Snake(entity.GetTableName()!));
            if (Guards.Tables.Any(t => t.Table == entity.GetTableName()))
            {
                entity.AddTrigger(entity.GetTableName() + "_final");
            }

            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
                if (property.FindAnnotation(RateAnnotation) is not null)
                {
                    if (context.Provider == DatabaseProvider.Sqlite)
                    {
                        property.SetValueConverter(typeof(ScaledRateConverter));
                    }
                    else
                    {
                        property.SetPrecision(19);
                        property.SetScale(8);
                    }
                }
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(Snake(key.GetName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Short(Snake(index.GetDatabaseName()!)));
            }

            foreach (var foreign in entity.GetForeignKeys())
            {
                foreign.SetConstraintName(Short(Snake(foreign.GetConstraintName()!)));
                if (foreign.DeleteBehavior == DeleteBehavior.Cascade && !foreign.IsOwnership && !entity.ClrType.Name.StartsWith("Identity", StringComparison.Ordinal))
                {
                    foreign.DeleteBehavior = DeleteBehavior.Restrict;
                }
            }
        }
    }

    /// <summary>Whether a row must refer to another of its company, and so cannot be of a company that is not there: one check less for each row written.</summary>
    private static bool HangsOnCompany(IReadOnlyEntityType entity) =>
        entity.GetForeignKeys().Any(k => k.Properties.Count > 1 && k.PrincipalEntityType != entity && typeof(CompanyRow).IsAssignableFrom(k.PrincipalEntityType.ClrType) && k.Properties.All(p => !p.IsNullable));

    /// <summary>
    /// What refers to a table that may be long is found by an index, empty references left out of it. One to a table of a handful of rows would be
    /// written with every row and tell little.
    /// </summary>
    private static void Index(ModelBuilder builder, IMutableForeignKey key)
    {
        var entity = key.DeclaringEntityType;
        if (Few.Contains(key.PrincipalEntityType.ClrType) || Leads(entity.FindPrimaryKey()!.Properties, key) || entity.GetIndexes().Any(i => Leads(i.Properties, key)))
        {
            return;
        }

        var index = entity.AddIndex(key.Properties);
        if (key.Properties.SingleOrDefault(p => p.IsNullable) is { } empty)
        {
            index.SetFilter($"{Snake(empty.Name)} is not null");
        }
    }

    private static bool Leads(IReadOnlyList<IMutableProperty> columns, IMutableForeignKey key) => columns.Take(key.Properties.Count).SequenceEqual(key.Properties);

    private static string Short(string name) => name.Length <= 60 ? name : name[..50] + "_" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];

    public static string Snake(string name)
    {
        var builder = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                builder.Append('_');
            }

            builder.Append(char.ToLowerInvariant(c));
        }

        return builder.ToString();
    }

    /// <summary>
    /// For lists that grow by every document and are searched by fragments, newest first: the text lies beside the key, so that a search reads a narrow
    /// index from its end rather than every wide row. It is written at the end of the index, which costs next to nothing.
    /// </summary>
    public static void HasSearchIndex<TRow>(this EntityTypeBuilder<TRow> entity, Expression<Func<TRow, object?>> companyIdAndText)
        where TRow : CompanyRow =>
        entity.HasIndex(companyIdAndText);

    /// <summary>A reference inside one company: (company, column) to (company, id).</summary>
    public static void Ref<TRow, TTarget>(this ModelBuilder builder, string column)
        where TRow : class
        where TTarget : CompanyRow =>
        builder.Entity<TRow>().HasOne<TTarget>().WithMany().HasForeignKey(nameof(CompanyRow.CompanyId), column).HasPrincipalKey(nameof(CompanyRow.CompanyId), nameof(CompanyRow.Id)).OnDelete(DeleteBehavior.Restrict);
}
