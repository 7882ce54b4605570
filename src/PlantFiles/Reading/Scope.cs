using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Where in the hierarchy an asset stands, and what it inherits from above.</summary>
internal sealed record Scope(Scope? Parent, AssetKind Kind, string LocalId)
{
    public string Path { get; } = Parent is null ? LocalId : $"{Parent.Path}/{LocalId}";

    public ShiftCalendar? Calendar { get; init; } = Parent?.Calendar;

    public string? Region { get; init; } = Parent?.Region;

    /// <summary>The local id of the nearest asset of a level from here upwards; null where there is none.</summary>
    public string? IdOf(AssetKind level) => Kind == level ? LocalId : Parent?.IdOf(level);

    /// <summary>This scope with the calendar and region that the asset names itself.</summary>
    public Scope WithOwn(MapReader asset, PlantContext context)
    {
        var scope = this;
        if (asset.Text("calendar") == CalendarReader.AroundTheClock)
            scope = scope with { Calendar = null };
        else if (References.Find(asset, "calendar", context.Calendars, "calendar") is { } calendar)
            scope = scope with { Calendar = calendar };
        return EmissionFactorReader.Region(asset) is { } region ? scope with { Region = region } : scope;
    }
}
