using System.Data;
using System.Data.Common;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Shared;
using BlazorErp.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace BlazorErp.Tests.Providers;

/// <summary>There is no SQL Server here: what would be sent to one is read by its own parser.</summary>
public sealed class SqlServerTests
{
    private static readonly DatabaseOptions Options = new() { Provider = DatabaseProvider.SqlServer, ConnectionString = "Server=nowhere;Database=erp;Encrypt=false", MaxBatchSize = 42 };

    [Fact]
    public void The_script_of_the_migrations_parses()
    {
        using var db = new ErpContextFactory(Options).Create();
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        script.ShouldContain("stock_move_final");
        Parse(script).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_statements_of_the_main_queries_parse()
    {
        var heard = new Listener();
        var factory = new ErpContextFactory(Options, heard);
        var database = new ErpDatabase(factory, new IdSource(TimeProvider.System), new ChangeFeed(), TimeProvider.System);
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton(Options).AddSingleton(factory).AddSingleton(database.Ids).AddSingleton(new ChangeFeed()).AddSingleton(database)
            .AddErpRooms().AddLogging().BuildServiceProvider();
        var actor = TestDatabase.Owner();
        var page = new PageQuery("oil filter", Count: true);
        var after = new PageQuery(After: "1000");
        var (stock, orders) = (services.GetRequiredService<StockQueries>(), services.GetRequiredService<OrderQueries>());

        await Each(
            () => stock.ListAsync(actor, new StockFilter(page, Alarms: true), default),
            () => stock.ListAsync(actor, new StockFilter(after, WarehouseId: 1, OnStock: true), default),
            () => stock.TotalAsync(actor, new StockFilter(page), default),
            () => stock.AlarmsAsync(actor, default),
            () => stock.LevelsAsync(actor, [1, 2], default),
            () => stock.MovesAsync(actor, 1, 2, null, 50, default),
            () => stock.AtAsync(actor, 1, null, DateTimeOffset.UnixEpoch, default),
            () => orders.ListAsync(actor, new OrderFilter(page, Short: true), default),
            () => orders.ListAsync(actor, new OrderFilter(after, OrderState.Open, Deliverable: true), default),
            () => orders.TotalsAsync(actor, new OrderFilter(page), default),
            () => orders.OfDayAsync(actor, new DateOnly(2026, 11, 21), default),
            () => orders.OpenAsync(actor, default),
            () => orders.GetAsync(actor, 1, default),
            () => services.GetRequiredService<CompanyReferences>().GetAsync(1, default).AsTask(),
            async () =>
            {
                await using var db = database.Read(actor);
                await services.GetRequiredService<OrderProgress>().OfLinesAsync(db, [1, 2], default);
            });

        heard.Statements.Count.ShouldBeGreaterThan(15);
        heard.Statements.SelectMany(s => Parse(s).Select(e => $"{e}\n{s}")).ShouldBeEmpty();
    }

    [Fact]
    public void The_statements_of_the_invariants_parse()
    {
        using var db = new ErpContextFactory(Options).Create();
        var statements = SelfCheck.Invariants.OfType<SqlInvariant>().SelectMany(i => i.Statements(DatabaseProvider.SqlServer)).Concat(ReferencesInvariant.Statements(db.Model).Select(s => SqlInvariant.For(DatabaseProvider.SqlServer, s.Sql))).ToList();

        statements.Count.ShouldBeGreaterThan(150);
        statements.SelectMany(s => Parse(s).Select(e => $"{e}\n{s}")).ShouldBeEmpty();
    }

    [Theory, InlineData(DatabaseProvider.Sqlite), InlineData(DatabaseProvider.PostgreSql), InlineData(DatabaseProvider.SqlServer)]
    public void The_batch_size_of_the_settings_is_applied(DatabaseProvider provider)
    {
        using var db = Of(provider);

        RelationalOptionsExtension.Extract(db.GetService<IDbContextOptions>()).MaxBatchSize.ShouldBe(42);
    }

    [Theory, InlineData(DatabaseProvider.Sqlite), InlineData(DatabaseProvider.PostgreSql), InlineData(DatabaseProvider.SqlServer)]
    public void The_migrations_are_those_of_the_model_and_every_business_row_has_its_company_in_its_keys(DatabaseProvider provider)
    {
        using var db = Of(provider);

        db.Database.HasPendingModelChanges().ShouldBeFalse("a schema change needs /work/migrate.sh or dotnet ef migrations add for each engine");
        TenancyKeysInvariant.Of(db.Model).Violations.ShouldBeEmpty();
        foreach (var entity in db.Model.GetEntityTypes().Where(e => typeof(CompanyRow).IsAssignableFrom(e.ClrType)))
        {
            entity.FindPrimaryKey()!.Properties.Select(p => p.Name).ShouldBe([nameof(CompanyRow.CompanyId), nameof(CompanyRow.Id)], entity.ClrType.Name);
        }
    }

    [Fact]
    public void The_stand_in_has_everything_that_the_client_asks_of_the_package()
    {
        const string package = "Microsoft.SqlServer.Server";
        var missing = new List<string>();
        var standIn = System.Reflection.Assembly.Load(package);
        using var file = new PEReader(File.OpenRead(typeof(Microsoft.Data.SqlClient.SqlConnection).Assembly.Location));
        var reader = file.GetMetadataReader();
        var asked = 0;
        foreach (var handle in reader.TypeReferences)
        {
            var type = reader.GetTypeReference(handle);
            if (type.ResolutionScope.Kind == HandleKind.AssemblyReference && reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == package)
            {
                asked++;
                var name = $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
                var known = standIn.GetType(name);
                if (known is null)
                {
                    missing.Add(name);
                    continue;
                }

                foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference).Where(m => m.Parent == handle))
                {
                    asked++;
                    var (text, count) = (reader.GetString(member.Name), member.GetKind() == MemberReferenceKind.Method ? member.DecodeMethodSignature(new Counted(), null).ParameterTypes.Length : -1);
                    var there = known.GetMember(text, System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static);
                    if (!there.Any(m => count < 0 || (m is System.Reflection.MethodBase method && method.GetParameters().Length == count)))
                    {
                        missing.Add($"{name}.{text}/{count}");
                    }
                }
            }
        }

