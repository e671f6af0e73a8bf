using System.IO.Compression;
using System.Xml;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Files;

/// <summary>One part of a workbook while it is read: the product's one XML reader over a metered stream.</summary>
internal sealed class XlsxPart : IDisposable
{
    private readonly MeteredStream meter;

    /// <summary>Opens it.</summary>
    /// <exception cref="XmlException">As <see cref="SafeXml"/>; what is too deep, broad or long is an <see cref="XmlLimitException"/>.</exception>
    public XlsxPart(ZipArchiveEntry part, int maxDepth)
    {
        meter = new MeteredStream(part.Open(), part.Length);
        try
        {
            Xml = SafeXml.Create(meter, new SafeXmlLimits(Math.Max(1, part.Length)) { MaxDepth = maxDepth });
        }
        catch
        {
            meter.Dispose();
            throw;
        }
    }

    /// <summary>At the node read last.</summary>
    public XmlReader Xml { get; }

    /// <summary>The next node.</summary>
    public bool Step()
    {
        meter.Token();
        return Xml.Read();
    }

    /// <summary>A further piece of the same long text is read.</summary>
    public void Token() => meter.Token();

    /// <inheritdoc/>
    public void Dispose()
    {
        Xml.Dispose();
        meter.Dispose();
    }
}
