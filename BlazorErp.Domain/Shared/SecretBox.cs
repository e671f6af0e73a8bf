namespace BlazorErp.Domain.Shared;

/// <summary>Keeps secrets unreadable in the database: what goes in comes out only with the keys of this installation.</summary>
public interface ISecretBox
{
    /// <summary>Encrypts a text for storing.</summary>
    string Protect(string secret);

    /// <summary>The text again.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, or the keys are others.</exception>
    string Unprotect(string stored);
}
