using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Runtime.Lives;

/// <summary>Parts that live by the same distribution, and what their lives teach of it.</summary>
internal sealed class LifeFleet(LifeKind kind, int livesMax, LivesElsewhere? elsewhere)
{
    /// <summary>Running parts teach by living on: it is learned again when they have run so much more, all together.</summary>
    private const double Growth = 1.02;

    private readonly Dictionary<(string SensorId, PathPrior Told), PathExperience> _experiences = [];
    private (int Ended, double RunHours) _learnedFrom = (-1, 0);
    private long _lookedTicks;

    public LifeKind Kind => kind;

    /// <summary>Of how many shards lives are known, and of how many there are; null: of all.</summary>
    public (int Known, int Shards)? Incomplete =>
        elsewhere is { } others && others.Known < others.Shards ? (others.Known, others.Shards) : null;

    public List<LifePart> Parts { get; } = [];

    /// <summary>Null: there are too few failures.</summary>
    public LifeFit? Fit { get; private set; }

    /// <summary>When it was learned.</summary>
    public long LearnedTicks { get; private set; }

    /// <summary>The oldest age at which one of them failed or was renewed.</summary>
    public double OldestHours { get; private set; }

    /// <summary>Failures at different ages, of those that are needed.</summary>
    public int Failures { get; private set; }

    /// <summary>Something else is known of its lives than before.</summary>
    public void Forget()
    {
        (_learnedFrom, _lookedTicks) = ((-1, 0), 0);
        _experiences.Clear();
    }

    /// <summary>
    /// What is believed of a sensor's wear beforehand: what the plant file says, with what was seen of sensors of the same name
    /// that show wear in the same way.
    /// </summary>
    public PathExperience ExperienceOf(WearTrack track)
    {
        var (name, told) = (track.Sensor.LocalId, track.Wear.Path);
        if (!_experiences.TryGetValue((name, told), out var experience))
        {
            _experiences[(name, told)] = experience = PathExperience.Learn(told, Parts
                .SelectMany(part => part.Tracks.SelectMany(part.WornOf, (like, worn) => (like, worn)))
                .Where(each => each.like.Sensor.LocalId == name
                    && (each.like.Wear.Path.Form, each.like.Wear.Path.Offset) == (told.Form, told.Offset))
                .OrderByDescending(each => each.worn.ToTicks).Take(livesMax).Select(each => each.worn.Path));
        }

        return experience;
    }

    /// <summary>
    /// Learns again where there is more to learn from, looking once at each moment. All parts must have been counted.
    /// </summary>
    public void Learn(long nowTicks)
    {
        if (nowTicks == _lookedTicks)
            return;
        _lookedTicks = nowTicks;
        var others = elsewhere?.Of(kind).ToList() ?? [];
        var ended = Newest(Own().Concat(others.SelectMany(shard => shard.Ended))).Select(life => life.Life).ToList();
        var running = Parts.Select(part => new Lifetime(part.AgeHours!.Value, false)).Where(life => life.Hours > 0)
            .Concat(others.SelectMany(shard => shard.Running)).ToList();
        var runHours = running.Sum(life => life.Hours * life.Count);
        if (ended.Count == _learnedFrom.Ended && runHours < _learnedFrom.RunHours * Growth)
            return;
        _learnedFrom = (ended.Count, runHours);
        Failures = ended.Where(life => life.IsFailure).Select(life => life.Hours).Distinct().Count();
        OldestHours = ended.Select(life => life.Hours).DefaultIfEmpty().Max();
        Fit = Failures >= LifeFit.FailuresMin ? LifeFit.Better([.. ended, .. running]) : null;
        LearnedTicks = nowTicks;
    }

    /// <summary>What other shards are told.</summary>
    public KindLives Tell() => new(
        kind, [.. Newest(Own())], KindLives.Together(Parts.Select(part => part.AgeHours ?? 0)));

    private IEnumerable<EndedLife> Own() => Parts.SelectMany(
        part => part.Ended, (part, life) => new EndedLife(part.Machine.Id, life.ToTicks, life.Life));

    // A machine has one life that ends at a moment, whoever tells of it.
    private IEnumerable<EndedLife> Newest(IEnumerable<EndedLife> lives) => lives.Where(life => life.Life.Hours > 0)
        .DistinctBy(life => (life.MachineId, life.ToTicks)).OrderByDescending(life => life.ToTicks).Take(livesMax);
}
