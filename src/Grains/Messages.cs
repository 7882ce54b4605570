using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Grains;

/// <summary>Between the messages of the grains and what the runtime reckons with.</summary>
internal static class Messages
{
    public static TelemetryBatch ToMessage(FeedBatch batch)
    {
        var keys = new int[batch.Samples.Length];
        var samples = new Sample[batch.Samples.Length];
        var from = batch.Samples.Span;
        for (var i = 0; i < from.Length; i++)
            (keys[i], samples[i]) = (from[i].SensorKey, from[i].Sample);
        return new TelemetryBatch
        {
            Feed = batch.Feed, From = batch.From, To = batch.To, SensorKeys = keys, Samples = ToMessage(samples),
        };
    }

    public static FeedBatch ToBatch(TelemetryBatch message)
    {
        var samples = ToSamples(message.Samples);
        var keyed = new SensorSample[samples.Length];
        for (var i = 0; i < keyed.Length; i++)
            keyed[i] = new SensorSample(message.SensorKeys[i], samples[i]);
        return new FeedBatch(message.Feed, message.From, message.To, keyed);
    }

    public static SampleColumns ToMessage(ReadOnlySpan<Sample> samples)
    {
        var count = samples.Length;
        var (source, receive, values) = (new long[count], new long[count], new double[count]);
        double[]? raw = null;
        byte[]? qualities = null;
        string?[]? texts = null;
        for (var i = 0; i < count; i++)
        {
            ref readonly var sample = ref samples[i];
            (source[i], receive[i], values[i]) = (sample.SourceTicks, sample.ReceiveTicks, sample.Value);
            if (raw is null && !IsSame(sample.RawValue, sample.Value))
                values.AsSpan(0, i).CopyTo(raw = new double[count]);
            if (raw is not null)
                raw[i] = sample.RawValue;
            if (sample.Quality != Quality.Good)
                (qualities ??= new byte[count])[i] = (byte)sample.Quality;
            if (sample.Text is { } text)
                (texts ??= new string?[count])[i] = text;
        }

        return new SampleColumns
        {
            SourceTicks = source, ReceiveTicks = receive, Values = values, RawValues = raw, Qualities = qualities, Texts = texts,
        };
    }

    public static Sample[] ToSamples(SampleColumns columns)
    {
        var samples = new Sample[columns.SourceTicks.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = new Sample(
                columns.SourceTicks[i],
                columns.ReceiveTicks[i],
                columns.Values[i],
                columns.RawValues?[i] ?? columns.Values[i],
                (Quality)(columns.Qualities?[i] ?? (byte)Quality.Good),
                columns.Texts?[i]);
        }

        return samples;
    }

    public static CompositePartMessage ToMessage(CompositePart part)
    {
        var classes = part.Live.Machines;
        return new CompositePartMessage
        {
            TwinId = part.TwinId,
            PowerMilliwatts = part.Live.PowerMilliwatts,
            NewestSourceTicks = part.Live.NewestSourceTicks,
            ActiveAlarms = part.Live.ActiveAlarms,
            MachinesByClass = [.. (ReadOnlySpan<int>)classes],
            StaleSensors = part.StaleSensors,
            Shift = ToMessage(part.Shift),
        };
    }

    public static CompositePart ToPart(CompositePartMessage message)
    {
        var live = new LiveReport
        {
            PowerMilliwatts = message.PowerMilliwatts,
            NewestSourceTicks = message.NewestSourceTicks,
            ActiveAlarms = message.ActiveAlarms,
        };
        Copy(message.MachinesByClass, live.Machines);
        return new CompositePart(message.TwinId, live, message.StaleSensors, ToVector(message.Shift));
    }

    public static KpiPartQuestion ToMessage(KpiPartQuery query) => new(query.TwinId, [.. query.Sums.Select(ToMessage)]);

    public static KpiPartQuery ToQuery(KpiPartQuestion message) => new(message.TwinId, [.. message.Sums.Select(ToSum)]);

    public static CompositeQuestion ToMessage(CompositePartQuery query) => new(query.TwinId, ToMessage(query.Shift));

    public static CompositePartQuery ToQuery(CompositeQuestion message) => new(message.TwinId, ToSum(message.Shift));

    public static KpiPartMessage ToMessage(KpiPart part) =>
        new(part.SettledUntilTicks, [.. part.Sums.Select(sum => ToMessage(sum))]);

    public static KpiPart ToPart(KpiPartMessage message) =>
        new(message.SettledUntilTicks, [.. message.Sums.Select(ToVector)]);

    private static SumQuestion ToMessage(ElementSum sum) =>
        new([.. sum.TwinIds], sum.FromTicks, sum.ToTicks, sum.Product, sum.Order);

    private static ElementSum ToSum(SumQuestion message) =>
        new(message.TwinIds, message.FromTicks, message.ToTicks, message.Product, message.Order);

    private static long[] ToMessage(in ElementVector sum) => [.. (ReadOnlySpan<long>)sum];

    private static ElementVector ToVector(long[] values)
    {
        var vector = default(ElementVector);
        Copy(values, vector);
        return vector;
    }

    /// <summary>A newer process may know more places than this one, an older one fewer.</summary>
    private static void Copy<T>(ReadOnlySpan<T> from, Span<T> to) =>
        from[..Math.Min(from.Length, to.Length)].CopyTo(to);

    private static bool IsSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
