using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Companies;

/// <summary>What a password must be: long rather than odd, and not the e-mail address.</summary>
public static class PasswordRules
{
    /// <summary>Shortest password.</summary>
    public const int MinLength = 10;

    /// <summary>Longest password.</summary>
    public const int MaxLength = 200;

    /// <summary>Null when it will do.</summary>
    public static Refusal? Check(string? password, string? email) =>
        password is null || password.Length < MinLength ? new Refusal("password.too_short", MinLength) { Field = "password" }
        : password.Length > MaxLength ? new Refusal("field.too_long", "password", MaxLength) { Field = "password" }
        : password.Distinct().Count() < 5 || string.Equals(password, email, StringComparison.OrdinalIgnoreCase) ? new Refusal("password.too_simple") { Field = "password" }
        : null;
}
