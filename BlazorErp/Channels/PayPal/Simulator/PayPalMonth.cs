using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>What somebody owes and may pay by PayPal.</summary>
/// <param name="Reference">What the shop or the invoice tells PayPal: "WC-1042", "INV-2026-7".</param>
/// <param name="Open">Amount.</param>
/// <param name="Day">When it was invoiced.</param>
/// <param name="Name">Customer.</param>
/// <param name="Email">His address.</param>
/// <param name="PartnerId">Who; makes his PayPal account.</param>
public sealed record PayPalDebt(string Reference, Money Open, DateOnly Day, string Name, string? Email, long PartnerId);

/// <summary>A month of trade in a simulated account: sales with fees, refunds, a chargeback, holds, an exchange, withdrawals.</summary>
public static class PayPalMonth
{
    /// <summary>Days of it.</summary>
    public const int Days = 30;

    /// <summary>Fills an account with it, up to now. The same seed makes the same.</summary>
    /// <param name="account">An account without rows.</param>
    /// <param name="debts">What customers owe; each is paid once at most.</param>
    /// <param name="currency">Currency of the trade.</param>
    /// <param name="now">UTC.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>The last withdrawal, so that a bank can tell its other side; null where there was nothing to withdraw.</returns>
    public static SimulatedPayPalRow? Fill(PayPalSimulator account, IReadOnlyList<PayPalDebt> debts, Currency currency, DateTimeOffset now, int seed)
    {
        var random = new Random(seed);
        var sales = new List<SimulatedPayPalRow>();
        SimulatedPayPalRow? withdrawal = null;
        var queue = new Queue<PayPalDebt>(debts);
        for (var day = Days; day >= 1; day--)
        {
            for (var n = random.Next(1, 4); n > 0 && queue.TryDequeue(out var debt); n--)
            {
                // Nobody pays an invoice before it was made.
                var noon = now.Date.AddDays(-day).AddHours(7 + random.Next(12)).AddMinutes(random.Next(60));
                var at = new DateTimeOffset(DateTime.SpecifyKind(noon, DateTimeKind.Utc));
                var made = new DateTimeOffset(debt.Day.ToDateTime(new TimeOnly(9, 30)), TimeSpan.Zero);
                sales.Add(Backdated(account, Sale(account, debt), at > made ? at : made.AddHours(random.Next(1, 5)) is var later && later < now ? later : now.AddHours(-1)));
            }

            if (day == 21 && sales.Count > 2)
            {
                Backdated(account, account.Refund(sales[1], currency.Round(sales[1].Gross.Amount / 4m) is var part ? new Money(part, currency) : default), At(now, day, 10));
            }

            if (day == 17 && sales.Count > 3)
            {
                var hold = Backdated(account, account.Hold(sales[^1], sales[^1].Gross), At(now, day, 11));
                Backdated(account, account.Release(hold), At(now, day - 4, 9));
            }

            if (day is 14 or 3 && sales.Count > 0)
            {
                withdrawal = Backdated(account, account.Withdraw(Share(account, currency, 0.6m)), At(now, day, 8));
            }

            if (day == 9 && sales.Count > 5)
            {
                var from = Share(account, currency, 0.1m);
                var to = new Money(Currency.Of("USD").Round(from.Amount / PerDollar(currency)), Currency.Of("USD"));
                var (gave, received) = account.Convert(from, to);
                Backdated(account, gave, At(now, day, 12));
                Backdated(account, received, At(now, day, 12));
            }

            if (day == 6 && sales.Count > 6)
            {
                Backdated(account, account.Chargeback(sales[3]), At(now, day, 13));
                Backdated(account, account.Refund(sales[4], sales[4].Gross), At(now, day, 14));
            }

            if (day == 2 && sales.Count > 7)
            {
                Backdated(account, account.Hold(sales[^1], sales[^1].Gross), At(now, day, 15));
            }
        }

        return withdrawal;
    }

    /// <summary>A customer pays.</summary>
    public static SimulatedPayPalRow Sale(PayPalSimulator account, PayPalDebt debt)
    {
        var row = account.Sell(debt.Open, debt.Reference, debt.Email) with { PayerName = debt.Name, PayerAccount = $"SIM{debt.PartnerId % 10_000_000_000:D10}" };
        account.Put(row);
        return row;
    }

    /// <summary>Units of a currency for a dollar, as the demo's books have it.</summary>
    private static decimal PerDollar(Currency currency) => currency.Code switch { "HUF" => 358.8m, "PLN" => 3.91m, _ => 0.92m };

    private static Money Share(PayPalSimulator account, Currency currency, decimal share) =>
        new(Math.Max(1m, Math.Floor(account.Rows.Where(r => r.Gross.Currency == currency).Sum(r => r.Gross.Amount + (r.Fee?.Amount ?? 0m)) * share)), currency);

    private static DateTimeOffset At(DateTimeOffset now, int day, int hour) => new(DateTime.SpecifyKind(now.Date.AddDays(-day).AddHours(hour), DateTimeKind.Utc));

    private static SimulatedPayPalRow Backdated(PayPalSimulator account, SimulatedPayPalRow row, DateTimeOffset at)
    {
        var moved = row with { At = at, UpdatedAt = at };
        account.Put(moved);
        return moved;
    }
}
