using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Features;

/// <summary>Feature plans as bytes, a part of model files.</summary>
internal static class FeaturePlanCodec
{
    // 2: with how long signals may stand still.
    private const byte Version = 2;
    private const int SpansMax = 64;
    private const int NumbersMax = 2 * RowLayout.ColumnsMax;

    public static void Write(StateWriter writer, FeaturePlan plan)
    {
        writer.WriteVersion(Version);
        Write(writer, plan.Options);
        Write(writer, plan.Scaling);
        foreach (var model in new[] { plan.Wear, plan.Nearness })
        {
            writer.WriteDouble(model.Start);
            writer.WriteDoubles(model.Weights);
        }

        writer.WriteDoubles(plan.Range.Lows);
        writer.WriteDoubles(plan.Range.Highs);
        Repetition.WriteLimits(writer, plan.Range.RepeatsMax);
    }

    /// <exception cref="StateFormatException">The bytes are no plan.</exception>
    public static FeaturePlan Read(ref StateReader reader)
    {
        var version = reader.ReadVersion(Version);
        var options = ReadOptions(ref reader);
        var scaling = ReadScaling(ref reader);
        var wear = new LinearModel(reader.ReadDouble(), reader.ReadDoublesExactly(2 * scaling.Signals));
        var nearness = new LinearModel(reader.ReadDouble(), reader.ReadDoublesExactly(scaling.Signals));
        var (lows, highs) = (reader.ReadDoublesExactly(scaling.Signals), reader.ReadDoublesExactly(scaling.Signals));
        var repeatsMax = Repetition.ReadLimits(ref reader, scaling.Signals, version >= 2);
        return new FeaturePlan(scaling, options, wear, nearness, new SignalRange(lows, highs, repeatsMax));
    }

    private static void Write(StateWriter writer, FeatureOptions options)
    {
        writer.WriteCount(options.BaselineCycles);
        writer.WriteCount(options.NearCycles);
        writer.WriteDouble(options.LifeCap);
        writer.WriteDoubles([.. options.SignalSpans]);
        writer.WriteDoubles([.. options.IndexSpans]);
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
        var spans = reader.ReadDoubles(NumbersMax);
        return spans.Length is > 0 and <= SpansMax && spans.All(span => span >= 1)
            ? spans
            : throw new StateFormatException($"{spans.Length} spans, or one of less than a cycle.");
    }

    private static void Write(StateWriter writer, SignalScaling scaling)
    {
        writer.WriteTexts(scaling.Layout.Settings);
        writer.WriteTexts(scaling.Layout.Sensors);
        var regimes = scaling.Regimes;
        writer.WriteDoubles(regimes.Scales);
        writer.WriteDoubles(regimes.Reaches);
        writer.WriteCount(scaling.Signals);
        foreach (var column in scaling.Columns)
            writer.WriteCount(column);
        for (var regime = 0; regime < regimes.Count; regime++)
        {
            writer.WriteDoubles(regimes.Centres[regime]);
            writer.WriteDoubles(scaling.Means[regime]);
            writer.WriteDoubles(scaling.Scales[regime]);
            writer.WriteDoubles(scaling.Noises[regime]);
        }
    }

    private static SignalScaling ReadScaling(ref StateReader reader)
    {
        var layout = new RowLayout(reader.ReadTexts(RowLayout.ColumnsMax), reader.ReadTexts(RowLayout.ColumnsMax));
        var scales = reader.ReadDoublesExactly(layout.Settings.Count);
        var reaches = reader.ReadDoubles(NumbersMax);
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
            centres[regime] = reader.ReadDoublesExactly(layout.Settings.Count);
            means[regime] = reader.ReadDoublesExactly(columns.Length);
            within[regime] = reader.ReadDoublesExactly(columns.Length);
            noises[regime] = reader.ReadDoublesExactly(columns.Length);
        }

        if (columns.Length == 0 || columns.Any(column => column < layout.Settings.Count))
            throw new StateFormatException("The model uses no sensors, or a setting as one.");
        return new SignalScaling(layout, new OperatingRegimes(scales, centres, reaches), columns, means, within, noises);
    }
}
