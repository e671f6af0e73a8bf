using BlazorErp.Domain.Banking.Formats;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>What a statement file is about.</summary>
/// <param name="Format">Format found; null where none was.</param>
/// <param name="Accounts">Accounts of its statements, number and currency ("" where it says none), each once, in its order.</param>
/// <param name="Refusal">Why it cannot be read, or not to its end.</param>
public sealed record StatementContents(string? Format, IReadOnlyList<(string Number, string Currency)> Accounts, Refusal? Refusal);

/// <summary>Looks into statement files without taking anything in: whose are they?</summary>
public static class StatementAccounts
{
    /// <summary>Reads a file to its end, line by line, and keeps only the accounts.</summary>
    public static StatementContents Read(ReadOnlyMemory<byte> content, string name, StatementLimits limits, CancellationToken cancel)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        var (format, refusal) = ((string?)null, (Refusal?)null);
        var accounts = new List<(string, string)>();
        var seen = new HashSet<(string, string)>();
        foreach (var step in StatementReader.Stream(stream, name, limits, cancel: cancel))
        {
            switch (step)
            {
                case FileBegan began:
                    format ??= began.Format.ToString();
                    break;
                case StatementBegan { Header: var header } when BankRoutes.NumberOf(header) is { Length: > 0 } number && seen.Add((number, header.Currency ?? "")):
                    accounts.Add((number, header.Currency ?? ""));
                    break;
                case FileEnded ended:
                    refusal ??= ended.Refusal;
                    break;
            }
        }

        return new StatementContents(format, accounts, refusal);
    }
}
