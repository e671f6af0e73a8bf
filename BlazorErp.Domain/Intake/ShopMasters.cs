using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace BlazorErp.Domain.Intake;

/// <summary>
/// Finds the customer, the items and the methods of a shop's order among ours, and makes those that are missing, flagged to be checked (O5).
/// Everything found or made is linked to the shop's id, so that it is found again when names and codes change.
/// </summary>
public sealed class ShopMasters(PartnerService partners, ItemService items)
{
    private const string CustomerLink = "customer", ProductLink = "product", PaymentLink = "payment-method", ShippingLink = "shipping-method";

    /// <summary>Registered customer by the shop's id, business by VAT number, others by e-mail and name; else made.</summary>
    public async Task<Outcome<long>> CustomerIn(Write write, long channelId, ShopCustomer customer, string orderNumber, CancellationToken cancel)
    {
        var db = write.Db;
        var link = customer.ExternalId is { } external ? await LinkAsync(db, channelId, CustomerLink, external, cancel) : null;
        if (link is not null && await db.Partners.AnyAsync(p => p.Id == link.EntityId, cancel))
        {
            return link.EntityId;
        }

        var billing = customer.Billing.IsEmpty ? customer.Shipping : customer.Billing;
        var found = await partners.FindOrCreateIn(write, new ChannelPartner(NameOf(customer, orderNumber), customer.Email, customer.VatNumber)
        {
            Phone = customer.Phone, Country = billing.Country, City = billing.City, Postcode = billing.PostCode,
            Street = string.Join(", ", new[] { billing.Line1, billing.Line2 }.Where(l => l.Length > 0)),
        }, cancel);
        if (found.Ok && customer.ExternalId is { } id)
        {
            Link(write, link, channelId, CustomerLink, id, found.Value.Partner.Id, null);
        }

        return found.Map(f => f.Partner.Id);
    }

    /// <summary>Item of a line: product by code whatever its case, then by the shop's id; shipping, fees and gift cards are services.</summary>
    public async Task<Outcome<long>> ItemIn(Write write, long channelId, RatedLine rated, string currency, CancellationToken cancel)
    {
        var line = rated.Line;
        return line.Kind switch
        {
            ShopLineKind.Product => await ProductIn(write, channelId, rated, currency, cancel),
            ShopLineKind.Shipping => await ServiceIn(write, channelId, rated, ShippingLink, "SHIP", line.Code.Length > 0 ? $"{line.Code}|{line.Name}" : line.Name, cancel),
            ShopLineKind.GiftCard => await ServiceIn(write, channelId, rated, "service", "GIFTCARD", "", cancel),
            _ => await ServiceIn(write, channelId, rated, "service", "FEE", line.Name, cancel),
        };
    }

    /// <summary>Our name of the payment method; remembered, so that it can be renamed here.</summary>
    public async Task<string?> PaymentIn(Write write, long channelId, ShopPayment payment, CancellationToken cancel)
    {
        var id = payment.Code.Length > 0 ? payment.Code : payment.Title;
        if (id.Length == 0)
        {
            return null;
        }

        if (await LinkAsync(write.Db, channelId, PaymentLink, id, cancel) is { } link)
        {
            return link.Name ?? payment.Title;
        }

        var name = payment.Title.Length > 0 ? payment.Title : payment.Code;
        Link(write, null, channelId, PaymentLink, id, 0, name);
        return name;
    }

