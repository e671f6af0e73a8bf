using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking;

/// <summary>How a statement file is to be taken in.</summary>
/// <param name="CreateAccounts">Make bank accounts for statements of accounts that are not known yet.</param>
/// <param name="Match">Run the matcher over what came in (P31, P40). It cannot stop the import.</param>
public sealed record ImportOptions(bool CreateAccounts = false, bool Match = false)
{
    /// <summary>
    /// Only statements of these accounts (number, currency) are this company's; the others belong to somebody else and leave no trace here, and
    /// so the bytes of the file are not kept. Null: the whole file is.
    /// </summary>
    public IReadOnlySet<(string Number, string Currency)>? Only { get; init; }

    /// <summary>Whoever brings it holds this lease; when it is lost nothing more is written (<see cref="Leases.Lost"/>).</summary>
    public LeaseHold? Lease { get; init; }
}

/// <summary>How far an import is.</summary>
/// <param name="Lines">Lines read.</param>
/// <param name="New">Of these new.</param>
public readonly record struct ImportProgress(int Lines, int New);

/// <summary>What became of one statement of a file.</summary>
/// <param name="Account">IBAN or other number, as the file has it.</param>
/// <param name="Currency">Currency of the account.</param>
/// <param name="OwnerName">Owner as the bank has it.</param>
/// <param name="BankAccountId">Our account; null where it was refused.</param>
/// <param name="StatementId">The row; null where it was refused.</param>
/// <param name="AccountMade">The account was made for it.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Opening">Opening balance.</param>
/// <param name="LineSum">Sum of booked lines.</param>
/// <param name="Closing">Closing balance.</param>
/// <param name="Difference">Opening + lines - closing, where known.</param>
/// <param name="Gap">Opening less the closing before, where known.</param>
/// <param name="New">Lines that came in.</param>
/// <param name="Known">Lines that were there.</param>
/// <param name="NotBooked">Announced lines, left out.</param>
/// <param name="Refusal">Why it did not come in.</param>
public sealed record ImportedStatement(
    string Account, string? Currency, string? OwnerName, long? BankAccountId, long? StatementId, bool AccountMade, DateOnly? From, DateOnly? To,
    decimal? Opening, decimal? LineSum, decimal? Closing, decimal? Difference, decimal? Gap, int New, int Known, int NotBooked, Refusal? Refusal);

/// <summary>What an import came to.</summary>
/// <param name="FileId">The file as it is kept.</param>
/// <param name="FileName">Its name, made harmless.</param>
/// <param name="State">Imported, or refused where no statement of it could come in.</param>
/// <param name="Format">Format found.</param>
/// <param name="SameFile">These very bytes had come before; nothing was added.</param>
/// <param name="NewLines">Lines that came in.</param>
/// <param name="KnownLines">Lines that were there.</param>
/// <param name="Statements">One by one.</param>
/// <param name="Warnings">What deserves a look; blocks nothing.</param>
/// <param name="RunId">Run of the matcher, where one was asked for and found lines.</param>
public sealed record ImportResult(
    long FileId, string FileName, BankFileState State, string? Format, bool SameFile, int NewLines, int KnownLines,
    IReadOnlyList<ImportedStatement> Statements, IReadOnlyList<Refusal> Warnings, long? RunId = null);
