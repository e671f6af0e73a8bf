namespace BlazorErp.Ui;

/// <summary>Tint and sign of a status; the word says it, the tint only helps.</summary>
public enum BadgeKind
{
    /// <summary>Grey, no sign.</summary>
    Neutral,
    /// <summary>Green, ✓.</summary>
    Ok,
    /// <summary>Amber, ▲.</summary>
    Warn,
    /// <summary>Red, ●.</summary>
    Bad,
    /// <summary>Blue, ●.</summary>
    Info,
}

/// <summary>One step of a document's ribbon.</summary>
/// <param name="Label">What: Ordered, Reserved…</param>
/// <param name="Value">How much.</param>
/// <param name="Detail">Small text beside it: of 18.</param>
/// <param name="Href">The documents behind it.</param>
/// <param name="Current">The step the document stands at.</param>
public sealed record RibbonStep(string Label, string Value, string? Detail = null, string? Href = null, bool Current = false);

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Sentence">What, as a sentence in the user's language.</param>
/// <param name="Actor">Who.</param>
/// <param name="Href">What it is about.</param>
/// <param name="Fresh">Marks it with the green edge.</param>
public sealed record TimelineEvent(DateTimeOffset At, string Sentence, string? Actor = null, string? Href = null, bool Fresh = false);

/// <summary>One bar.</summary>
/// <param name="Label">Under it.</param>
/// <param name="Value">Its height.</param>
/// <param name="Text">The value as text, over it.</param>
/// <param name="Kind">Its colour: neutral is the accent.</param>
/// <param name="Href">What makes the figure.</param>
public sealed record ChartBar(string Label, decimal Value, string? Text = null, BadgeKind Kind = BadgeKind.Neutral, string? Href = null);

/// <summary>A choice of a <see cref="Select{TValue}"/>.</summary>
public sealed record Choice<TValue>(TValue Value, string Text);
