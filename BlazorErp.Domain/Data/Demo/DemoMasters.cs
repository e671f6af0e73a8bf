using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Partners;

namespace BlazorErp.Domain.Data.Demo;

/// <summary>Items and partners of a demo company.</summary>
internal static class DemoMasters
{
    public static void Make(DemoBook book, DemoCompany plan, DemoSize size)
    {
        Items(book, plan, (int)(size.Items * plan.Share));
        Partners(book, plan, (int)(size.Partners * plan.Share));
    }

    private static void Items(DemoBook book, DemoCompany plan, int count)
    {
        var vat = book.Company.VatRates.Values.Single(v => v.IsDefault).Id;
        var hungarian = plan.Founding.Country == "HU";
        var services = new[] { ("SRV-SHIP", hungarian ? "Szállítás" : "Piegāde", 6.50m), ("SRV-FIT", hungarian ? "Beszerelés" : "Montāža", 28m) };
        foreach (var (code, name, price) in services)
        {
            Add(code, name, "pcs", ItemKind.Service, price, null, "");
        }

        for (var n = services.Length; n < count; n++)
        {
            var family = DemoNames.Families[n % DemoNames.Families.Length];
            var place = n / DemoNames.Families.Length;
            var code = $"{family.Code}-{(char)('A' + (place % 26))}{100 + (place * 7)}";
            var price = family.Price * (1m + (place % 37 * 0.06m));
            Add(code, $"{(hungarian ? family.Hungarian : family.Latvian)} {code[4..]}", family.Unit, ItemKind.Stocked, price, n % 6 == 0 ? 5m * ((n % 4) + 1) : null, DemoNumbers.Ean(hungarian ? "599" : "475", n));
        }

        void Add(string code, string name, string unit, ItemKind kind, decimal price, decimal? alarm, string barcode)
        {
            var item = book.New(new Item
            {
                Code = code, CodeKey = ItemRules.Key(code), Name = name, Unit = unit, Kind = kind, SalesPrice = Math.Max(plan.PriceStep, Math.Round(price * plan.PriceFactor / plan.PriceStep) * plan.PriceStep),
                VatRateId = vat, AlarmLevel = alarm, SearchText = ItemRules.Search(code, name, barcode.Length > 0 ? [barcode] : []), Version = 1,
            });
            book.Items.Add(item);
            if (barcode.Length > 0)
            {
                book.Barcodes.Add(book.New(new ItemBarcode { ItemId = item.Id, Barcode = barcode }));
            }
        }
    }

    private static void Partners(DemoBook book, DemoCompany plan, int count)
    {
        var made = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var n = 0; n < count; n++)
        {
            var draw = book.Random.NextDouble();
            var country = plan.Countries[^1].Country;
            foreach (var (code, share) in plan.Countries)
            {
                if ((draw -= share) < 0)
                {
                    country = code;
                    break;
                }
            }

            var number = made[country] = made.GetValueOrDefault(country) + 1;
            var (name, city, postcode, street) = DemoNames.Company(country, number - 1, book.Random);
            var vat = DemoNumbers.Vat(country, book.Random);
            var partner = book.New(new Partner
            {
                Code = $"P{n + 1:0000}", CodeKey = $"P{n + 1:0000}", Name = name, LegalName = name, VatNumber = vat, RegistrationNumber = country == "LV" ? vat[2..] : null, Country = country, City = city,
                Street = street, Postcode = postcode, Email = $"info{n + 1}@partner.example", Phone = null, Language = country.ToLowerInvariant(), PaymentTermDays = (n % 4) switch { 0 => 7, 1 => 14, 2 => 30, _ => null },
                IsCustomer = n % 12 != 11, IsSupplier = n % 12 >= 10, IsBlocked = n % 97 == 96, Version = 1,
            });
            partner.SearchText = PartnerRules.Search(partner);
            book.Partners.Add(partner);
            book.PartnerAccounts.Add(book.New(new PartnerBankAccount { PartnerId = partner.Id, Iban = DemoNumbers.Iban(country, book.Random) }));
        }
    }
}
