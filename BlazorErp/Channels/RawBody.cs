namespace BlazorErp.Channels;

/// <summary>Reads what is posted to us as the bytes it came as: signatures are over them.</summary>
internal static class RawBody
{
    /// <summary>The body; null when it has more bytes than allowed, whatever its header says.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancel)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 8192));
        var buffer = new byte[16_384];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (body.Length + read > most)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
