using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>Models of what is normal as files.</summary>
public static class AnomalyModelCodec
{
    /// <summary>What the file's envelope calls them.</summary>
    public const string Kind = "anomaly";

    // 2: with how long signals may stand still.
    private const byte Version = 2;
    private const int StatisticsMax = 16;
    private const int WindowMax = 64;

    public static byte[] Write(AnomalyModel model)
    {
        var writer = new StateWriter(1 << 16);
        writer.WriteVersion(Version);
        writer.WriteDouble(model.Limit);
        writer.WriteDouble(model.HoldLimit);
        Write(writer, model.Watched);
        Write(writer, model.Levels);
        Write(writer, model.Latent);
        ModelRecordCodec.Write(writer, model.Record);
        return ModelEnvelope.Seal(Kind, writer.Written);
    }

    /// <exception cref="ModelFormatException">It is no such model, newer, or damaged.</exception>
    public static AnomalyModel Read(ReadOnlySpan<byte> file)
    {
        try
        {
            var reader = new StateReader(ModelEnvelope.Open(file, Kind));
            return Read(ref reader);
        }
        catch (StateFormatException wrong)
        {
            throw new ModelFormatException($"The model file can't be read: {wrong.Message}", wrong);
        }
    }

    private static AnomalyModel Read(ref StateReader reader)
    {
        var version = reader.ReadVersion(Version);
        var (limit, hold) = (reader.ReadDouble(), reader.ReadDouble());
        var watched = ReadWatched(ref reader, version);
        var levels = ReadLevels(ref reader, watched.Count);
        var latent = ReadLatent(ref reader, watched.Count);
        var model = new AnomalyModel(watched, levels, latent, limit, hold, ModelRecordCodec.Read(ref reader));
        reader.ReadEnd();
        return model;
    }

    private static void Write(StateWriter writer, WatchedSignals watched)
    {
        writer.WriteTexts(watched.Names);
        writer.WriteCount(watched.Count);
        foreach (var column in watched.Columns)
            writer.WriteCount(column);
        writer.WriteDoubles(watched.Means);
        writer.WriteDoubles(watched.Spreads);
        writer.WriteDouble(watched.DeviationsMax);
        Repetition.WriteLimits(writer, watched.RepeatsMax);
    }

    private static WatchedSignals ReadWatched(ref StateReader reader, byte version)
    {
        var names = reader.ReadTexts(SignalTable.SignalsMax);
        var columns = new int[reader.ReadCount(names.Length)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = reader.ReadCount(names.Length - 1);
        if (columns.Length == 0)
            throw new StateFormatException("The model watches no signals.");
        var (means, spreads) = (reader.ReadDoublesExactly(columns.Length), reader.ReadDoublesExactly(columns.Length));
        var deviationsMax = reader.ReadDouble();
        var repeatsMax = Repetition.ReadLimits(ref reader, columns.Length, version >= 2);
        return new WatchedSignals(names, columns, means, spreads, deviationsMax, repeatsMax);
    }

    private static void Write(StateWriter writer, LevelModel levels)
    {
        writer.WriteDouble(levels.Smoothing);
        writer.WriteDouble(levels.Forgetting);
        Write(writer, levels.Scales);
        writer.WriteDoubles(levels.Baselines);
        writer.WriteDoubles(levels.Levels);
    }

    private static LevelModel ReadLevels(ref StateReader reader, int signals) => new(
        reader.ReadDouble(), reader.ReadDouble(), ReadScales(ref reader, signals), reader.ReadDoublesExactly(signals),
        reader.ReadDoublesExactly(signals));

    private static void Write(StateWriter writer, LatentModel latent)
    {
        writer.WriteDouble(latent.Smoothing);
        writer.WriteCount(latent.Statistics.Length);
        foreach (var statistic in latent.Statistics)
        {
            writer.WriteString(statistic.Name);
            writer.WriteCount(statistic.Lags);
            writer.WriteCount(statistic.Map.Count);
            foreach (var row in statistic.Map)
                writer.WriteDoubles(row);
        }

        Write(writer, latent.Single);
        Write(writer, latent.Smoothed);
        writer.WriteCount(latent.Precision.Length);
        foreach (var row in latent.Precision)
            writer.WriteDoubles(row);
    }

    private static LatentModel ReadLatent(ref StateReader reader, int signals)
    {
        var smoothing = reader.ReadDouble();
        var statistics = new QuadraticStatistic[reader.ReadCount(StatisticsMax)];
        for (var i = 0; i < statistics.Length; i++)
            statistics[i] = ReadStatistic(ref reader, signals);
        var (single, smoothed) = (ReadScales(ref reader, statistics.Length), ReadScales(ref reader, statistics.Length));
        var precision = new double[reader.ReadCount(signals)][];
        if (precision.Length != (statistics.Length == 0 ? 0 : signals))
            throw new StateFormatException($"{precision.Length} rows of a precision matrix for {signals} signals.");
        for (var i = 0; i < precision.Length; i++)
            precision[i] = reader.ReadDoublesExactly(signals);
        return new LatentModel(statistics, single, smoothed, precision, smoothing);
    }

    private static QuadraticStatistic ReadStatistic(ref StateReader reader, int signals)
    {
        var name = reader.ReadText();
        var lags = reader.ReadCount(WindowMax);
        var map = new double[reader.ReadCount(signals * WindowMax)][];
        if (lags == 0 || map.Length == 0)
            throw new StateFormatException($"The statistic {name} looks at {lags} rows in {map.Length} ways; expected some.");
        for (var i = 0; i < map.Length; i++)
            map[i] = reader.ReadDoublesExactly(signals * lags);
        return new QuadraticStatistic(name, signals, map);
    }

    private static void Write(StateWriter writer, DeviateScale[] scales)
    {
        foreach (var scale in scales)
        {
            writer.WriteDouble(scale.Centre);
            writer.WriteDouble(scale.Spread);
            writer.WriteDouble(scale.Rows);
        }
    }

    private static DeviateScale[] ReadScales(ref StateReader reader, int count)
    {
        var scales = new DeviateScale[count];
        for (var i = 0; i < count; i++)
            scales[i] = new DeviateScale(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        return scales;
    }
}
