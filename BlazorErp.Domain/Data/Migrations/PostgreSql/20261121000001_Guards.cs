using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BlazorErp.Domain.Data.Migrations.PostgreSql;

/// <summary>Posted rows become immutable in the database.</summary>
[DbContext(typeof(PostgreSqlErpDbContext))]
[Migration("20261121000001_Guards")]
public sealed class Guards : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => Data.Guards.Up(migrationBuilder, DatabaseProvider.PostgreSql);

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => Data.Guards.Down(migrationBuilder, DatabaseProvider.PostgreSql);
}
