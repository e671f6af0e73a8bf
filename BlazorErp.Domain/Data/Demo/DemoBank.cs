using System.Security.Cryptography;
using System.Text;
using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>The company's bank: customers pay sooner or later, the company pays rent, fees and suppliers, a statement comes every working day.</summary>
internal sealed class DemoBank
{
    private readonly DemoBook book;
    private readonly DemoCompany plan;
    private readonly BankAccount account;
    private readonly Dictionary<long, Partner> partners;
    private readonly Dictionary<long, string> ibans;
    private readonly Dictionary<DateOnly, List<(OpenItem Item, string Order, decimal Share)>> due = [];
    private int scheduled;
    private decimal balance;

    public DemoBank(DemoBook book, DemoCompany plan)
    {
        this.book = book;
        this.plan = plan;
        balance = plan.OpeningBalance;
        partners = book.Partners.ToDictionary(p => p.Id);
        ibans = book.PartnerAccounts.ToDictionary(a => a.PartnerId, a => a.Iban);
        account = book.New(new BankAccount { Name = plan.BankName, Iban = DemoNumbers.Iban(plan.Founding.Country, book.Random), Currency = book.Currency.Code, AccountId = book.Account(AccountRole.Bank), Version = 1 });
        book.BankAccounts.Add(account);
    }

    private sealed record Payment(decimal Amount, string Party, string? Iban, string Text, OpenItem? Item, AccountRole Role, string? Reference);

    /// <summary>One day: what was posted is scheduled, what is due is paid, and the statement of the day is booked (or, near today, left to be matched).</summary>
    public void Day(DateOnly day, IReadOnlyList<(OpenItem Item, string Order)> posted, bool book1)
    {
        for (; scheduled < posted.Count; scheduled++)
        {
            Schedule(posted[scheduled].Item, posted[scheduled].Order);
        }

        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            Put(day.AddDays(1), due.GetValueOrDefault(day) ?? []);
            return;
        }

