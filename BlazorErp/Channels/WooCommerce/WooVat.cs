namespace BlazorErp.Channels.WooCommerce;

/// <summary>The VAT rate of a line: stated by the order where it is, told from the amounts where they leave one answer, else unknown.</summary>
internal sealed class WooVat
{
    private readonly Dictionary<long, decimal> stated = [];
    private readonly IReadOnlyList<decimal> known;

    public WooVat(WooNode order, IReadOnlyList<decimal> known)
    {
        this.known = known;
        foreach (var line in order.Items("tax_lines"))
        {
            var rate = line.Amount("rate_percent", orNumber: true);
            if (rate is < 0m or > 100m)
            {
                line.Reading.Refuse(line.Path("rate_percent"), "shop.vat_invalid", rate);
            }
            else if (line.Id("rate_id") is { } id && rate is { } percent)
            {
                stated[id] = percent;
            }
        }
    }

    /// <summary>
    /// Percent of a line, or null. A stated rate holds only when the amounts agree with it within the rounding; an order that
    /// says 21 % and charges nothing is a question for a person.
    /// </summary>
    /// <param name="unit">Smallest amount the shop prints: each amount may be off by half of it.</param>
    public decimal? PercentOf(WooNode line, decimal net, decimal vat, decimal subtotalNet, decimal unit)
    {
        if (Stated(line) is { } percent && Math.Abs(net * percent / 100m - vat) <= 2m * unit)
        {
            return percent;
        }

        if (net != 0m || vat != 0m)
        {
            return Snapped(net, vat, unit);
        }

        // A line discounted to nothing still shows its rate in what it cost before.
        return subtotalNet == 0m ? null : Snapped(subtotalNet, line.Amount("subtotal_tax") ?? 0m, unit);
    }

    private decimal? Stated(WooNode line)
    {
        decimal? found = null;
        foreach (var tax in line.Items("taxes"))
        {
            // Every rate of the order stands in every line; an empty total means that this one does not apply here.
            if (tax.Amount("total") is null || tax.Id("id") is not { } id || !stated.TryGetValue(id, out var percent))
            {
                continue;
            }

            if (found is not null && found != percent)
            {
                return null;
            }

            found = percent;
        }

        return found;
    }

    private decimal? Snapped(decimal net, decimal vat, decimal unit)
    {
        decimal? found = null;
        foreach (var rate in known)
        {
            if (Math.Abs(net * rate / 100m - vat) <= unit)
            {
                if (found is not null)
                {
                    return null;
                }

                found = rate;
            }
        }

        return found;
    }
}
