using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Samples;

/// <summary>A sample within a twin's snapshot.</summary>
internal static class SampleState
{
    public static void Write(StateWriter writer, in Sample sample)
    {
        writer.WriteInt64(sample.SourceTicks);
        writer.WriteInt64(sample.ReceiveTicks - sample.SourceTicks);
        writer.WriteDouble(sample.Value);
        writer.WriteDouble(sample.RawValue);
        writer.WriteByte((byte)sample.Quality);
        writer.WriteString(sample.Text);
    }

    public static Sample Read(ref StateReader reader)
    {
        var source = reader.ReadInt64();
        return new Sample(
            source,
            source + reader.ReadInt64(),
            reader.ReadDouble(),
            reader.ReadDouble(),
            (Quality)reader.ReadByte((byte)Quality.Bad),
            reader.ReadString());
    }
}
