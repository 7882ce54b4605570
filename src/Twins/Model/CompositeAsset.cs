namespace OrleansTwin.Twins.Model;

/// <summary>How a line's availability, performance and OEE are formed from its machines.</summary>
public enum OeeRule
{
    /// <summary>Sum the elements of all machines, then form the ratio.</summary>
    SumBased = 0,

    /// <summary>The elements of the constraint (bottleneck) machine stand for the line.</summary>
    ConstraintBased = 1,
}

/// <summary>
/// An enterprise, site, area or line: a node that is the sum of its children. Children are composites or machines, to any depth.
/// </summary>
public sealed record CompositeAsset : Asset
{
    public required IReadOnlyList<Asset> Children { get; init; }

    /// <summary>The rule that answers KPI questions when the question does not name one.</summary>
    public OeeRule OeeRule { get; init; }

    /// <summary>Path of the machine that paces a line; null where none was named.</summary>
    public string? ConstraintId { get; init; }

    /// <summary>What feeds what among the machines of a line; empty where not described.</summary>
    public IReadOnlyList<FlowEdge> Flow { get; init; } = [];
}

/// <summary>
/// Material flows from one machine to the next through a buffer of <paramref name="Capacity"/> pieces that held
/// <paramref name="InitialLevel"/> pieces when the model began. Ids are machine paths.
/// </summary>
public sealed record FlowEdge(string FromId, string ToId, int Capacity, int InitialLevel = 0);
