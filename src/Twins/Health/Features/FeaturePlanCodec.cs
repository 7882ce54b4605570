using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Features;

/// <summary>Feature plans as bytes, a part of model files.</summary>
internal static class FeaturePlanCodec
{
    private const byte Version = 1;
    private const int SpansMax = 64;

    public static void Write(StateWriter writer, FeaturePlan plan)
    {
        writer.WriteVersion(Version);
        Write(writer, plan.Options);
        Write(writer, plan.Scaling);
        foreach (var model in new[] { plan.Wear, plan.Nearness })
        {
            writer.WriteDouble(model.Start);
            Write(writer, model.Weights);
        }

        Write(writer, plan.Range.Lows);
        Write(writer, plan.Range.Highs);
    }

    /// <exception cref="StateFormatException">The bytes are no plan.</exception>
    public static FeaturePlan Read(ref StateReader reader)
    {
        reader.ReadVersion(Version);
        var options = ReadOptions(ref reader);
        var scaling = ReadScaling(ref reader);
        var wear = new LinearModel(reader.ReadDouble(), ReadDoubles(ref reader, 2 * scaling.Signals));
        var nearness = new LinearModel(reader.ReadDouble(), ReadDoubles(ref reader, scaling.Signals));
        var range = new SignalRange(ReadDoubles(ref reader, scaling.Signals), ReadDoubles(ref reader, scaling.Signals));
        return new FeaturePlan(scaling, options, wear, nearness, range);
    }

    private static void Write(StateWriter writer, FeatureOptions options)
    {
        writer.WriteCount(options.BaselineCycles);
        writer.WriteCount(options.NearCycles);
        writer.WriteDouble(options.LifeCap);
        Write(writer, [.. options.SignalSpans]);
        Write(writer, [.. options.IndexSpans]);
    }

    private static FeatureOptions ReadOptions(ref StateReader reader) => new()
    {
        BaselineCycles = reader.ReadCount(int.MaxValue),
        NearCycles = reader.ReadCount(int.MaxValue),
        LifeCap = reader.ReadDouble(),
        SignalSpans = ReadSpans(ref reader),
        IndexSpans = ReadSpans(ref reader),
    };

    // A span of no cycles would divide by 0 in every trend.
    private static double[] ReadSpans(ref StateReader reader)
    {
        var spans = ReadDoubles(ref reader);
        return spans.Length is > 0 and <= SpansMax && spans.All(span => span >= 1)
            ? spans
            : throw new StateFormatException($"{spans.Length} spans, or one of less than a cycle.");
    }

    private static void Write(StateWriter writer, SignalScaling scaling)
    {
        WriteTexts(writer, scaling.Layout.Settings);
        WriteTexts(writer, scaling.Layout.Sensors);
        var regimes = scaling.Regimes;
        Write(writer, regimes.Scales);
        Write(writer, regimes.Reaches);
        writer.WriteCount(scaling.Signals);
        foreach (var column in scaling.Columns)
            writer.WriteCount(column);
        for (var regime = 0; regime < regimes.Count; regime++)
        {
            Write(writer, regimes.Centres[regime]);
            Write(writer, scaling.Means[regime]);
            Write(writer, scaling.Scales[regime]);
            Write(writer, scaling.Noises[regime]);
        }
    }

    private static SignalScaling ReadScaling(ref StateReader reader)
    {
        var layout = new RowLayout(ReadTexts(ref reader), ReadTexts(ref reader));
        var scales = ReadDoubles(ref reader, layout.Settings.Count);
        var reaches = ReadDoubles(ref reader);
        if (reaches.Length is 0 or > OperatingRegimes.RegimesMax)
            throw new StateFormatException($"{reaches.Length} operating regimes; expected 1 to {OperatingRegimes.RegimesMax}.");
        var columns = new int[reader.ReadCount(layout.Sensors.Count)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = reader.ReadCount(layout.Columns - 1);
        var centres = new double[reaches.Length][];
        var (means, within) = (new double[reaches.Length][], new double[reaches.Length][]);
        var noises = new double[reaches.Length][];
        for (var regime = 0; regime < reaches.Length; regime++)
        {
            centres[regime] = ReadDoubles(ref reader, layout.Settings.Count);
            means[regime] = ReadDoubles(ref reader, columns.Length);
            within[regime] = ReadDoubles(ref reader, columns.Length);
            noises[regime] = ReadDoubles(ref reader, columns.Length);
        }

        if (columns.Length == 0 || columns.Any(column => column < layout.Settings.Count))
            throw new StateFormatException("The model uses no sensors, or a setting as one.");
        return new SignalScaling(layout, new OperatingRegimes(scales, centres, reaches), columns, means, within, noises);
    }

    private static void WriteTexts(StateWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteCount(texts.Count);
        foreach (var text in texts)
            writer.WriteString(text);
    }

    private static string[] ReadTexts(ref StateReader reader)
    {
        var texts = new string[reader.ReadCount(RowLayout.ColumnsMax)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadText();
        return texts;
    }

    private static void Write(StateWriter writer, ReadOnlySpan<double> values)
    {
        writer.WriteCount(values.Length);
        foreach (var value in values)
            writer.WriteDouble(value);
    }

    private static double[] ReadDoubles(ref StateReader reader)
    {
        var values = new double[reader.ReadCount(2 * RowLayout.ColumnsMax)];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.ReadDouble();
        return values;
    }

    private static double[] ReadDoubles(ref StateReader reader, int expected)
    {
        var values = ReadDoubles(ref reader);
        return values.Length == expected
            ? values
            : throw new StateFormatException($"{values.Length} numbers where {expected} are expected.");
    }
}
