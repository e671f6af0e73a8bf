using System.Globalization;
using System.Text.Json;
using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce.Simulator;

/// <summary>An order living in the simulated shop: made once, then changed in status; written as WooCommerce writes it.</summary>
internal sealed class SimulatedOrder
{
    private readonly record struct Line(long Id, SimulatedProduct? Product, string Name, decimal Quantity, decimal SubtotalNet, decimal Net, decimal VatPercent, Currency Currency)
    {
        public decimal Vat => Currency.Round(Net * VatPercent / 100m);

        public decimal SubtotalVat => Currency.Round(SubtotalNet * VatPercent / 100m);
    }

    private readonly List<Line> items = [];
    private readonly List<Line> shipping = [];
    private readonly List<Line> fees = [];
    private readonly SimulatedCustomer customer;
    private readonly Currency currency;
    private readonly long customerId;
    private readonly string? coupon;
    private readonly bool taxIncluded;
    private readonly DateTimeOffset placed;
    private DateTimeOffset modified;
    private DateTimeOffset? paid;
    private string status;

    public SimulatedOrder(ShopSettings shop, long id, DateTimeOffset placed, Random random)
    {
        Id = id;
        Number = shop.NumberPrefix + id.ToString(CultureInfo.InvariantCulture);
        this.placed = placed;
        modified = placed;
        currency = Currency.Of(shop.Currency);
        var who = random.Next(shop.Customers.Count);
        customer = shop.Customers[who];
        customerId = customer.Email is not null && random.Next(3) > 0 ? who + 1 : 0;
        coupon = random.Next(4) == 0 ? "SPRING10" : null;
        taxIncluded = random.Next(2) == 0;
        status = random.Next(3) switch { 0 => "on-hold", 1 => "pending", _ => "processing" };
        paid = status == "processing" ? placed : null;
        Fill(shop.Products, random);
    }

    public long Id { get; }

    public string Number { get; }

    private IEnumerable<Line> AllLines => [.. items, .. shipping, .. fees];

    /// <summary>Moves on to a status; the version grows by whole seconds, finer ones WooCommerce does not write.</summary>
    public void Become(string next, DateTimeOffset at)
    {
        modified = at > modified ? at : modified.AddSeconds(1);
        status = next;
        if (next is "processing" or "completed")
        {
            paid ??= modified;
        }
    }

    /// <summary>Statuses a shop would give it next.</summary>
    public IReadOnlyList<string> Next => status switch
    {
        "pending" or "on-hold" => ["processing", "cancelled"],
        "processing" => ["completed", "completed", "cancelled"],
        _ => [],
    };

    public DateTimeOffset Modified => modified;

