using System.Globalization;
using System.Text.RegularExpressions;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlazorErp.Domain.Data;

/// <summary>A number taken from a series.</summary>
public sealed record TakenNumber(string Text, long SeriesId, int Year, int Number);

/// <summary>A number that is wanted: of a series, for a document's date; where dates follow, one before the last document's is refused.</summary>
public readonly record struct NumberWish(NumberSeries Series, DateOnly Date, bool DatesFollow)
{
    /// <summary>Year of the counter, 0 for a series that runs on.</summary>
    public int Year => Series.Yearly ? Date.Year : 0;
}

/// <summary>
/// Gives numbers, gap-free: one counter row is raised inside the posting transaction, as late as possible, so that an aborted posting takes
/// none and the row is locked for a moment only.
/// </summary>
public static partial class Numbers
{
    private const string Set = "update number_counter set last = last + 1, last_date = case when last_date < @d then @d else last_date end";
    private const string Where = "where company_id = @c and series_id = @s and year = @y";
    private const string NotBefore = " and last_date <= @d";

    /// <summary>Takes the next number.</summary>
    /// <param name="db">Context inside the unit of work.</param>
    /// <param name="series">Series.</param>
    /// <param name="date">Date of the document; its year chooses the counter of a yearly series.</param>
    /// <param name="datesFollow">Whether a date before the last document's is refused (invoices).</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<Outcome<TakenNumber>> TakeAsync(ErpDbContext db, NumberSeries series, DateOnly date, bool datesFollow, CancellationToken cancel) =>
        await TakeAsync(db, [new NumberWish(series, date, datesFollow)], cancel) is var taken && taken.Ok ? taken.Value[0] : taken.Refusal!;

    /// <summary>Takes the next number of several series, in the order given, in one round trip where the driver has batches.</summary>
    public static async Task<Outcome<IReadOnlyList<TakenNumber>>> TakeAsync(ErpDbContext db, IReadOnlyList<NumberWish> wishes, CancellationToken cancel)
    {
        var raised = await RaiseAsync(db, wishes, cancel);
        var taken = new List<TakenNumber>(wishes.Count);
        for (var n = 0; n < wishes.Count; n++)
        {
            var number = raised[n] is { } next ? next : await FirstAsync(db, wishes[n], cancel);
            if (!number.Ok)
            {
                return number.Refusal!;
            }

            taken.Add(new TakenNumber(Format(wishes[n].Series.Pattern, wishes[n].Date, number.Value), wishes[n].Series.Id, wishes[n].Year, number.Value));
        }

        return taken;
    }

    /// <summary>Where the counter could not be raised: it is not there yet, or the date is behind.</summary>
    private static async Task<Outcome<int>> FirstAsync(ErpDbContext db, NumberWish wish, CancellationToken cancel)
    {
        while (await db.NumberCounters.AsNoTracking().FirstOrDefaultAsync(c => c.SeriesId == wish.Series.Id && c.Year == wish.Year, cancel) is { } counter)
        {
            if (wish.DatesFollow && wish.Date < counter.LastDate)
            {
                return new Refusal("number.date_before_last", wish.Date, counter.LastDate, wish.Series.Code) { Field = "date" };
            }

            // The date is not behind: the counter was made by another unit between the two statements, it can be raised now.
            if ((await RaiseAsync(db, [wish], cancel))[0] is { } next)
            {
                return next;
            }
        }

        // First number of the series or year. Another unit may be making the same row: its key is unique, and this unit runs again.
        await Bulk.InsertAsync(db, [new NumberCounter { CompanyId = db.CompanyId, SeriesId = wish.Series.Id, Year = wish.Year, Last = 1, LastDate = wish.Date }], cancel);
        return 1;
    }

    private static async Task<List<int?>> RaiseAsync(ErpDbContext db, IReadOnlyList<NumberWish> wishes, CancellationToken cancel)
    {
        var result = new List<int?>(wishes.Count);
        var connection = db.Database.GetDbConnection();
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Numbers are given only inside a unit of work");
        if (connection is NpgsqlConnection npgsql)
        {
            await using var batch = new NpgsqlBatch(npgsql, (NpgsqlTransaction)transaction);
            foreach (var wish in wishes)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(wish.DatesFollow ? FollowingNumbered : Numbered)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<int> { TypedValue = db.CompanyId }, new NpgsqlParameter<long> { TypedValue = wish.Series.Id }, new NpgsqlParameter<int> { TypedValue = wish.Year },
                        new NpgsqlParameter<DateOnly> { TypedValue = wish.Date },
                    },
                });
            }

            await using var reader = await batch.ExecuteReaderAsync(cancel);
            do
            {
                result.Add(await reader.ReadAsync(cancel) ? reader.GetInt32(0) : null);
            }
            while (await reader.NextResultAsync(cancel));
            return result;
        }

        foreach (var wish in wishes)
        {
            var where = wish.DatesFollow ? Where + NotBefore : Where;
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = db.Provider == DatabaseProvider.SqlServer ? $"{Set} output inserted.last {where}" : $"{Set} {where} returning last";
            foreach (var (name, value) in new (string, object)[] { ("@c", db.CompanyId), ("@s", wish.Series.Id), ("@y", wish.Year), ("@d", Dialect.Day(db, wish.Date)) })
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value;
                command.Parameters.Add(parameter);
            }

            result.Add(await command.ExecuteScalarAsync(cancel) is { } last ? Convert.ToInt32(last, CultureInfo.InvariantCulture) : null);
        }

        return result;
    }

    // Numbered parameters spare PostgreSQL's driver the reading of the statement.
    private static readonly string Numbered = Positional($"{Set} {Where} returning last");
    private static readonly string FollowingNumbered = Positional($"{Set} {Where}{NotBefore} returning last");

    private static string Positional(string sql) =>
        sql.Replace("@c", "$1", StringComparison.Ordinal).Replace("@s", "$2", StringComparison.Ordinal).Replace("@y", "$3", StringComparison.Ordinal).Replace("@d", "$4", StringComparison.Ordinal);

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
