using System.Globalization;
using System.Text.Json;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.PayPal.Simulator;

/// <summary>One row of the simulated account, as PayPal would tell it. Amounts are signed as PayPal signs them.</summary>
public sealed record SimulatedPayPalRow(string Id, string Code, DateTimeOffset At, Money Gross)
{
    /// <summary>Fee, below zero when charged.</summary>
    public Money? Fee { get; init; }
    /// <summary>S, P, V or D.</summary>
    public string Status { get; init; } = "S";
    /// <summary>Transaction it belongs to.</summary>
    public string? ReferenceId { get; init; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = At;
    /// <summary>The seller's reference.</summary>
    public string? InvoiceId { get; init; }
    /// <summary>The payer.</summary>
    public string? PayerEmail { get; init; }
    /// <summary>His name.</summary>
    public string? PayerName { get; init; }
    /// <summary>His account there.</summary>
    public string? PayerAccount { get; init; }

    /// <summary>What the seller gave it to carry.</summary>
    public string? CustomField { get; init; }
    /// <summary>The order it was paid by.</summary>
    public string? OrderId { get; init; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("transaction_info");
        json.WriteString("transaction_id", Id);
        if (ReferenceId is not null)
        {
            json.WriteString("paypal_reference_id", ReferenceId);
            json.WriteString("paypal_reference_id_type", "TXN");
        }

        json.WriteString("transaction_event_code", Code);
        json.WriteString("transaction_initiation_date", Instant(At));
        json.WriteString("transaction_updated_date", Instant(UpdatedAt));
        Write(json, "transaction_amount", Gross);
        if (Fee is { } fee)
        {
            Write(json, "fee_amount", fee);
        }

        json.WriteString("transaction_status", Status);
        if (InvoiceId is not null)
        {
            json.WriteString("invoice_id", InvoiceId);
        }

        if (CustomField is not null)
        {
            json.WriteString("custom_field", CustomField);
        }

        json.WriteString("protection_eligibility", "02");
        json.WriteEndObject();
        json.WriteStartObject("payer_info");
        if (PayerEmail is not null)
        {
            json.WriteString("email_address", PayerEmail);
        }

        if (PayerAccount is not null)
        {
            json.WriteString("account_id", PayerAccount);
        }

        json.WriteString("address_status", "N");
        json.WriteStartObject("payer_name");
        if (PayerName is not null)
        {
            json.WriteString("alternate_full_name", PayerName);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, string name, Money money)
    {
        json.WriteStartObject(name);
        json.WriteString("currency_code", money.Currency.Code);
        json.WriteString("value", money.Amount.ToString(money.Currency.Code is "HUF" or "JPY" && decimal.Truncate(money.Amount) == money.Amount ? "0" : "0.00", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    /// <summary>PayPal's offset has no colon.</summary>
    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);
}
