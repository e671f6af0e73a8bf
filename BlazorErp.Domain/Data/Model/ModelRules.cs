using System.Linq.Expressions;
using System.Text;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BlazorErp.Domain.Data.Model;

/// <summary>What holds for every table: names, keys, company filter, version tokens.</summary>
internal static class ModelRules
{
    public const string RateAnnotation = "BlazorErp:Rate";

    public static void Apply(ModelBuilder builder, ErpDbContext context)
    {
        foreach (var entity in builder.Model.GetEntityTypes().ToList())
        {
            if (typeof(CompanyRow).IsAssignableFrom(entity.ClrType))
            {
                builder.Entity(entity.ClrType).HasKey(nameof(CompanyRow.CompanyId), nameof(CompanyRow.Id));
                builder.Entity(entity.ClrType).Property(nameof(CompanyRow.Id)).ValueGeneratedNever();
                builder.Entity(entity.ClrType).Ignore(nameof(IPostedRow.IsPosted));
                builder.Entity(entity.ClrType).HasOne(typeof(Company)).WithMany().HasForeignKey(nameof(CompanyRow.CompanyId)).OnDelete(DeleteBehavior.Restrict);
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

    /// <summary>A reference inside one company: (company, column) to (company, id).</summary>
    public static void Ref<TRow, TTarget>(this ModelBuilder builder, string column)
        where TRow : class
        where TTarget : CompanyRow =>
        builder.Entity<TRow>().HasOne<TTarget>().WithMany().HasForeignKey(nameof(CompanyRow.CompanyId), column).HasPrincipalKey(nameof(CompanyRow.CompanyId), nameof(CompanyRow.Id)).OnDelete(DeleteBehavior.Restrict);
}
