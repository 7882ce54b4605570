using OrleansTwin.Twins.Maintenance.Lives;

namespace OrleansTwin.Runtime.Lives;

/// <summary>Parts that live alike, wherever they are.</summary>
/// <param name="Type">Of their machines; empty: they have none.</param>
/// <param name="TaskId">The maintenance task that renews them; empty: the machine itself.</param>
internal readonly record struct LifeKind(string Type, string TaskId);

/// <summary>A life that ended, in hours of operation.</summary>
internal readonly record struct EndedLife(string MachineId, long ToTicks, Lifetime Life);

/// <summary>What a shard tells others of the lives of a kind, within bounds whatever it has.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Ended">The newest that ended.</param>
/// <param name="Running">Those that run, some of like age together.</param>
internal sealed record KindLives(LifeKind Kind, IReadOnlyList<EndedLife> Ended, IReadOnlyList<Lifetime> Running)
{
    /// <summary>Kinds in one question.</summary>
    public const int KindsMax = 100;

    /// <summary>Ages of those that run that are told of a kind.</summary>
    private const int AgesMax = 100;

    /// <summary>As few ages as may be told, each the mean of those that it stands for.</summary>
    public static IReadOnlyList<Lifetime> Together(IEnumerable<double> runHours)
    {
        var ages = runHours.Where(hours => hours > 0).Order().ToList();
        return
        [
            .. ages.Chunk(Math.Max(1, (ages.Count + AgesMax - 1) / AgesMax))
                .Select(alike => new Lifetime(alike.Average(), false, alike.Length)),
        ];
    }
}
