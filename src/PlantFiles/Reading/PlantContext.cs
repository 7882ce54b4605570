using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>What the assets of a plant refer to, and what must be unique or bounded over all of them.</summary>
internal sealed class PlantContext(PlantFileOptions options, Findings findings)
{
    private readonly Dictionary<string, string> _sensorByTag = new(StringComparer.Ordinal);
    private int _assets;

    public Findings Findings { get; } = findings;

    public IReadOnlyDictionary<string, Product> Products { get; set; } = new Dictionary<string, Product>();

    public IReadOnlyDictionary<string, ShiftCalendar> Calendars { get; set; } = new Dictionary<string, ShiftCalendar>();

    public IReadOnlyDictionary<string, Skill> Skills { get; set; } = new Dictionary<string, Skill>();

    public IReadOnlyDictionary<string, SparePart> SpareParts { get; set; } = new Dictionary<string, SparePart>();

    public MachineTypes MachineTypes { get; set; } = MachineTypes.None;

    public FactorUse FactorUse { get; } = new();

    public SupplyReader Supplies { get; } = new();

    /// <summary>Sensor keys that hold for every sensor of the plant unless it says otherwise; null: none.</summary>
    public MapNode? SensorDefaults { get; set; }

    public bool IsFull => _assets > options.MaxAssets;

    /// <summary>False (with one error) from the first asset on that is too many.</summary>
    public bool TryAddAsset(Node at, Place place)
    {
        if (++_assets == options.MaxAssets + 1)
            Findings.Error(
                at, place, "one asset more", string.Create(CultureInfo.InvariantCulture, $"at most {options.MaxAssets} assets"),
                "raise the limit (MaxAssets)");
        return !IsFull;
    }

    /// <summary>Reports a tag that another sensor has already.</summary>
    public void AddTag(string tag, string sensorId, Node at, Place sensor)
    {
        if (!_sensorByTag.TryAdd(tag, sensorId))
            Findings.Error(
                at, sensor.At("tag"), $"the tag \"{tag}\" for {sensorId} too", "a tag for each sensor",
                $"it feeds {_sensorByTag[tag]}; a machine type's tags need {{machine}} or {{path}}");
    }
}
