namespace OrleansTwin.Twins.Causes;

/// <summary>How one asset acts on another.</summary>
public enum LinkKind : byte
{
    /// <summary>Pieces that come late, or worse: to the next machine.</summary>
    Flow = 0,

    /// <summary>Pieces that are not taken: to the machine before.</summary>
    BackPressure = 1,

    /// <summary>Power, compressed air, cooling, steam or the like: to the machine that is supplied, and never back.</summary>
    Supply = 2,
}

/// <summary>One asset acts on another, not sooner and not later than so long after.</summary>
public sealed record CausalLink(string FromId, string ToId, LinkKind Kind, long LagTicksMin, long LagTicksMax);

/// <summary>How a change gets from one asset to another.</summary>
/// <param name="Links">On the way; empty: it is the same asset, or a part of it.</param>
/// <param name="LagTicksMin">Not sooner.</param>
/// <param name="LagTicksMax">Not later.</param>
public sealed record CausalPath(IReadOnlyList<CausalLink> Links, long LagTicksMin, long LagTicksMax)
{
    internal static readonly CausalPath Empty = new([], 0, 0);

    /// <summary>Where it ends; only of a way with links.</summary>
    internal string ToId => Links[^1].ToId;

    internal CausalPath Then(CausalPath next) =>
        new([.. Links, .. next.Links], LagTicksMin + next.LagTicksMin, LagTicksMax + next.LagTicksMax);

    internal CausalPath Then(CausalLink link) => Then(new CausalPath([link], link.LagTicksMin, link.LagTicksMax));

    /// <summary>Whether whatever takes so long as another way may take this one as well.</summary>
    internal bool Spans(CausalPath other) => LagTicksMin <= other.LagTicksMin && LagTicksMax >= other.LagTicksMax;

    internal bool Takes(long ticks, long toleranceTicks) =>
        ticks >= LagTicksMin - toleranceTicks && ticks <= LagTicksMax + toleranceTicks;
}
