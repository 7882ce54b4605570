namespace OrleansTwin.Twins.Model;

/// <summary>Levels of the ISA-95 equipment hierarchy that a plant file can name, from the top down.</summary>
public enum AssetKind
{
    Enterprise = 0,
    Site = 1,
    Area = 2,

    /// <summary>Work centre: a production line or process cell.</summary>
    Line = 3,

    /// <summary>Work unit.</summary>
    Machine = 4,

    /// <summary>Control module that reports one value.</summary>
    Sensor = 5,
}

/// <summary>
/// One node of the hierarchy. <see cref="Id"/> is its ISA-95 path (<c>acme/lyon/body/line-1/press-3/spindle-power</c>), unique in
/// the plant and the key of its twin on every host; <see cref="LocalId"/> is the path's last step.
/// </summary>
public abstract record Asset
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required AssetKind Kind { get; init; }

    /// <summary>
    /// Shifts, breaks and planned stops, inherited from the nearest ancestor that names a calendar; null means planned around the
    /// clock.
    /// </summary>
    public ShiftCalendar? Calendar { get; init; }

    /// <summary>Region for emission factors (ISO 3166 alpha-3), inherited; null where none was named.</summary>
    public string? Region { get; init; }

    public string LocalId => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>Whether this is its <see cref="LocalId"/>, which need not be cut out of the path to tell.</summary>
    public bool HasLocalId(string localId) => Id.AsSpan(Id.LastIndexOf('/') + 1).SequenceEqual(localId);

    /// <summary>The parent's path; null for the root.</summary>
    public string? ParentId => Id.LastIndexOf('/') is > 0 and var end ? Id[..end] : null;
}
