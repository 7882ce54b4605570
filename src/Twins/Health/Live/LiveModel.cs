using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>A model that has held, with where its detector has come to, and what is known of whether it still fits.</summary>
internal sealed class LiveModel
{
    /// <summary>A limit so many times the nominal one says nothing.</summary>
    private const double LimitFactorMax = 2;

    private readonly LevelStray[] _strays;

    public LiveModel(AnomalyModel model, AnomalyDetector detector) : this(model, detector, new ModelDrift())
    {
    }

    private LiveModel(AnomalyModel model, AnomalyDetector detector, ModelDrift drift) =>
        (Model, Detector, Drift, _strays) = (model, detector, drift, new LevelStray[model.Watched.Count]);

    public AnomalyModel Model { get; private set; }

    public AnomalyDetector Detector { get; private set; }

    public ModelDrift Drift { get; private set; }

    private double DeviationsMax => Model.Watched.DeviationsMax;

    /// <summary>Why it is flagged; empty: it is not.</summary>
    public string Flagged { get; private set; } = "";

    /// <summary>The work order that will tell what was wrong when it last alerted; empty: none is waited for.</summary>
    public string OrderId { get; set; } = "";

    /// <summary>The next minute. What is out of its limit is kept, until it is known what it was.</summary>
    public AnomalyScore Score(ReadOnlySpan<double> row, long minuteTicks, long gapTicks)
    {
        var score = Detector.Score(row, minuteTicks, gapTicks);
        if (score.IsAlarm)
            Detector.KeepStrays(_strays);
        return score;
    }

    /// <summary>A minute was judged while no alert stood; true: the model has come to be flagged.</summary>
    public bool Watch(in AnomalyScore score, ReadOnlySpan<double> row, bool isNewRun, double falseAlarmShare)
    {
        Drift.Push(score.Score, Math.Abs(Farthest(row).Deviation) > DeviationsMax, isNewRun, falseAlarmShare);
        if (Flagged.Length > 0 && Drift.IsCalm)
            Flagged = "";
        if (Flagged.Length > 0 || !(Drift.IsOutside || Drift.IsRestless))
            return false;
        Flagged = Drift.IsOutside ? OutsideBy(row)
            : FormattableString.Invariant(
                $"Scores leave the limit far more often than in the stated {100 * falseAlarmShare:0.####} % of minutes.");
        return true;
    }

    /// <summary>How far inputs have left what was learned from, in words.</summary>
    public string OutsideBy(ReadOnlySpan<double> row)
    {
        var (name, deviation) = Farthest(row);
        return FormattableString.Invariant($"Inputs have left what was learned from: {name} is {deviation:+0.0;-0.0} standard ")
            + FormattableString.Invariant($"deviations from its healthy mean; nothing is told apart beyond {DeviationsMax:0}.");
    }

    /// <summary>What was seen is over and explained: nothing of it counts any more.</summary>
    public void BeginAnew()
    {
        Array.Clear(_strays);
        (Drift, Flagged, OrderId) = (new ModelDrift(), "", "");
    }

    /// <summary>Strays of single minutes that came to no alert are nothing to wait for.</summary>
    public void Settle()
    {
        if (OrderId.Length == 0)
            Array.Clear(_strays);
    }

    /// <summary>Sets the limit by recent minutes; null: too few are known. False: that limit would say nothing.</summary>
    public bool? Recalibrate(double falseAlarmShare, long atTicks)
    {
        if (Drift.LimitBy(falseAlarmShare) is not { } limit)
            return null;
        if (limit > LimitFactorMax * Model.HoldLimit)
            return false;
        var record = Model.Record with
        {
            Split = FormattableString.Invariant(
                $"{100 * falseAlarmShare:0.####} % of recent minutes without an alert pass the limit."),
            CalibratedTicks = atTicks,
        };
        Use(Model.WithLimit(limit, record));
        return true;
    }

    /// <summary>What strayed is normal from now on; returns the names of the signals.</summary>
    public IReadOnlyList<string> Tolerate(long atTicks)
    {
        var watched = Model.Watched;
        string[] names = [.. Enumerable.Range(0, watched.Count).Where(signal => _strays[signal].Rows > 0).Select(watched.NameOf)];
        Use(Model.Tolerating(_strays, Model.Record with { CalibratedTicks = atTicks }));
        return names;
    }

    public void Write(StateWriter writer)
    {
        writer.WriteBytes(AnomalyModelCodec.Write(Model));
        Detector.Write(writer);
        Drift.Write(writer);
        foreach (var stray in _strays)
        {
            writer.WriteDouble(stray.Level);
            writer.WriteDouble(stray.Sum);
            writer.WriteDouble(stray.Rows);
        }

        writer.WriteString(Flagged);
        writer.WriteString(OrderId);
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    public static LiveModel Read(ref StateReader reader)
    {
        var (model, detector) = ReadModel(ref reader);
        var live = new LiveModel(model, detector, ModelDrift.Read(ref reader));
        foreach (ref var stray in live._strays.AsSpan())
            stray = new LevelStray { Level = reader.ReadDouble(), Sum = reader.ReadDouble(), Rows = reader.ReadDouble() };
        (live.Flagged, live.OrderId) = (reader.ReadText(), reader.ReadText());
        return live;
    }

    /// <summary>Of a program that watched for no drift.</summary>
    public static LiveModel ReadOlder(ref StateReader reader)
    {
        var (model, detector) = ReadModel(ref reader);
        return new LiveModel(model, detector);
    }

    private static (AnomalyModel Model, AnomalyDetector Detector) ReadModel(ref StateReader reader)
    {
        var model = AnomalyModelCodec.Read(reader.ReadBytes());
        return (model, AnomalyDetector.Read(ref reader, model));
    }

    private void Use(AnomalyModel model)
    {
        (Model, Detector) = (model, Detector.With(model));
        BeginAnew();
    }

    private (string Name, double Deviation) Farthest(ReadOnlySpan<double> row)
    {
        var (farthest, largest) = (0, 0.0);
        for (var signal = 0; signal < Model.Watched.Count; signal++)
        {
            var deviation = Model.Watched.Deviation(signal, row);
            if (Math.Abs(deviation) > Math.Abs(largest))
                (farthest, largest) = (signal, deviation);
        }

        return (Model.Watched.NameOf(farthest), largest);
    }
}
