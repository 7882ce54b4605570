using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Hosting;

/// <summary>
/// Which twins to list. <paramref name="ParentId"/>: only its direct children. <paramref name="Text"/>: only those whose id or
/// name contains it, in any case.
/// </summary>
public sealed record TwinListQuery(string? ParentId, AssetKind? Kind, string? Text, int Limit, string? Cursor);

/// <summary>A twin as lists show it. Unit: of a sensor's value; type: of a machine.</summary>
public sealed record TwinSummary(
    string Id, string Name, AssetKind Kind, string? ParentId, string? Type = null, string? Unit = null);