    public ShopState State(bool deleted) => new(
        Id,
        Number,
        status switch
        {
            "pending" => ShopOrderStatus.Pending,
            "on-hold" => ShopOrderStatus.OnHold,
            "processing" => ShopOrderStatus.Paid,
            "completed" => ShopOrderStatus.Completed,
            _ => ShopOrderStatus.Cancelled,
        },
        modified,
        AllLines.Sum(l => l.Net + l.Vat),
        AllLines.Sum(l => l.Vat),
        items.GroupBy(l => l.Product!.Sku).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity), StringComparer.Ordinal),
        deleted,
        Json());

    private void Fill(IReadOnlyList<SimulatedProduct> products, Random random)
    {
        var line = Id * 100;
        for (var left = random.Next(1, 7); left > 0; left--)
        {
            var product = products[random.Next(products.Count)];
            decimal quantity = random.Next(1, 6);
            var before = currency.Round(product.NetPrice * quantity);
            var net = coupon is null ? before : currency.Round(before * 0.9m);
            items.Add(new Line(++line, product, product.Name, quantity, before, net, product.VatPercent, currency));
        }

        var rate = items.Max(i => i.VatPercent);
        var postage = random.Next(5) == 0 ? 0m : currency.Round(4.13m);
        shipping.Add(new Line(++line, null, postage == 0m ? "Free shipping" : "Omniva", 1m, postage, postage, rate, currency));
        if (random.Next(8) == 0)
        {
            var fee = currency.Round(random.Next(2) == 0 ? 1.65m : -1m);
            fees.Add(new Line(++line, null, fee > 0m ? "Cash on delivery" : "Loyal customer", 1m, fee, fee, rate, currency));
        }
    }

    private byte[] Json()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteHead(json);
            WriteCustomer(json);
            WriteLines(json, "line_items", items, WriteProduct);
            WriteLines(json, "shipping_lines", shipping, static (w, l) =>
            {
                w.WriteString("method_title", l.Name);
                w.WriteString("method_id", l.Net == 0m ? "free_shipping" : "flat_rate");
                w.WriteString("instance_id", "1");
            });
            WriteLines(json, "fee_lines", fees, static (w, l) =>
            {
                w.WriteString("name", l.Name);
                w.WriteString("tax_status", "taxable");
            });
            WriteTaxes(json);
            WriteCoupons(json);
            json.WriteStartArray("refunds");
            json.WriteEndArray();
            json.WriteString("currency_symbol", currency.Code == "EUR" ? "€" : currency.Code);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteNumber("id", Id);
        json.WriteNumber("parent_id", 0);
        json.WriteString("status", status);
        json.WriteString("currency", currency.Code);
        json.WriteString("version", "9.4.2");
        json.WriteBoolean("prices_include_tax", taxIncluded);
        json.WriteString("date_created_gmt", Gmt(placed));
        json.WriteString("date_modified_gmt", Gmt(modified));
        json.WriteString("date_paid_gmt", paid is { } at ? Gmt(at) : null);
        json.WriteString("discount_total", Text(items.Sum(l => l.SubtotalNet - l.Net)));
        json.WriteString("discount_tax", Text(items.Sum(l => l.SubtotalVat - l.Vat)));
        json.WriteString("shipping_total", Text(shipping.Sum(l => l.Net)));
        json.WriteString("shipping_tax", Text(shipping.Sum(l => l.Vat)));
        json.WriteString("cart_tax", Text(items.Sum(l => l.Vat) + fees.Sum(l => l.Vat)));
        json.WriteString("total", Text(AllLines.Sum(l => l.Net + l.Vat)));
        json.WriteString("total_tax", Text(AllLines.Sum(l => l.Vat)));
        json.WriteString("number", Number);
        json.WriteString("created_via", "checkout");
        json.WriteString("customer_note", "");
        json.WriteString("payment_method", paid is null ? "bacs" : "stripe");
        json.WriteString("payment_method_title", paid is null ? "Bank transfer" : "Card");
        json.WriteString("transaction_id", paid is null ? "" : $"ch_{Id}");
    }

    private void WriteCustomer(Utf8JsonWriter json)
    {
        json.WriteNumber("customer_id", customerId);
        foreach (var part in (string[])["billing", "shipping"])
        {
            json.WriteStartObject(part);
            json.WriteString("first_name", customer.FirstName);
            json.WriteString("last_name", customer.LastName);
            json.WriteString("company", customer.Company);
            json.WriteString("address_1", "Brīvības iela 1");
            json.WriteString("address_2", "");
            json.WriteString("city", customer.City);
            json.WriteString("state", "");
            json.WriteString("postcode", customer.PostCode);
            json.WriteString("country", customer.Country);
            if (part == "billing")
            {
                json.WriteString("email", customer.Email ?? "");
            }

            json.WriteString("phone", "");
            json.WriteEndObject();
        }

        json.WriteStartArray("meta_data");
        if (customer.VatNumber is { } vat)
        {
            json.WriteStartObject();
            json.WriteNumber("id", Id * 10);
            json.WriteString("key", "_billing_vat_number");
            json.WriteString("value", vat);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLines(Utf8JsonWriter json, string name, List<Line> lines, Action<Utf8JsonWriter, Line> own)
    {
        json.WriteStartArray(name);
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("id", line.Id);
            own(json, line);
            json.WriteString("total", Text(line.Net));
            json.WriteString("total_tax", Text(line.Vat));
            json.WriteStartArray("taxes");
            // As WooCommerce does: every rate of the order in every line, those that do not apply with an empty total.
            foreach (var rate in Rates())
            {
                json.WriteStartObject();
                json.WriteNumber("id", RateId(rate));
                json.WriteString("total", rate == line.VatPercent ? Text(line.Vat) : "");
                json.WriteString("subtotal", rate == line.VatPercent ? Text(line.SubtotalVat) : "");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("meta_data");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteProduct(Utf8JsonWriter json, Line line)
    {
        json.WriteString("name", line.Name);
        json.WriteNumber("product_id", ProductId(line.Product!.Sku));
        json.WriteNumber("variation_id", 0);
        json.WriteNumber("quantity", line.Quantity);
        json.WriteString("tax_class", "");
        json.WriteString("subtotal", Text(line.SubtotalNet));
        json.WriteString("subtotal_tax", Text(line.SubtotalVat));
        json.WriteString("sku", line.Product!.Sku);
        json.WriteNumber("price", (double)(line.Net / line.Quantity));
    }

    private void WriteTaxes(Utf8JsonWriter json)
    {
        json.WriteStartArray("tax_lines");
        foreach (var rate in Rates())
        {
            json.WriteStartObject();
            json.WriteNumber("id", (Id * 10) + RateId(rate));
            json.WriteNumber("rate_id", RateId(rate));
            json.WriteString("label", "PVN");
            json.WriteBoolean("compound", false);
            json.WriteString("tax_total", Text(items.Concat(fees).Where(l => l.VatPercent == rate).Sum(l => l.Vat)));
            json.WriteString("shipping_tax_total", Text(shipping.Where(l => l.VatPercent == rate).Sum(l => l.Vat)));
            json.WriteNumber("rate_percent", rate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteCoupons(Utf8JsonWriter json)
    {
        json.WriteStartArray("coupon_lines");
        if (coupon is not null)
        {
            json.WriteStartObject();
            json.WriteNumber("id", (Id * 100) + 99);
            json.WriteString("code", coupon);
            json.WriteString("discount", Text(items.Sum(l => l.SubtotalNet - l.Net)));
            json.WriteString("discount_tax", Text(items.Sum(l => l.SubtotalVat - l.Vat)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private IEnumerable<decimal> Rates() => AllLines.Select(l => l.VatPercent).Distinct().Order();

    private static long RateId(decimal rate) => 1 + (long)(rate * 100m);

    /// <summary>A product keeps its id whatever else the shop sells: FNV-1a of its code.</summary>
    private static long ProductId(string sku) => 1 + (sku.Aggregate(2166136261u, static (hash, c) => unchecked((hash ^ c) * 16777619u)) & 0x7fffffffu);

    private static string Gmt(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private string Text(decimal amount) => amount.ToString(currency.Decimals switch { 0 => "0", 3 => "0.000", _ => "0.00" }, CultureInfo.InvariantCulture);
}
