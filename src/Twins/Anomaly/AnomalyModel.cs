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
}
