using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Banking.Payments;
using BlazorErp.Domain.Banking.Rules;
using BlazorErp.Domain.Catalog;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Invoicing;
using BlazorErp.Domain.Ledger;
using BlazorErp.Domain.Partners;
using BlazorErp.Domain.Sales;
using BlazorErp.Domain.Stock;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorErp.Domain.Data;

/// <summary>Registers the rooms' services; all are stateless singletons over <see cref="ErpDatabase"/>.</summary>
public static class RoomServices
{
    /// <summary>Adds every room of the domain.</summary>
    public static IServiceCollection AddErpRooms(this IServiceCollection services) => services
        .AddSingleton<CompanyReferences>()
        .AddSingleton<ICompanyFoundation, VatFoundation>().AddSingleton<ICompanyFoundation, ChartFoundation>().AddSingleton<ICompanyFoundation, StockFoundation>()
        .AddSingleton<CompanyService>()
        .AddSingleton<ItemService>().AddSingleton<ItemQueries>().AddSingleton<VatRates>()
        .AddSingleton<PartnerService>().AddSingleton<PartnerQueries>()
        .AddSingleton<StockService>().AddSingleton<OpeningStock>()
        .AddSingleton<IInvoicedLines, InvoicedLines>().AddSingleton<OrderProgress>().AddSingleton<OrderService>()
        .AddSingleton<InvoiceService>().AddSingleton<Stornos>().AddSingleton<Invariants.SelfCheck>().AddSingleton<Seals>().AddSingleton<Demo.DemoSeeder>()
        .AddSingleton<StockQueries>().AddSingleton<OrderQueries>().AddSingleton<ReservationQueries>().AddSingleton<DeliveryQueries>().AddSingleton<InvoiceQueries>()
        .AddSingleton<Reconciliation>().AddSingleton<LineActs>().AddSingleton<MatchUndo>().AddSingleton<BankAccounts>().AddSingleton<BankQueries>().AddSingleton<BankQueue>().AddSingleton<Banking.Payments.ProviderQueries>().AddSingleton<StatementImport>().AddSingleton<CsvLayouts>()
        .AddSingleton<ExchangeRates>().AddSingleton<RateGaps>()
        .AddSingleton<ContinuityQueries>()
        .AddSingleton<TransferPairs>().AddSingleton<BankRules>().AddSingleton<RuleQueries>().AddSingleton<RuleTrials>().AddSingleton<RuleProposals>();

    /// <summary>Adds paying online; whoever adds it also adds an <see cref="IPayDoors"/>.</summary>
    public static IServiceCollection AddErpPayments(this IServiceCollection services) => services
        .AddSingleton<PayPages>().AddSingleton<PayBooks>().AddSingleton<PayAttempts>().AddSingleton<PayRefunds>().AddSingleton<PayPoll>()
        .AddSingleton<PayoutWriter>().AddSingleton<PayoutGuess>().AddSingleton<Payouts>().AddSingleton<PayQueries>().AddSingleton<PayoutQueries>();
}