        asked.ShouldBeGreaterThan(3);
        missing.ShouldBeEmpty();
    }

    private static ErpDbContext Of(DatabaseProvider provider) => new ErpContextFactory(new DatabaseOptions { Provider = provider, MaxBatchSize = 42, ConnectionString = provider switch
    {
        DatabaseProvider.Sqlite => "Data Source=:memory:",
        DatabaseProvider.PostgreSql => "Host=nowhere",
        _ => Options.ConnectionString,
    } }).Create();

    private static IEnumerable<string> Parse(string sql)
    {
        using var text = new StringReader(sql);
        new TSql150Parser(true).Parse(text, out var errors);
        return errors.Select(e => $"{e.Line}:{e.Column} {e.Message}");
    }

    /// <summary>Runs queries for what they would send; that nothing comes back may trouble some of them.</summary>
    private static async Task Each(params Func<Task>[] queries)
    {
        foreach (var query in queries)
        {
            try
            {
                await query();
            }
            catch (InvalidOperationException)
            {
                // no row where one is always expected
            }
        }
    }

    /// <summary>Notes every statement and answers it with nothing, without a connection.</summary>
    private sealed class Listener : DbCommandInterceptor, IDbConnectionInterceptor
    {
        public List<string> Statements { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            // parameters are declared, as a prepared call would
            Statements.Add(command.CommandText);
            using var nothing = new DataTable();
            return new(InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader()));
        }

        public ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) => new(InterceptionResult.Suppress());

        public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();
    }

    private sealed class Counted : ISignatureTypeProvider<int, object?>
    {
        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, System.Collections.Immutable.ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => 0;

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => 0;
    }
}
