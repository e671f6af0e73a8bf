namespace BlazorErp.Domain.Shared;

/// <summary>
/// Why something was not done: a stable code (the key of its text in every language), the values for that text, and where known the
/// field and the row (1-based) it is about. A refusal is a value, not an exception; nothing was changed.
/// </summary>
public sealed record Refusal(string Code, params object?[] Args)
{
    /// <summary>Name of the field that is wrong, as the user or the file calls it.</summary>
    public string? Field { get; init; }

    /// <summary>1-based row or line number in the file or document, where there is one.</summary>
    public int? Row { get; init; }

    /// <summary>Further refusals of the same act (all errors of a file, not the first).</summary>
    public IReadOnlyList<Refusal> Others { get; init; } = [];

    /// <summary>This refusal and the others.</summary>
    public IEnumerable<Refusal> All => Others.Prepend(this);

    /// <summary>One refusal that carries all of <paramref name="refusals"/> (at least one).</summary>
    public static Refusal Of(IReadOnlyList<Refusal> refusals) => refusals.Count == 1 ? refusals[0] : refusals[0] with { Others = [.. refusals.Skip(1)] };

    /// <inheritdoc/>
    public bool Equals(Refusal? other) =>
        other is not null && Code == other.Code && Field == other.Field && Row == other.Row && Args.SequenceEqual(other.Args);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Field, Row, Args.Length);

    /// <summary>For logs and tests only; users see the text of the code in their language.</summary>
    public override string ToString() =>
        $"{Code}({string.Join(", ", Args)}){(Field is null ? "" : $" field {Field}")}{(Row is null ? "" : $" row {Row}")}";
}

/// <summary>What came of an act that yields nothing: done, or refused.</summary>
public readonly record struct Outcome(Refusal? Refusal)
{
    /// <summary>Whether it was done.</summary>
    public bool Ok => Refusal is null;

    /// <summary>Done.</summary>
    public static Outcome Done => default;

    /// <summary>Refused.</summary>
    public static implicit operator Outcome(Refusal refusal) => new(refusal);
}

/// <summary>What came of an act: its value, or why it was refused.</summary>
public readonly struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    /// <summary>Why not; null when done.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether it was done.</summary>
    public bool Ok => Refusal is null;

    /// <summary>The result. Reading it off a refusal is a defect of the caller and throws.</summary>
    /// <exception cref="InvalidOperationException">The outcome is a refusal.</exception>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal}");

    /// <summary>Done with a result.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>Same refusal, or the mapped value.</summary>
    public Outcome<TOut> Map<TOut>(Func<T, TOut> map) => Refusal is null ? map(value!) : Refusal;
}
