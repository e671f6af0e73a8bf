using BlazorErp.Domain.Banking.Payments;

namespace BlazorErp.Channels.PayPal;

/// <summary>PayPal's event codes (T-codes). The group, the first two digits, is enough but for the reversals, where the code decides.</summary>
internal static class PayPalCodes
{
    /// <summary>Class of a code; unknown ones are <see cref="ProviderEvent.Other"/>.</summary>
    public static ProviderEvent Classify(string code)
    {
        if (!IsCode(code))
        {
            return ProviderEvent.Other;
        }

        return code switch
        {
            // Single codes that differ from their group.
            "T1105" or "T1111" => ProviderEvent.Release,
            "T1107" or "T1115" => ProviderEvent.Refund,
            "T1108" or "T1109" => ProviderEvent.Fee,
            "T1110" => ProviderEvent.Hold,
            "T1201" or "T1202" => ProviderEvent.Reversal,
            "T2102" or "T2104" or "T2106" or "T2108" => ProviderEvent.Release,
            _ => code.AsSpan(1, 2) switch
            {
                "00" => ProviderEvent.Payment,
                "01" => ProviderEvent.Fee,
                "02" => ProviderEvent.CurrencyConversion,
                "03" or "04" => ProviderEvent.Transfer,
                "11" => ProviderEvent.Reversal,
                "15" or "21" => ProviderEvent.Hold,
                _ => ProviderEvent.Other,
            },
        };
    }

    /// <summary>Authorisations (T13) show an amount and move nothing.</summary>
    public static bool MovesMoney(string code) => !code.StartsWith("T13", StringComparison.Ordinal);

    /// <summary>T and four digits.</summary>
    public static bool IsCode(string code) => code.Length == 5 && code[0] == 'T' && code.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
