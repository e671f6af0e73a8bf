using System.Globalization;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Data;
using BlazorErp.Tests.Banking.Formats;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Tests.Banking;

/// <summary>Every collected statement file, in at the product's own door, one after the other into one company; twice.</summary>
public sealed class CamtThroughTheDoorTests
{
    public static TheoryData<DatabaseProvider> Engines => TestDatabase.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task Every_sample_goes_in_and_a_second_time_adds_nothing(DatabaseProvider engine)
    {
        if (SampleFiles.Folder is null)
        {
            return;
        }

        await using var bank = await BankGround.CreateAsync(engine);
        var lines = 0;
        var known = 0;
        foreach (var row in CamtSampleTests.Expected)
        {
            var (name, statements) = ((string)row[0], (string[])row[2]);
            var result = (await bank.TryAsync(SampleFiles.Read("camt053/" + name), new(CreateAccounts: true), name)).Value;

            result.Statements.Count.ShouldBe(statements.Length, name);
            foreach (var (got, expected) in result.Statements.Zip(statements.Select(s => s.Split('|'))))
            {
                (got.Account, got.Currency).ShouldBe((expected[0], expected[1]), name);
                if (name.Contains("camt052", StringComparison.Ordinal))
                {
                    got.Refusal!.Code.ShouldBe("bank.not_final");
                    continue;
                }

                got.Refusal.ShouldBeNull(name);
                (got.New + got.Known).ShouldBe(int.Parse(expected[2], CultureInfo.InvariantCulture), name);
                (Text(got.Opening), Text(got.Closing), Text(got.Difference)).ShouldBe((expected[3], expected[4], expected[5]), name);
                result.Warnings.Any(w => w.Code == "bank.balance_difference" && (string)w.Args[0]! == got.Account).ShouldBe(expected[5] is not ("0" or "-"), name);
                lines += got.New;
                known += got.Known;
            }
        }

        await using var db = bank.Read();
        (await db.BankLines.CountAsync()).ShouldBe(lines);
        (await db.BankFiles.CountAsync()).ShouldBe(21);
        (await db.BankFiles.SingleAsync(f => f.State == BankFileState.Refused)).FileName.ShouldBe("Account1.camt052.xml");

        // Three of genkgo's files tell the same payment of the same account.
        known.ShouldBeLessThan(5);
        foreach (var row in CamtSampleTests.Expected)
        {
            (await bank.TryAsync(SampleFiles.Read("camt053/" + (string)row[0]), new(CreateAccounts: true))).Value.NewLines.ShouldBe(0);
        }

        (await db.BankLines.CountAsync()).ShouldBe(lines);
    }

    private static string Text(decimal? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "-";
}
