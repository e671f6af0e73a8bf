using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Companies;

/// <summary>What can be set of a company. Country and currency are not among it: the books are kept in them.</summary>
/// <param name="Version">The version this was read at; a save on an older one is refused.</param>
public sealed record CompanySettings(
    string Code, string Country, string Currency, string Name, string? VatNumber, string? RegistrationNumber, string? Street, string? City, string? Postcode, string? Email,
    string? Phone, string TimeZone, string Language, ShortPolicy ShortPolicy, int PaymentTermDays, int Version);

/// <summary>A number series, and the number it gave last (of this year where it is yearly; 0 for none).</summary>
public sealed record SeriesRow(long Id, DocumentKind Kind, string Code, string Pattern, bool Yearly, bool IsDefault, int Last, int Version);

/// <summary>A new series.</summary>
public sealed record NewSeries(DocumentKind Kind, string Code, string Pattern, bool Yearly);

/// <summary>Settings of a company: its data and its number series.</summary>
public sealed class SettingsService(ErpDatabase database)
{
    private static readonly string[] Languages = ["en", "lv", "hu", "pl"];

    /// <summary>The actor's company.</summary>
    public async Task<Outcome<CompanySettings>> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var c = await db.Companies.SingleAsync(x => x.Id == actor.CompanyId, cancel);
        return new CompanySettings(
            c.Code, c.Country, c.Currency, c.Name, c.VatNumber, c.RegistrationNumber, c.Street, c.City, c.Postcode, c.Email, c.Phone, c.TimeZone, c.Language, c.ShortPolicy,
            c.PaymentTermDays, c.Version);
    }

    /// <summary>Saves what may be changed.</summary>
    public async Task<Outcome> SaveAsync(Actor actor, CompanySettings settings, Guid commandId, CancellationToken cancel)
    {
        if ((actor.Lacks(Permissions.SettingsWrite) ?? Check(settings)) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, new Command("company.save", commandId, settings), async (w, c) =>
        {
            var company = await w.Db.Companies.SingleAsync(x => x.Id == actor.CompanyId, c);
            if (company.Version != settings.Version)
            {
                return new Refusal("settings.changed_meanwhile");
            }

            (company.Name, company.VatNumber, company.RegistrationNumber) = (settings.Name.Trim(), Clean(settings.VatNumber), Clean(settings.RegistrationNumber));
            (company.Street, company.City, company.Postcode) = (Clean(settings.Street), Clean(settings.City), Clean(settings.Postcode));
            (company.Email, company.Phone, company.TimeZone, company.Language) = (Clean(settings.Email), Clean(settings.Phone), settings.TimeZone, settings.Language);
            (company.ShortPolicy, company.PaymentTermDays) = (settings.ShortPolicy, settings.PaymentTermDays);
            company.Version++;
            w.Audit("company.saved", "company", actor.CompanyId, company.Name);
            w.Changed(Topics.Settings, actor.CompanyId);
            w.Changed(Topics.People, Change.All); // the company's name is kept with people's rights
            return Outcome.Done;
        }, cancel);
    }

    /// <summary>Number series by kind.</summary>
    public async Task<Outcome<IReadOnlyList<SeriesRow>>> SeriesAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsRead) is { } no)
        {
            return no;
        }

        await using var db = database.Read(actor);
        var series = await db.NumberSeries.OrderBy(s => s.Kind).ThenBy(s => s.Code).Take(PageQuery.MaxTake).ToListAsync(cancel);
        var ids = series.ConvertAll(s => s.Id);
        // The highest year is the present one; a series that runs on has year 0 only.
        var counters = await db.NumberCounters.Where(c => ids.Contains(c.SeriesId)).ToListAsync(cancel);
        return series.ConvertAll(s => new SeriesRow(
            s.Id, s.Kind, s.Code, s.Pattern, s.Yearly, s.IsDefault, counters.Where(c => c.SeriesId == s.Id).OrderByDescending(c => c.Year).FirstOrDefault()?.Last ?? 0, s.Version));
    }

    /// <summary>Adds a series.</summary>
    public async Task<Outcome<long>> AddSeriesAsync(Actor actor, NewSeries request, Guid commandId, CancellationToken cancel)
    {
        var code = (request.Code ?? "").Trim().ToUpperInvariant();
        if ((actor.Lacks(Permissions.SettingsWrite) ?? CheckPattern(request.Pattern, request.Yearly)) is { } no)
        {
            return no;
        }

        if (code.Length is 0 or > 20 || !Enum.IsDefined(request.Kind))
        {
            return new Refusal("field.required", "code") { Field = "code" };
        }

        return await database.WriteAsync<long>(actor, new Command("series.add", commandId, request), async (w, c) =>
        {
            if (await w.Db.NumberSeries.AnyAsync(s => s.Code == code, c))
            {
                return new Refusal("series.code_taken", code) { Field = "code" };
            }

            var row = w.Add(new NumberSeries { Kind = request.Kind, Code = code, Pattern = request.Pattern, Yearly = request.Yearly });
            w.Audit("series.added", "series", row.Id, code, request.Pattern);
            w.Changed(Topics.Settings, row.Id);
            return row.Id;
        }, cancel);
    }

    /// <summary>Changes the pattern of a series; numbers already given stay as they are, the counter goes on.</summary>
    public Task<Outcome> SetPatternAsync(Actor actor, long id, int version, string pattern, Guid commandId, CancellationToken cancel) =>
        ChangeAsync(actor, id, version, new Command("series.pattern", commandId, new { id, version, pattern }), (_, row, _) =>
        {
            if (CheckPattern(pattern, row.Yearly) is { } bad)
            {
                return Task.FromResult<Outcome>(bad);
            }

            row.Pattern = pattern;
            return Task.FromResult(Outcome.Done);
        }, cancel);

    /// <summary>Makes a series the one its kind of document takes where nothing else is chosen.</summary>
    public Task<Outcome> MakeDefaultAsync(Actor actor, long id, int version, Guid commandId, CancellationToken cancel) =>
        ChangeAsync(actor, id, version, new Command("series.default", commandId, new { id, version }), async (w, row, c) =>
        {
            foreach (var other in await w.Db.NumberSeries.Where(s => s.Kind == row.Kind && s.IsDefault && s.Id != row.Id).ToListAsync(c))
            {
                other.IsDefault = false;
                other.Version++;
            }

            row.IsDefault = true;
            return Outcome.Done;
        }, cancel);

    private async Task<Outcome> ChangeAsync(Actor actor, long id, int version, Command command, Func<Write, NumberSeries, CancellationToken, Task<Outcome>> change, CancellationToken cancel)
    {
        if (actor.Lacks(Permissions.SettingsWrite) is { } no)
        {
            return no;
        }

        return await database.WriteAsync(actor, command, async (w, c) =>
        {
            if (await w.Db.NumberSeries.FirstOrDefaultAsync(s => s.Id == id, c) is not { } row)
            {
                return new Refusal("not_found");
            }

            if (row.Version != version)
            {
                return new Refusal("settings.changed_meanwhile");
            }

            if (await change(w, row, c) is { Refusal: { } refused })
            {
                return refused;
            }

            row.Version++;
            w.Audit("series.saved", "series", row.Id, row.Code, row.Pattern);
            w.Changed(Topics.Settings, row.Id);
            return Outcome.Done;
        }, cancel);
    }

    private static Refusal? CheckPattern(string? pattern, bool yearly) =>
        pattern is not null && Numbers.IsPattern(pattern, yearly) ? null : new Refusal("series.bad_pattern", pattern) { Field = "pattern" };

    private static Refusal? Check(CompanySettings s)
    {
        var texts = new (string Field, string? Text)[]
        {
            ("name", s.Name), ("vatNumber", s.VatNumber), ("registrationNumber", s.RegistrationNumber), ("street", s.Street), ("city", s.City), ("postcode", s.Postcode), ("email", s.Email), ("phone", s.Phone),
        };
        return string.IsNullOrWhiteSpace(s.Name) ? new Refusal("field.required", "name") { Field = "name" }
            : texts.FirstOrDefault(t => t.Text is { Length: > 200 }) is { Text: not null } tooLong ? new Refusal("field.too_long", tooLong.Field, 200) { Field = tooLong.Field }
            : Clean(s.Email) is { } email && MemberService.CheckEmail(email) is { } bad ? bad
            : !TimeZoneInfo.TryFindSystemTimeZoneById(s.TimeZone ?? "", out _) ? new Refusal("company.bad_zone", s.TimeZone) { Field = "timeZone" }
            : !Languages.Contains(s.Language) ? new Refusal("field.required", "language") { Field = "language" }
            : !Enum.IsDefined(s.ShortPolicy) ? new Refusal("field.required", "shortPolicy") { Field = "shortPolicy" }
            : s.PaymentTermDays is < 0 or > 365 ? new Refusal("company.bad_term") { Field = "paymentTermDays" }
            : null;
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
