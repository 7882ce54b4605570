using System.Buffers;

namespace OrleansTwin.Store.Codecs;

/// <summary>How a chunk's receive times are stored. Persisted numbers.</summary>
internal enum ReceiveForm : byte
{
    AsSource = 0,

    /// <summary>The source's millisecond: what a sample gets that brought no time of its own.</summary>
    SourceMillisecond = 1,
    Delays = 2,
    Times = 3,
}

/// <summary>
/// Receive times beside source times. Where both are in whole milliseconds a delay takes few bits; a source that counts finer is
/// better off with the times themselves.
/// </summary>
internal static class ReceiveColumn
{
    public static ReceiveForm FormOf(ReadOnlySpan<long> sources, ReadOnlySpan<long> receives)
    {
        if (sources.SequenceEqual(receives))
            return ReceiveForm.AsSource;
        for (var i = 0; i < sources.Length; i++)
        {
            if (receives[i] != Millisecond(sources[i]))
                return Shorter(sources, receives);
        }

        return ReceiveForm.SourceMillisecond;
    }

    public static void Write(ByteWriter writer, ReceiveForm form, ReadOnlySpan<long> sources, ReadOnlySpan<long> receives)
    {
        if (form == ReceiveForm.Times)
        {
            IntegerColumn.Write(writer, receives);
        }
        else if (form == ReceiveForm.Delays)
        {
            var delays = ArrayPool<long>.Shared.Rent(sources.Length);
            WriteDelays(writer, sources, receives, delays.AsSpan(0, sources.Length));
            ArrayPool<long>.Shared.Return(delays);
        }
    }

    public static void Read(ref ByteReader reader, ReceiveForm form, ReadOnlySpan<long> sources, Span<long> receives)
    {
        if (form is ReceiveForm.Delays or ReceiveForm.Times)
            IntegerColumn.Read(ref reader, receives);
        else
            sources.CopyTo(receives);
        for (var i = 0; i < receives.Length && form is ReceiveForm.Delays or ReceiveForm.SourceMillisecond; i++)
            receives[i] = form == ReceiveForm.Delays ? receives[i] + sources[i] : Millisecond(receives[i]);
    }

    private static long Millisecond(long ticks) => ticks - (ticks % TimeSpan.TicksPerMillisecond);

    private static ReceiveForm Shorter(ReadOnlySpan<long> sources, ReadOnlySpan<long> receives)
    {
        var length = Math.Min(sources.Length, IntegerBlock.Max);
        var tried = new ByteWriter();
        IntegerColumn.Write(tried, receives[..length]);
        var times = tried.Length;
        WriteDelays(tried, sources[..length], receives[..length], stackalloc long[length]);
        return tried.Length - times <= times ? ReceiveForm.Delays : ReceiveForm.Times;
    }

    private static void WriteDelays(
        ByteWriter writer, ReadOnlySpan<long> sources, ReadOnlySpan<long> receives, Span<long> delays)
    {
        for (var i = 0; i < delays.Length; i++)
            delays[i] = receives[i] - sources[i];
        IntegerColumn.Write(writer, delays);
    }
}
