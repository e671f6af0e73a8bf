namespace BlazorErp.Domain.Shared;

/// <summary>Collects everything that is wrong with a request, so that its author sees all of it at once.</summary>
public sealed class Complaints
{
    private readonly List<Refusal> found = [];

    /// <summary>All of them in one refusal; null when nothing is wrong.</summary>
    public Refusal? Refusal => found.Count == 0 ? null : Refusal.Of(found);

    /// <summary>Notes one.</summary>
    public void Add(string field, string code, params object?[] args) => found.Add(new Refusal(code, args) { Field = field });

    /// <summary>The text trimmed, null for blank; complains where it is too long, holds control characters, or is missing though required.</summary>
    public string? Text(string? value, string field, int max, bool required = false)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            if (required)
            {
                Add(field, "value.required");
            }

            return null;
        }

        if (text.Length > max)
        {
            Add(field, "value.too_long", max);
        }
        else if (text.Any(char.IsControl))
        {
            Add(field, "value.control_characters");
        }

        return text;
    }

    /// <summary>Complains where the number is outside the range or has more than so many decimals.</summary>
    public void Number(decimal? value, string field, decimal min, decimal max, int decimals = 4)
    {
        if (value is not { } number)
        {
            return;
        }

        if (number < min || number > max)
        {
            Add(field, "value.range", min, max);
        }
        else if (decimal.Round(number, decimals) != number)
        {
            Add(field, "value.decimals", decimals);
        }
    }
}