    private async Task<Outcome<long>> ProductIn(Write write, long channelId, RatedLine rated, string currency, CancellationToken cancel)
    {
        var (db, line) = (write.Db, rated.Line);
        var code = line.Code.Trim() is { Length: > 0 and <= ItemRules.CodeLength } sku ? sku : null;
        var external = line.ProductExternalId is { } product ? line.VariationExternalId is { } variation ? $"{product}:{variation}" : product
            : code is not null ? null : $"name:{SearchText.Fold($"{line.Code} {Cut(line.Name, 90)}")}";
        var link = external is null ? null : await LinkAsync(db, channelId, ProductLink, external, cancel);
        var found = code is null ? 0 : (await items.FindIn(write, code, cancel))?.Id ?? 0;
        if (found == 0 && link is not null)
        {
            found = await db.Items.Where(i => i.Id == link.EntityId).Select(i => i.Id).FirstOrDefaultAsync(cancel);
        }

        if (found == 0)
        {
            var sameCurrency = await db.Companies.AnyAsync(c => c.Id == db.CompanyId && c.Currency == currency, cancel);
            var price = sameCurrency ? Math.Max(0m, Math.Round(line.SubtotalNet.Amount / line.Quantity.Value, 4)) : 0m;
            var made = await MakeAsync(write, code, line.Name, ItemKind.Stocked, rated.VatRateId, price, cancel);
            if (!made.Ok)
            {
                return made;
            }

            found = made.Value;
        }

        if (external is not null && link is null)
        {
            Link(write, null, channelId, ProductLink, external, found, null);
        }

        return found;
    }

    private async Task<Outcome<long>> ServiceIn(Write write, long channelId, RatedLine rated, string kind, string prefix, string external, CancellationToken cancel)
    {
        var db = write.Db;
        var id = Cut(external.Length == 0 ? prefix : kind == ShippingLink ? external : $"{prefix}:{external}", 200);
        var link = await LinkAsync(db, channelId, kind, id, cancel);
        if (link is not null && await db.Items.AnyAsync(i => i.Id == link.EntityId, cancel))
        {
            return link.EntityId;
        }

        var name = rated.Line.Kind == ShopLineKind.GiftCard ? "Gift card" : rated.Line.Name.Length > 0 ? Cut(rated.Line.Name, ItemRules.NameLength) : prefix;
        var found = await db.Items.Where(i => i.Kind == ItemKind.Service && i.Name == name).OrderBy(i => i.Id).Select(i => i.Id).FirstOrDefaultAsync(cancel);
        if (found == 0)
        {
            var made = await MakeAsync(write, null, name, ItemKind.Service, rated.VatRateId, 0m, cancel);
            if (!made.Ok)
            {
                return made;
            }

            found = made.Value;
        }

        Link(write, link, channelId, kind, id, found, name);
        return found;
    }

    private async Task<Outcome<long>> MakeAsync(Write write, string? code, string name, ItemKind kind, long vatRateId, decimal price, CancellationToken cancel)
    {
        var made = await items.CreateIn(write, new NewItem(code, name.Length > 0 ? Cut(name, ItemRules.NameLength) : code ?? "?", vatRateId, price, kind), cancel);
        if (made.Ok)
        {
            // Later lines of the same order look it up in the database.
            await write.Db.SaveChangesAsync(cancel);
        }

        return made.Map(i => i.Id);
    }

    private static async Task<ExternalLink?> LinkAsync(ErpDbContext db, long channelId, string kind, string externalId, CancellationToken cancel) =>
        db.ExternalLinks.Local.FirstOrDefault(l => l.ChannelId == channelId && l.Kind == kind && l.ExternalId == externalId)
        ?? await db.ExternalLinks.FirstOrDefaultAsync(l => l.ChannelId == channelId && l.Kind == kind && l.ExternalId == externalId, cancel);

    private static void Link(Write write, ExternalLink? known, long channelId, string kind, string externalId, long entityId, string? name)
    {
        if (known is not null)
        {
            known.EntityId = entityId;
            return;
        }

        write.Add(new ExternalLink { ChannelId = channelId, Kind = kind, ExternalId = externalId, EntityId = entityId, Name = name });
    }

    private static string NameOf(ShopCustomer customer, string orderNumber)
    {
        var person = $"{customer.FirstName} {customer.LastName}".Trim();
        return customer.Company.Length > 0 ? customer.Company : person.Length > 0 ? person : customer.Email ?? $"? {orderNumber}";
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
