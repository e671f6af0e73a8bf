using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Commands;

/// <summary>
/// A command of the command line: the same services as the pages, for scripts and cron. Register it with
/// <c>AddSingleton&lt;IConsoleCommand, …&gt;</c>; it is listed by --help by itself.
/// </summary>
public interface IConsoleCommand
{
    /// <summary>First word: "verify".</summary>
    string Name { get; }

    /// <summary>What follows it: "FILE... --company CODE".</summary>
    string Usage { get; }

    /// <summary>One line of English.</summary>
    string Summary { get; }

    /// <summary>Whether it writes: it then needs an SQLite database for itself.</summary>
    bool Writes { get; }

    /// <summary>The same for what was asked of it: a command that mostly reads may write for some words.</summary>
    bool WritesFor(IReadOnlyList<string> words) => Writes;

    /// <summary>Runs it; returns one of <see cref="Composition.ExitCodes"/>.</summary>
    Task<int> RunAsync(CommandRun run, CancellationToken cancel);
}

/// <summary>What was asked, and where to answer.</summary>
/// <param name="Words">Words after the command's name.</param>
/// <param name="Options">Options by name without dashes; "" where none was given.</param>
/// <param name="Out">Answers.</param>
/// <param name="Error">Complaints.</param>
/// <param name="Say">Text of a refusal.</param>
public sealed record CommandRun(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options, TextWriter Out, TextWriter Error, Func<Refusal, string> Say)
{
    /// <summary>The command line acts with every right, under a name of its own.</summary>
    public static Actor ActorIn(int companyId) => new(companyId, 0, "command line", ActorKind.Command, Permissions.Of(Role.Owner));
}

/// <summary>A kind of file that "import" takes. Register it with <c>AddSingleton&lt;IFileImport, …&gt;</c>.</summary>
public interface IFileImport
{
    /// <summary>Second word: "items", "statement".</summary>
    string What { get; }

    /// <summary>Imports one file as the page would; the text says in English what came in. Importing twice adds nothing.</summary>
    Task<Outcome<string>> ImportAsync(Actor actor, string fileName, Stream content, CancellationToken cancel);
}

/// <summary>A kind of channel that "channels run" can run. Register it with <c>AddSingleton&lt;IChannelRunner, …&gt;</c>.</summary>
public interface IChannelRunner
{
    /// <summary>The <see cref="Domain.Intake.Channel.Kind"/> it runs.</summary>
    string Kind { get; }

    /// <summary>Runs one channel now as its job would, to the end; the text says in English what came. Running twice adds nothing.</summary>
    Task<Outcome<string>> RunAsync(Actor actor, long channelId, CancellationToken cancel);
}
