using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Stock;

/// <summary>A warehouse as lists show it.</summary>
public sealed record WarehouseRow(long Id, string Code, string Name, bool IsDefault, int Version);

/// <summary>Warehouses: added, renamed, proposed. One that ever held stock stays, for its moves name it.</summary>
public sealed class WarehouseService(ErpDatabase database)
{
    /// <summary>All, by code.</summary>
    public async Task<IReadOnlyList<WarehouseRow>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.May(Permissions.StockRead))
        {
            return [];
        }

        await using var db = database.Read(actor);
        return await db.Warehouses.OrderBy(w => w.Code).Take(PageQuery.MaxTake).Select(w => new WarehouseRow(w.Id, w.Code, w.Name, w.IsDefault, w.Version)).ToListAsync(cancel);
    }

    /// <summary>Adds one.</summary>
    public async Task<Outcome<long>> AddAsync(Actor actor, string code, string name, Guid commandId, CancellationToken cancel)
    {
        var key = (code ?? "").Trim().ToUpperInvariant();
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check(key, name)) is { } no)
        {
            return no;
        }

        return await database.WriteAsync<long>(actor, new Command("warehouse.add", commandId, new { key, name }), async (w, c) =>
        {
            if (await w.Db.Warehouses.AnyAsync(x => x.Code == key, c))
            {
                return new Refusal("warehouse.code_taken", key) { Field = "code" };
            }

            var row = w.Add(new Warehouse { Code = key, Name = name.Trim(), IsDefault = !await w.Db.Warehouses.AnyAsync(c) });
            w.Audit("warehouse.added", "warehouse", row.Id, row.Name);
            w.Changed(Topics.Settings, row.Id);
            return row.Id;
        }, cancel);
    }

    /// <summary>Renames one, and makes it the proposed one where asked.</summary>
    public async Task<Outcome> ChangeAsync(Actor actor, long id, int version, string name, bool makeDefault, Guid commandId, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check("X", name)) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("warehouse.change", commandId, new { id, version, name, makeDefault }), async (w, c) =>
        {
            if (await w.Db.Warehouses.FirstOrDefaultAsync(x => x.Id == id, c) is not { } row)
            {
                return new Refusal("not_found");
            }

            if (row.Version != version)
            {
                return new Refusal("settings.changed_meanwhile");
            }

            if (makeDefault && !row.IsDefault)
            {
                foreach (var other in await w.Db.Warehouses.Where(x => x.IsDefault).ToListAsync(c))
                {
                    other.IsDefault = false;
                    other.Version++;
                }

                row.IsDefault = true;
            }

            row.Name = name.Trim();
            row.Version++;
            w.Audit("warehouse.changed", "warehouse", row.Id, row.Name);
            w.Changed(Topics.Settings, row.Id);
            return Outcome.Done;
        }, cancel);
    }

    private static Refusal? Check(string code, string? name) =>
        code.Length is 0 or > 20 ? new Refusal("field.required", "code") { Field = "code" }
        : string.IsNullOrWhiteSpace(name) || name.Length > 100 ? new Refusal("field.required", "name") { Field = "name" }
        : null;
}