        var payments = Payments(day);
        if (payments.Count > 0)
        {
            Statement(day, payments, book1);
        }
    }

    private void Put(DateOnly day, List<(OpenItem, string, decimal)> payments)
    {
        if (!due.TryGetValue(day, out var there))
        {
            due[day] = there = [];
        }

        there.AddRange(payments);
    }

    private void Schedule(OpenItem item, string order)
    {
        // every customer has a way of paying: early, on the day, late, and a few only when they are asked
        var manner = (partners[item.PartnerId].CodeKey[^1] - '0') switch { < 3 => -2, < 6 => 0, < 8 => 4, _ => 12 };
        var draw = book.Random.Next(100);
        if (draw >= 97)
        {
            return;
        }

        var on = item.DueDate.AddDays(manner + book.Random.Next(3));
        on = on <= item.Date ? item.Date.AddDays(1) : on;
        if (draw >= 94 && item.Amount > 10m)
        {
            Put(on, [(item, order, 0.5m)]);
            Put(on.AddDays(11), [(item, order, 1m)]);
        }
        else
        {
            Put(on, [(item, order, 1m)]);
        }
    }

    private List<Payment> Payments(DateOnly day)
    {
        var payments = new List<Payment>();
        var taken = new Dictionary<long, decimal>();
        foreach (var (item, order, share) in due.GetValueOrDefault(day) ?? [])
        {
            var open = item.Open - taken.GetValueOrDefault(item.Id);
            var amount = share == 1m ? open : book.Currency.Round(open * share);
            if (amount > 0m)
            {
                taken[item.Id] = taken.GetValueOrDefault(item.Id) + amount;
                var partner = partners[item.PartnerId];
                var reference = item.References.Split('\n')[0];
                var text = DemoNames.Remittance(partner.Country!, item.DocumentNumber, reference, order, book.Random);
                payments.Add(new Payment(amount, partner.Name, ibans.GetValueOrDefault(partner.Id), text, item, AccountRole.Receivable, text == reference ? reference : null));
            }
        }

        if (day.Day == 3)
        {
            payments.Add(new Payment(-book.Currency.Round(12.5m * plan.PriceFactor), plan.BankName, null, "Komisija", null, AccountRole.BankFees, null));
        }

        if (day.Day is 5 or 20)
        {
            payments.Add(new Payment(-book.Currency.Round(1_450m * plan.PriceFactor), "Nekustamie īpašumi", DemoNumbers.Iban(plan.Founding.Country, book.Random), "Noma", null, AccountRole.OtherExpense, null));
        }

        if (day.DayOfWeek == DayOfWeek.Friday && balance > plan.OpeningBalance)
        {
            // suppliers get what is over; their invoices come with a later room
            payments.Add(new Payment(-book.Currency.Round((balance - plan.OpeningBalance) * 0.8m), "Detaļu noliktava", DemoNumbers.Iban("PL", book.Random), "Faktury", null, AccountRole.ReceivedNotInvoiced, null));
        }

        return payments;
    }

    private void Statement(DateOnly day, List<Payment> payments, bool booked)
    {
        var at = book.At(day, 18.25);
        var name = $"{plan.BankName.ToLowerInvariant()}-{day:yyyyMMdd}.xml";
        var file = book.New(new BankFile { FileName = name, ContentHash = Hash($"{account.Id}/{name}"), Source = "demo", State = BankFileState.Imported, Format = "camt.053", NewLines = payments.Count, At = at, ActorName = "Ilze Kalniņa" });
        var sum = payments.Sum(p => p.Amount);
        var statement = book.New(new BankStatement
        {
            BankAccountId = account.Id, FileId = file.Id, StatementId = $"{day:yyyyMMdd}", From = day, To = day, Opening = balance, Closing = balance + sum, LineSum = sum, Difference = 0m, Gap = book.Statements.Count == 0 ? null : 0m,
        });
        balance += sum;
        book.BankFiles.Add(file);
        book.Statements.Add(statement);
        book.Say(at, "Ilze Kalniņa", "bank.imported", "bank-file", file.Id, name, payments.Count, 0);
        MatchRun? run = null;
        if (booked)
        {
            run = book.New(new MatchRun { At = at, Cause = "import", ActorName = "Ilze Kalniņa", FileId = file.Id, Looked = payments.Count, Booked = payments.Count });
            book.Runs.Add(run);
        }

        foreach (var payment in payments)
        {
            Line(day, at, statement, run, payment);
        }
    }

    private void Line(DateOnly day, DateTimeOffset at, BankStatement statement, MatchRun? run, Payment payment)
    {
        var line = book.New(new BankLine
        {
            BankAccountId = account.Id, StatementId = statement.Id, Date = day, Amount = payment.Amount, Currency = account.Currency, CounterpartyName = payment.Party, CounterpartyIban = payment.Iban, Remittance = payment.Text,
            References = payment.Reference ?? "", ContentHash = "", Occurrence = 1, SearchText = SearchText.FoldAll(1200, payment.Party, payment.Text, payment.Iban), Version = 1,
        });
        line.ContentHash = Hash(line.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        line.BankReference = line.ContentHash[..12].ToUpperInvariant();
        book.BankLines.Add(line);
        if (run is null)
        {
            return;
        }

        (line.State, line.RunId, line.PartnerId, line.Summary) = (BankLineState.Booked, run.Id, payment.Item?.PartnerId, payment.Item?.DocumentNumber ?? "");
        var target = payment.Item is null ? book.Account(payment.Role) : book.Account(AccountRole.Receivable);
        var entry = book.Post(day, at, "bank-line", line.Id, $"post:{run.Id}", line.Summary.Length > 0 ? line.Summary : payment.Text,
            [Posting.Base(account.AccountId, payment.Amount, account.Currency), Posting.Base(target, -payment.Amount, account.Currency, payment.Item?.PartnerId)])!;
        book.Allocations.Add(book.New(new Banking.Allocation
        {
            BankLineId = line.Id, RunId = run.Id, OpenItemId = payment.Item?.Id, AccountId = payment.Item is null ? target : null, Amount = payment.Amount, EntryId = entry.Id, At = at,
        }));
        if (payment.Item is { } item)
        {
            item.Open -= payment.Amount;
            item.OpenBase -= payment.Amount;
            if (book.PartnerAccounts.Find(a => a.PartnerId == item.PartnerId) is { } payer)
            {
                payer.Payments++;
            }
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
