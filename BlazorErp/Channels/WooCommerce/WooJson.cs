using System.Text.Json;
using System.Text.Unicode;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Channels.WooCommerce;

/// <summary>Parsing of untrusted JSON: size, depth, encoding and double keys are checked before anything is read from it.</summary>
internal static class WooJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = WooMapping.MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    /// <summary>The document (the caller disposes it), or why not: <c>shop.too_large</c>, <c>shop.malformed</c> (line, position; from 1), <c>shop.duplicate_key</c>.</summary>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> json, int maxBytes)
    {
        if (json.Length > maxBytes)
        {
            return new Refusal("shop.too_large", json.Length, maxBytes);
        }

        if (!Utf8.IsValid(json.Span))
        {
            return Malformed(json.Span[..ValidPrefix(json.Span)]);
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException wrong)
        {
            // The parser says where; it has no way to refuse without throwing.
            return new Refusal("shop.malformed", (wrong.LineNumber ?? 0) + 1, (wrong.BytePositionInLine ?? 0) + 1);
        }

        if (BadKey(document.RootElement) is { } bad)
        {
            document.Dispose();
            return bad.Twice ? new Refusal("shop.duplicate_key", bad.Path) { Field = bad.Path } : new Refusal("shop.text_invalid") { Field = bad.Path };
        }

        return document;
    }

    /// <summary>The text of a string; false when an escape in it is half of a surrogate pair.</summary>
    public static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>Kind of a value as JSON calls it.</summary>
    public static string KindName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Undefined => "nothing",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    /// <summary>Path of the first key that occurs twice in its object, where two readers could read two different orders, or that is not text.</summary>
    private static (string Path, bool Twice)? BadKey(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                {
                    if (NameOf(property) is not { } name)
                    {
                        return ("?", false);
                    }

                    if (!seen.Add(name))
                    {
                        return (Shortened(name), true);
                    }

                    if (BadKey(property.Value) is { } inner)
                    {
                        return (Joined(Shortened(name), inner.Path), inner.Twice);
                    }
                }

                return null;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if (BadKey(item) is { } inner)
                    {
                        return (Joined($"[{index}]", inner.Path), inner.Twice);
                    }

                    index++;
                }

                return null;
            default:
                return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Joined(string outer, string inner) => inner[0] == '[' ? outer + inner : $"{outer}.{inner}";

    private static string Shortened(string name) => name.Length switch { 0 => "''", > 60 => name[..60], _ => name };

    private static Refusal Malformed(ReadOnlySpan<byte> before)
    {
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new Refusal("shop.malformed", (long)before.Count((byte)'\n') + 1, (long)(before.Length - lineStart) + 1);
    }

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (System.Text.Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }
}
