using System.Text;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.Imap;

/// <summary>Commands and their answers over a line. After a failure it is broken, and says so to whoever asks for more.</summary>
internal sealed class ImapSession : IAsyncDisposable
{
    private const int MaxAnswers = 200_000;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ImapOptions options;
    private readonly TimeProvider time;
    private readonly ImapConnection connection;
    private readonly HashSet<string> capabilities = new(StringComparer.OrdinalIgnoreCase);
    private ImapException? broken;
    private bool interrupted;
    private int lastTag;

    private ImapSession(ImapOptions options, TimeProvider time, ImapConnection connection) => (this.options, this.time, this.connection) = (options, time, connection);

    /// <summary>What the server says it can, as told over the secret line.</summary>
    public bool Can(string capability) => capabilities.Contains(capability);

    /// <summary>Connects, makes the line secret and asks what the server can.</summary>
    public static async Task<ImapSession> ConnectAsync(ImapOptions options, TimeProvider time, CancellationToken cancel)
    {
        var connection = await InTime(options, time, options.Timeout, c => ImapConnection.OpenAsync(options, c), cancel);
        var session = new ImapSession(options, time, connection);
        try
        {
            var greeting = await InTime(options, time, options.Timeout, c => connection.ReadAsync(0, c), cancel);
            // PREAUTH would be a line on which somebody is signed in already: not us
            if (greeting.Tag != "*" || greeting.Word is not ("OK" or "BYE")) throw ImapException.Protocol(ImapText.Shown(greeting.Line));
            if (greeting.Word == "BYE") throw session.Closed(greeting);
            if (options.Security == ImapSecurity.StartTls)
            {
                await session.DoAsync("STARTTLS", "mailbox.no_tls", cancel);
                await InTime(options, time, options.Timeout, async c =>
                {
                    await connection.SecureAsync(c);
                    return true;
                }, cancel);
            }

            // what was said on the open line counts for nothing
            session.capabilities.Clear();
            await session.DoAsync("CAPABILITY", "mailbox.refused", cancel);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command and reads until it is answered.</summary>
    /// <param name="command">The command, of characters that were checked.</param>
    /// <param name="refused">Code of the refusal when the server says NO or BAD.</param>
    /// <param name="cancel">Ends it; the line is then broken.</param>
    /// <param name="on">Told every other answer, in the order they come.</param>
    /// <param name="continuations">Bytes to send each time the server asks for more; the last end their line.</param>
    /// <param name="maxLiteral">Larger literals are thrown away.</param>
    /// <param name="patience">How long; the timeout of the options where null.</param>
    /// <param name="about">What the refusal names; the server where null.</param>
    /// <returns>The answer, which is OK.</returns>
    public async Task<ImapResponse> DoAsync(
        string command, string refused, CancellationToken cancel, Action<ImapResponse>? on = null, IReadOnlyList<byte[]>? continuations = null, int maxLiteral = 64 << 10, TimeSpan? patience = null,
        string? about = null)
    {
        if (broken is not null) throw new ImapException(broken.Refusal, broken);
        if (interrupted) throw new ImapException(new Refusal("mailbox.closed", options.Host, "interrupted"));
        interrupted = true;
        try
        {
            var answer = await InTime(options, time, patience ?? options.Timeout, c => ConverseAsync(command, on, continuations ?? [], maxLiteral, c), cancel);
            if (answer.Word == "OK")
            {
                if (answer.Code.Name == "CAPABILITY") Learn(answer.Code.Value);
                interrupted = false;
                return answer;
            }

            if (answer.Word is not ("NO" or "BAD")) throw ImapException.Protocol(ImapText.Shown(answer.Line));
            // the conversation is whole: only this was refused
            interrupted = false;
            throw new ImapException(new Refusal(refused, about ?? options.Host, ImapText.Shown(answer.AfterWord)));
        }
        catch (ImapException e) when (interrupted)
        {
            broken = e;
            throw;
        }
    }

    private async Task<ImapResponse> ConverseAsync(string command, Action<ImapResponse>? on, IReadOnlyList<byte[]> continuations, int maxLiteral, CancellationToken cancel)
    {
        var tag = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a{++lastTag}");
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"{tag} {command}\r\n"), cancel);
        var sent = 0;
        for (var answers = 0; answers < MaxAnswers; answers++)
        {
            var answer = await connection.ReadAsync(maxLiteral, cancel);
            switch (answer.Tag)
            {
                case "*" when answer.Word == "BYE":
                    throw Closed(answer);
                case "*":
                    if (answer.Word == "CAPABILITY") Learn(answer.AfterWord);
                    on?.Invoke(answer);
                    break;
                case "+":
                    // asked for more than there is: a server that wants to see what follows a password
                    if (sent == continuations.Count) throw ImapException.Protocol("asks for more");
                    await connection.WriteAsync(continuations[sent++], cancel);
                    break;
                default:
                    return answer.Tag == tag ? answer : throw ImapException.Protocol(ImapText.Shown(answer.Line));
            }
        }

        throw ImapException.Protocol("answers without end");
    }

    private void Learn(string list)
    {
        capabilities.Clear();
        foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(200)) capabilities.Add(word);
    }

    private ImapException Closed(ImapResponse bye) => new(new Refusal("mailbox.closed", options.Host, ImapText.Shown(bye.AfterWord)));

    /// <summary>Says goodbye, without waiting long and without minding how it is taken.</summary>
    public async Task LeaveAsync()
    {
        if (broken is not null || interrupted || !connection.IsSecret) return;
        try
        {
            await DoAsync("LOGOUT", "mailbox.refused", CancellationToken.None, patience: Farewell);
        }
        catch (ImapException)
        {
            // BYE is the usual answer
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async Task<T> InTime<T>(ImapOptions options, TimeProvider time, TimeSpan patience, Func<CancellationToken, Task<T>> act, CancellationToken cancel)
    {
        using var clock = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancel);
        try
        {
            return await act(both.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ImapException(new Refusal("mailbox.timed_out", options.Host, (int)patience.TotalSeconds), e);
        }
    }
}
