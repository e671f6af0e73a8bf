// Stand-in for Microsoft.SqlServer.Server: the package feed lacks it and SqlClient cannot send a parameter without it.
namespace Microsoft.SqlServer.Server;

/// <summary>How a CLR user-defined type is serialised.</summary>
public enum Format
{
    /// <summary>Not known.</summary>
    Unknown = 0,
    /// <summary>By the runtime.</summary>
    Native = 1,
    /// <summary>By the type itself.</summary>
    UserDefined = 2,
}

/// <summary>Marks a CLR user-defined type; BlazorErp has none.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    /// <summary>Serialisation format.</summary>
    public Format Format { get; } = format;
    /// <summary>Largest size in bytes.</summary>
    public int MaxByteSize { get; set; }
    /// <summary>Whether every value has the same size.</summary>
    public bool IsFixedLength { get; set; }
    /// <summary>Whether bytes compare as values do.</summary>
    public bool IsByteOrdered { get; set; }
    /// <summary>Method that validates a value.</summary>
    public string? ValidationMethodName { get; set; }
    /// <summary>Name in the database.</summary>
    public string? Name { get; set; }
}

/// <summary>Thrown by SqlClient for a wrong user-defined type.</summary>
public sealed class InvalidUdtException : SystemException
{
    private InvalidUdtException(string message) : base(message) { }
    /// <summary>Makes the exception for a type and a reason.</summary>
    public static InvalidUdtException Create(Type udtType, string resourceReason) => new($"'{udtType.FullName}' is an invalid user-defined type: {resourceReason}");
}

/// <summary>A type that writes itself.</summary>
public interface IBinarySerialize
{
    /// <summary>Reads the value.</summary>
    void Read(BinaryReader r);
    /// <summary>Writes the value.</summary>
    void Write(BinaryWriter w);
}
