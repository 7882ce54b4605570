using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Learning;

/// <summary>A model's record as bytes.</summary>
public static class ModelRecordCodec
{
    private const int MetricsMax = 1000;

    public static void Write(StateWriter writer, ModelRecord record)
    {
        foreach (var text in new[] { record.IntendedUse, record.Data, record.DataSha256, record.Split, record.Domain })
            writer.WriteString(text);
        writer.WriteCount(record.Groups);
        writer.WriteCount(record.Rows);
        writer.WriteInt64(record.CalibratedTicks);
        writer.WriteUInt64(record.Seed);
        writer.WriteCount(record.Metrics.Count);
        foreach (var metric in record.Metrics)
        {
            writer.WriteString(metric.Name);
            writer.WriteDouble(metric.Value);
            writer.WriteDouble(metric.Low);
            writer.WriteDouble(metric.High);
        }
    }

    /// <exception cref="StateFormatException">The bytes are no record.</exception>
    public static ModelRecord Read(ref StateReader reader)
    {
        var (use, data, hash) = (reader.ReadText(), reader.ReadText(), reader.ReadText());
        var (split, domain) = (reader.ReadText(), reader.ReadText());
        var (groups, rows) = (reader.ReadCount(int.MaxValue), reader.ReadCount(int.MaxValue));
        var (ticks, seed) = (reader.ReadInt64(), reader.ReadUInt64());
        var metrics = new ModelMetric[reader.ReadCount(MetricsMax)];
        for (var i = 0; i < metrics.Length; i++)
            metrics[i] = new ModelMetric(reader.ReadText(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        return new ModelRecord(use, data, hash, groups, rows, split, domain, ticks, seed, metrics);
    }
}
