using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>
/// What is normal for one machine, learned from rows while it was healthy. Immutable; an <see cref="AnomalyDetector"/> holds a
/// machine's live rows against it.
/// </summary>
public sealed class AnomalyModel
{
    internal AnomalyModel(
        WatchedSignals watched, LevelModel levels, LatentModel latent, double limit, double holdLimit, ModelRecord record) =>
        (Watched, Levels, Latent, Limit, HoldLimit, Record) = (watched, levels, latent, limit, holdLimit, record);

    public WatchedSignals Watched { get; }

    public ModelRecord Record { get; }

    /// <summary>What a score must pass to alarm while all signals are there.</summary>
    public double Limit { get; }

    /// <summary>Of signals together; empty where levels alone are watched.</summary>
    public IReadOnlyList<QuadraticStatistic> Statistics => Latent.Statistics;

    internal LevelModel Levels { get; }

    internal LatentModel Latent { get; }

    /// <summary>Beyond this a level's baseline stands still.</summary>
    internal double HoldLimit { get; }

    internal AnomalyModel WithLimit(double limit, ModelRecord record) => new(Watched, Levels, Latent, limit, HoldLimit, record);

    /// <summary>
    /// The same, but for levels that may stray as far as they were seen to, and the usual limit beyond that.
    /// </summary>
    /// <param name="strays">Of each watched signal.</param>
    /// <param name="record">What is to be known of it.</param>
    internal AnomalyModel Tolerating(ReadOnlySpan<LevelStray> strays, ModelRecord record)
    {
        var scales = new DeviateScale[Watched.Count];
        for (var i = 0; i < scales.Length; i++)
            scales[i] = strays[i].Rows > 0 ? Levels.Scales[i].Beyond(strays[i].Reach, HoldLimit) : Levels.Scales[i];
        return new AnomalyModel(Watched, Levels.With(scales), Latent, Limit, HoldLimit, record);
    }
}
