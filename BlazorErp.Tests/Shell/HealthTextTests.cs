using System.Globalization;
using BlazorErp.Domain.Data.Invariants;
using BlazorErp.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace BlazorErp.Tests.Shell;

public sealed class HealthTextTests
{
    [Fact]
    public void Every_invariant_is_said_in_every_language_and_the_english_words_are_its_own()
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<LedgerText>>();
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            SelfCheck.Invariants.Where(i => texts["invariant." + i.Code].Value != i.Words).Select(i => i.Code).ShouldBeEmpty("key invariant.CODE of Ledger/LedgerText");
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
