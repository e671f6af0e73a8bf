using BlazorErp.Domain.Banking.Formats;

namespace BlazorErp.Banking;

/// <summary>The naming of columns while it is being done: every column has one meaning or none.</summary>
public sealed class CsvDraftForm
{
    /// <summary>What a column may be, in the order of the list. The text may stand in several.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        nameof(CsvMapping.BookingDate), nameof(CsvMapping.ValueDate), nameof(CsvMapping.Amount), nameof(CsvMapping.Credit), nameof(CsvMapping.Debit), nameof(CsvMapping.Sign), nameof(CsvMapping.Currency), nameof(CsvMapping.Account),
        nameof(CsvMapping.CounterpartyName), nameof(CsvMapping.CounterpartyAccount), nameof(CsvMapping.Remittance), nameof(CsvMapping.StructuredReference), nameof(CsvMapping.BankReference),
    ];

    private readonly Dictionary<int, string> columns = [];

    /// <summary>Begins with a guess or with what was saved.</summary>
    public CsvDraftForm(CsvMapping mapping, IReadOnlyCollection<string> missing)
    {
        Base = mapping;
        (Account, Currency) = (mapping.FixedAccount, mapping.FixedCurrency);
        void Put(string field, int? column)
        {
            if (column is { } at && !missing.Contains(field))
            {
                columns[at] = field;
            }
        }

        Put(nameof(CsvMapping.BookingDate), mapping.BookingDate);
        Put(nameof(CsvMapping.ValueDate), mapping.ValueDate);
        Put(nameof(CsvMapping.Amount), mapping.Amount);
        Put(nameof(CsvMapping.Credit), mapping.Credit);
        Put(nameof(CsvMapping.Debit), mapping.Debit);
        Put(nameof(CsvMapping.Sign), mapping.Sign);
        Put(nameof(CsvMapping.Currency), mapping.Currency);
        Put(nameof(CsvMapping.Account), mapping.Account);
        Put(nameof(CsvMapping.CounterpartyName), mapping.CounterpartyName);
        Put(nameof(CsvMapping.CounterpartyAccount), mapping.CounterpartyAccount);
        Put(nameof(CsvMapping.StructuredReference), mapping.StructuredReference);
        Put(nameof(CsvMapping.BankReference), mapping.BankReference);
        foreach (var column in mapping.Remittance)
        {
            Put(nameof(CsvMapping.Remittance), column);
        }
    }

    /// <summary>Separator, encoding, formats.</summary>
    public CsvMapping Base { get; set; }

    /// <summary>Our account, where no column tells it.</summary>
    public string? Account { get; set; }

    /// <summary>Its currency.</summary>
    public string? Currency { get; set; }

    /// <summary>Meaning of a column.</summary>
    public string? Of(int column) => columns.GetValueOrDefault(column);

    /// <summary>Whether some column has a meaning.</summary>
    public bool Has(string field) => columns.ContainsValue(field);

    /// <summary>Gives a column a meaning; another column that had it loses it, save that of the text.</summary>
    public void Name(int column, string? field)
    {
        columns.Remove(column);
        if (string.IsNullOrEmpty(field) || !Fields.Contains(field))
        {
            return;
        }

        if (field != nameof(CsvMapping.Remittance) && columns.FirstOrDefault(c => c.Value == field) is { Value: not null } other)
        {
            columns.Remove(other.Key);
        }

        columns[column] = field;
    }

    /// <summary>The mapping as it stands in the form.</summary>
    public CsvMapping Plain()
    {
        int? At(string field) => columns.Where(c => c.Value == field).Select(c => (int?)c.Key).Min();
        return Base with
        {
            BookingDate = At(nameof(CsvMapping.BookingDate)) ?? -1, ValueDate = At(nameof(CsvMapping.ValueDate)), Amount = At(nameof(CsvMapping.Amount)), Credit = At(nameof(CsvMapping.Credit)), Debit = At(nameof(CsvMapping.Debit)),
            Sign = At(nameof(CsvMapping.Sign)), Currency = At(nameof(CsvMapping.Currency)), Account = At(nameof(CsvMapping.Account)), CounterpartyName = At(nameof(CsvMapping.CounterpartyName)),
            CounterpartyAccount = At(nameof(CsvMapping.CounterpartyAccount)), Remittance = [.. columns.Where(c => c.Value == nameof(CsvMapping.Remittance)).Select(c => c.Key).Order()],
            StructuredReference = At(nameof(CsvMapping.StructuredReference)), BankReference = At(nameof(CsvMapping.BankReference)),
            FixedAccount = Has(nameof(CsvMapping.Account)) ? null : Account, FixedCurrency = Has(nameof(CsvMapping.Currency)) ? null : Currency,
        };
    }
}
