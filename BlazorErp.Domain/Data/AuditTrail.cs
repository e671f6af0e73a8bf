using System.Globalization;
using System.Text;
using System.Text.Json;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace BlazorErp.Domain.Data;

/// <summary>Turns tracked changes into the before-and-after of an audit row.</summary>
internal static class AuditTrail
{
    private static readonly HashSet<string> Hidden = ["Secret", "FormerSecret", "PasswordHash", "SecurityStamp", "ConcurrencyStamp", "SearchText", "Version", "Explanation", "Content", "Body", "ApiKey", "ApiSecret", "RedirectTo"];

    /// <summary>JSON array of the facts; numbers and dates stay typed as invariant text.</summary>
    public static string Facts(object?[] facts)
    {
        if (facts.Length == 0)
        {
            return "[]";
        }

        var json = JsonSerializer.Serialize(facts);
        return json.Length <= 4000 ? json : "[]";
    }

    /// <summary>JSON of the fields that were modified: [{"t":"Item","id":5,"f":{"Name":["old","new"]}}]; null when nothing was. At most 64 KB.</summary>
    public static string? ChangedFields(ChangeTracker tracker)
    {
        StringBuilder? json = null;
        foreach (var entry in tracker.Entries())
        {
            if (entry.State is not (EntityState.Modified or EntityState.Deleted) || entry.Entity is Lease or JobRun)
            {
                continue;
            }

            var fields = new Dictionary<string, object?[]>(StringComparer.Ordinal);
            foreach (var property in entry.Properties)
            {
                if ((property.IsModified || entry.State == EntityState.Deleted) && !Hidden.Contains(property.Metadata.Name))
                {
                    fields[property.Metadata.Name] = entry.State == EntityState.Deleted ? [Plain(property.OriginalValue)] : [Plain(property.OriginalValue), Plain(property.CurrentValue)];
                }
            }

            if (fields.Count == 0 || json?.Length > 65_536)
            {
                continue;
            }

            json = (json is null ? new StringBuilder("[") : json.Append(','))
                .Append("{\"t\":\"").Append(entry.Metadata.ClrType.Name).Append("\",\"id\":").Append(((entry.Entity as CompanyRow)?.Id ?? 0).ToString(CultureInfo.InvariantCulture))
                .Append(",\"f\":").Append(JsonSerializer.Serialize(fields)).Append('}');
        }

        return json?.Append(']').ToString();
    }

    private static object? Plain(object? value) => value switch
    {
        null or string or bool or int or long or decimal => value,
        Enum e => e.ToString(),
        byte[] bytes => bytes.Length,
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
