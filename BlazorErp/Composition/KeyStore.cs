using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using BlazorErp.Domain.Companies;
using BlazorErp.Domain.Data;
using BlazorErp.Domain.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlazorErp.Composition;

/// <summary>
/// Data-protection keys in the database, so that every node reads what any node encrypted (sign-in cookies, channel secrets). They are
/// encrypted with a key file apart from the database, where there is one: a stolen copy of the database opens nothing. On SQLite the file is
/// made in the data folder (keys/master.key); on a server database name one in "Keys:File", the same on every node. Back it up apart from
/// the database: without it, secrets must be entered again and everyone signs in anew.
/// </summary>
public static class KeyStore
{
    /// <summary>Registers data protection and the secret box.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration, DataFolder data, DatabaseProvider provider)
    {
        services.AddDataProtection().SetApplicationName("BlazorErp");
        var path = configuration["Keys:File"] ?? (provider == DatabaseProvider.Sqlite ? data.At("keys", "master.key") : null);
        var key = path is null ? null : KeyFile.Open(path);
        if (key is not null)
        {
            services.AddSingleton(key);
        }

        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(sp => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new DatabaseKeys(sp.GetRequiredService<ErpContextFactory>());
            options.XmlEncryptor = key is null ? new NullXmlEncryptor() : new KeyFileEncryptor(key);
        }));
        services.AddSingleton<ISecretBox, SecretBox>();
        services.AddSingleton<IStartupStep, FirstKey>();
        return services;
    }

    /// <summary>
    /// Takes out the framework's reading of the keys at start, when their table may not be there yet; <see cref="FirstKey"/> does it after the
    /// migrations. Called last, because every part that uses data protection adds it again.
    /// </summary>
    public static void ReadKeysLater(this IServiceCollection services)
    {
        foreach (var early in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(early);
        }
    }
}

/// <summary>
/// Makes the first key before anyone needs it: made at first use it could be made inside a unit of work, which on SQLite holds the one place
/// of a writer that the key's own row needs.
/// </summary>
internal sealed class FirstKey(ISecretBox box) : IStartupStep
{
    public Task RunAsync(CancellationToken cancellationToken)
    {
        box.Protect("first key");
        return Task.CompletedTask;
    }
}

/// <summary>Secrets of channels, encrypted by the keys of the installation under a purpose of their own.</summary>
internal sealed class SecretBox(IDataProtectionProvider provider) : ISecretBox
{
    private readonly IDataProtector protector = provider.CreateProtector("BlazorErp.Secrets.v1");

    public string Protect(string secret) => protector.Protect(secret);

    public string Unprotect(string stored) => protector.Unprotect(stored);
}

/// <summary>The key ring's table.</summary>
internal sealed class DatabaseKeys(ErpContextFactory factory) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = factory.Create();
        return db.DataProtectionKeys.AsNoTracking().OrderBy(k => k.Id).Select(k => k.Xml).ToList().ConvertAll(KeyFileEncryptor.Read);
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = factory.Create();
        db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>32 random bytes in a file that only its owner reads.</summary>
public sealed class KeyFile
{
    private KeyFile(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    /// <summary>Reads the file, making it where it is missing.</summary>
    /// <exception cref="StartRefusedException">It holds something else.</exception>
    public static KeyFile Open(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        }

        try
        {
            var bytes = Convert.FromBase64String(File.ReadAllText(path).Trim());
            return bytes.Length == 32 ? new KeyFile(bytes) : throw new FormatException();
        }
        catch (FormatException e)
        {
            throw new StartRefusedException(ExitCodes.Database, $"The key file {path} is damaged: it must hold 32 bytes as base64.", e);
        }
    }
}

/// <summary>Encrypts a key of the ring with AES-GCM under the key file.</summary>
internal sealed class KeyFileEncryptor(KeyFile key) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(12);
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(key.Bytes, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new EncryptedXmlInfo(new XElement("byKeyFile", Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(KeyFileDecryptor));
    }

    public static XElement Read(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1_000_000 });
        return XElement.Load(reader);
    }
}

/// <summary>The reverse; made by the framework, which hands it the services.</summary>
internal sealed class KeyFileDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var key = services.GetService<KeyFile>() ?? throw new CryptographicException("The keys in the database are encrypted with a key file: name it in Keys:File");
        var bytes = Convert.FromBase64String(encryptedElement.Value);
        var plain = new byte[bytes.Length - 28];
        using var aes = new AesGcm(key.Bytes, 16);
        aes.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(28), bytes.AsSpan(12, 16), plain);
        return KeyFileEncryptor.Read(Encoding.UTF8.GetString(plain));
    }
}
