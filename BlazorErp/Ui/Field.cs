using Microsoft.AspNetCore.Components;

namespace BlazorErp.Ui;

/// <summary>What all fields have.</summary>
public abstract class Field<TValue> : ComponentBase, IDisposable
{
    /// <summary>Id that ties label, input and error.</summary>
    protected string Id { get; } = FieldIds.Next();

    /// <summary>Over the field; null for a field in a table's cell (give <see cref="Aria"/> then).</summary>
    [Parameter] public string? Label { get; set; }

    /// <summary>Name for screen readers where there is no label.</summary>
    [Parameter] public string? Aria { get; set; }

    /// <summary>The value.</summary>
    [Parameter] public TValue? Value { get; set; }

    /// <summary>Called with what was typed, only when it can be read.</summary>
    [Parameter] public EventCallback<TValue?> ValueChanged { get; set; }

    /// <summary>Error from outside (a refusal of this field); the field's own comes first.</summary>
    [Parameter] public string? Error { get; set; }

    /// <summary>Grey text in the empty field.</summary>
    [Parameter] public string? Placeholder { get; set; }

    /// <summary>An empty field is an error.</summary>
    [Parameter] public bool Required { get; set; }

    /// <summary>Cannot be changed.</summary>
    [Parameter] public bool Disabled { get; set; }

    /// <summary>Takes the focus when it appears.</summary>
    [Parameter] public bool AutoFocus { get; set; }

    /// <summary>The group it stands in; learns whether it can be read.</summary>
    [CascadingParameter] protected FieldGroup? Group { get; set; }

    /// <summary>Why what was typed cannot be taken.</summary>
    protected string? Own { get; private set; }

    /// <summary>What is shown under the field.</summary>
    protected string? Shown => Own ?? Error;

    /// <summary>Sets or clears the field's own error.</summary>
    protected void Complain(string? error)
    {
        Own = error;
        Group?.Set(this, error is null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Group?.Set(this, true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>A field whose value is typed as text and read by the user's culture.</summary>
public abstract class TypedField<TValue> : Field<TValue>
{
    private string? refused;
    private TValue? shownFor;

    /// <summary>What stands in the input: what was typed while it cannot be read, else the value in its usual form.</summary>
    protected string Text => refused ?? Format(Value);

    /// <summary>The usual form.</summary>
    protected abstract string Format(TValue? value);

    /// <summary>Reads non-empty text; returns the error's text, or null.</summary>
    protected abstract string? Read(string text, out TValue? value);

    /// <summary>Text of the error of an empty required field.</summary>
    protected abstract string Missing { get; }

    /// <summary>Value of an empty field.</summary>
    protected virtual TValue? Nothing => default;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // a value set from outside replaces what could not be read
        if (refused is not null && !EqualityComparer<TValue?>.Default.Equals(shownFor, Value))
        {
            refused = null;
            Complain(null);
        }
    }

    /// <summary>Takes what was typed.</summary>
    protected async Task TakeAsync(string? text)
    {
        TValue? value = Nothing;
        var error = string.IsNullOrWhiteSpace(text) ? (Required ? Missing : null) : Read(text, out value);
        Complain(error);
        refused = error is null ? null : text;
        shownFor = Value;
        if (error is null && !EqualityComparer<TValue?>.Default.Equals(value, Value))
        {
            Value = value;
            await ValueChanged.InvokeAsync(value);
        }
    }
}

/// <summary>Gives the fields of all types their ids; a counter in the generic class would begin anew for each type and tie labels to other fields.</summary>
internal static class FieldIds
{
    private static int last;

    public static string Next() => "f" + Interlocked.Increment(ref last).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
