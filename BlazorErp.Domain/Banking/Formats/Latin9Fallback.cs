using System.Text;

namespace BlazorErp.Domain.Banking.Formats;

/// <summary>Reads what is not text of the declared encoding as ISO-8859-15, and remembers that it had to.</summary>
internal sealed class Latin9Fallback : DecoderFallback
{
    private static readonly Encoding Latin9 = CodePagesEncodingProvider.Instance.GetEncoding("ISO-8859-15")!;

    public bool Used { get; private set; }

    public override int MaxCharCount => 8;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

    private sealed class Buffer(Latin9Fallback owner) : DecoderFallbackBuffer
    {
        private string text = "";
        private int at;

        public override int Remaining => text.Length - at;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            owner.Used = true;
            (text, at) = (Latin9.GetString(bytesUnknown), 0);
            return text.Length > 0;
        }

        public override char GetNextChar() => at < text.Length ? text[at++] : '\0';

        public override bool MovePrevious()
        {
            if (at == 0) return false;
            at--;
            return true;
        }

        public override void Reset() => (text, at) = ("", 0);
    }
}
