namespace OrleansTwin.Ingest.Tests.Csv;

/// <summary>A file of which a little is read at a time, and on whose half something happens.</summary>
internal sealed class FailingStream(byte[] file, Action atHalf) : MemoryStream(file)
{
    private const int BytesAtOnce = 100;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length / 2)
            atHalf();
        return await base.ReadAsync(buffer[..Math.Min(BytesAtOnce, buffer.Length)], cancellationToken);
    }
}
