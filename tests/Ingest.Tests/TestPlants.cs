using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tests;

/// <summary>Small plants: one machine whose sensors a test names.</summary>
internal static class TestPlants
{
    public const string Machine = "acme/line-1/press-1";

    /// <summary>2026-03-01 12:00 UTC: when messages of tests arrive.</summary>
    public static readonly long NoonTicks = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).Ticks;

    public static SensorAsset Sensor(string localId, string? tag = null, ValueKind kind = ValueKind.Number) => new()
    {
        Id = $"{Machine}/{localId}",
        Name = localId,
        Kind = AssetKind.Sensor,
        ValueKind = kind,
        Tag = tag,
    };

    public static Plant Plant(TelemetryRules? telemetry, params IReadOnlyList<SensorAsset> sensors) => new()
    {
        Root = new CompositeAsset
        {
            Id = "acme",
            Name = "acme",
            Kind = AssetKind.Enterprise,
            Children =
            [
                new MachineAsset
                {
                    Id = Machine,
                    Name = "press",
                    Kind = AssetKind.Machine,
                    Sensors = sensors,
                    States = new AlwaysProducing(),
                },
            ],
        },
        Telemetry = telemetry ?? new TelemetryRules(),
    };

    /// <summary>A map in which a sensor's key is its place in the list.</summary>
    public static TagMap Map(TelemetryRules? telemetry, params IReadOnlyList<SensorAsset> sensors) =>
        TagMap.Build(Plant(telemetry, sensors), id => sensors.TakeWhile(sensor => sensor.Id != id).Count());

    public static TagMap Map(params IReadOnlyList<SensorAsset> sensors) => Map(null, sensors);
}
