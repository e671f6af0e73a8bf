using System.Globalization;
using System.Text.RegularExpressions;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorErp.Domain.Data;

/// <summary>A number taken from a series.</summary>
public sealed record TakenNumber(string Text, long SeriesId, int Year, int Number);

/// <summary>
/// Gives numbers, gap-free: one counter row is raised inside the posting transaction, as late as possible, so that an aborted posting takes
/// none and the row is locked for a moment only.
/// </summary>
public static partial class Numbers
{
    /// <summary>Takes the next number.</summary>
    /// <param name="db">Context inside the unit of work.</param>
    /// <param name="series">Series.</param>
    /// <param name="date">Date of the document; its year chooses the counter of a yearly series.</param>
    /// <param name="datesFollow">Whether a date before the last document's is refused (invoices).</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<Outcome<TakenNumber>> TakeAsync(ErpDbContext db, NumberSeries series, DateOnly date, bool datesFollow, CancellationToken cancel)
    {
        var year = series.Yearly ? date.Year : 0;
        while (true)
        {
            if (await RaiseAsync(db, series.Id, year, date, datesFollow, cancel) is { } next)
            {
                return new TakenNumber(Format(series.Pattern, date, next), series.Id, year, next);
            }

            var counter = await db.NumberCounters.AsNoTracking().FirstOrDefaultAsync(c => c.SeriesId == series.Id && c.Year == year, cancel);
            if (counter is null)
            {
                break;
            }

            // Where the date is not behind, the counter was made by another unit between the two statements: it can be raised now.
            if (datesFollow && date < counter.LastDate)
            {
                return new Refusal("number.date_before_last", date, counter.LastDate, series.Code) { Field = "date" };
            }
        }

        // First number of the series or year. Another unit may be making the same row: its key is unique, and this unit runs again.
        await Bulk.InsertAsync(db, [new NumberCounter { CompanyId = db.CompanyId, SeriesId = series.Id, Year = year, Last = 1, LastDate = date }], cancel);
        return new TakenNumber(Format(series.Pattern, date, 1), series.Id, year, 1);
    }

    private static async Task<int?> RaiseAsync(ErpDbContext db, long seriesId, int year, DateOnly date, bool datesFollow, CancellationToken cancel)
    {
        const string Set = "update number_counter set last = last + 1, last_date = case when last_date < @d then @d else last_date end";
        var where = "where company_id = @c and series_id = @s and year = @y" + (datesFollow ? " and last_date <= @d" : "");
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Numbers are given only inside a unit of work");
        command.CommandText = db.Provider == DatabaseProvider.SqlServer ? $"{Set} output inserted.last {where}" : $"{Set} {where} returning last";
        foreach (var (name, value) in new (string, object)[] { ("@c", db.CompanyId), ("@s", seriesId), ("@y", year), ("@d", Dialect.Day(db, date)) })
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteScalarAsync(cancel) is { } last ? Convert.ToInt32(last, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>"INV-{yyyy}-{0000}", 2026-11-21, 917 is "INV-2026-0917".</summary>
    public static string Format(string pattern, DateOnly date, int number) =>
        Digits().Replace(
            pattern.Replace("{yyyy}", date.Year.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{yy}", (date.Year % 100).ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal),
            m => number.ToString(m.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Whether a pattern has a counter and nothing unknown in braces, and the year where it starts anew each year.</summary>
    public static bool IsPattern(string pattern, bool yearly) =>
        pattern.Length is > 0 and <= 40 && Digits().Count(pattern) == 1 && (!yearly || pattern.Contains("{yy", StringComparison.Ordinal))
        && Digits().Replace(pattern, "").Replace("{yyyy}", "", StringComparison.Ordinal).Replace("{yy}", "", StringComparison.Ordinal).IndexOfAny(['{', '}']) < 0;

    [GeneratedRegex(@"\{(0{1,9})\}", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();
}
