using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Architecture;

/// <summary>The direction of the rooms, from the compiled assembly: whoever stands lower knows nothing of whoever stands higher.</summary>
public sealed class RoomTests
{
    /// <summary>Height of each room of the domain. Data stands beside all: rooms write through it, it knows their rows.</summary>
    private static readonly Dictionary<string, int> Heights = new(StringComparer.Ordinal)
    {
        ["Shared"] = 0, ["Companies"] = 1, ["Catalog"] = 2, ["Partners"] = 2, ["Ledger"] = 3, ["Stock"] = 4, ["Sales"] = 5, ["Purchasing"] = 5, ["Invoicing"] = 6, ["Dispatch"] = 6, ["Banking"] = 7, ["Intake"] = 8,
    };

    private static readonly string[] Foreign = ["Quartz", "Microsoft.AspNetCore.SignalR", "Radzen", "ClosedXML", "DocumentFormat", "CsvHelper"];

    [Fact]
    public void No_room_of_the_domain_knows_one_above_or_beside_it()
    {
        using var domain = new RoomsOfAssembly(typeof(Outcome).Assembly.Location);

        var wrong = domain.Uses().Where(u => Room(u.User) is { } user && Room(u.Used) is { } used && user != used && Heights[used] >= Heights[user]).Select(u => $"{u.User} uses {u.Used}").Distinct();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_domain_knows_nothing_of_the_web_beyond_the_stores_of_identity()
    {
        using var domain = new RoomsOfAssembly(typeof(Outcome).Assembly.Location);

        var wrong = domain.Uses().Where(u => Foreign.Any(f => u.Used.StartsWith(f, StringComparison.Ordinal))
            || (u.Used.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && !u.Used.StartsWith("Microsoft.AspNetCore.Identity.", StringComparison.Ordinal)));

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_has_its_height()
    {
        using var domain = new RoomsOfAssembly(typeof(Outcome).Assembly.Location);

        domain.Uses().Select(u => u.User).Where(u => u.StartsWith("BlazorErp.Domain.", StringComparison.Ordinal)).Select(u => u.Split('.')[2]).Distinct()
            .Where(r => r != "Data" && !Heights.ContainsKey(r)).ShouldBeEmpty();
    }

    private static string? Room(string type) => type.StartsWith("BlazorErp.Domain.", StringComparison.Ordinal) && type.Split('.')[2] is var room && Heights.ContainsKey(room) ? room : null;
}
