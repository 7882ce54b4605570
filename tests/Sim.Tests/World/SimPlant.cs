using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// The small plant with a topic for every sensor, and beside it a machine whose pulses bring no time of their own.
/// </summary>
internal static class SimPlant
{
    public const string PressLine = "acme/lyon/body/line-3";
    public const string Press = $"{PressLine}/press";
    public const string Pulse = $"{Press}/pulse";

    public static Plant Create()
    {
        var small = SmallPlant.Create(Tagged);
        var area = (CompositeAsset)small.Find(SmallPlant.Area)!;
        return SmallPlant.Of([.. area.Children, SmallPlant.Line(PressLine, [PressMachine()])]);
    }

    private static MachineAsset Tagged(MachineAsset machine) => machine with
    {
        Sensors = [.. machine.Sensors.Select(sensor => sensor with { Tag = sensor.Id })],
    };

    private static MachineAsset PressMachine() => new()
    {
        Id = Press,
        Name = "press",
        Kind = AssetKind.Machine,
        States = new AlwaysProducing(),
        Sensors =
        [
            new SensorAsset { Id = Pulse, Name = "pulse", Kind = AssetKind.Sensor, ValueKind = ValueKind.Number, Tag = Pulse },
        ],
        Quantities = [new QuantitySignal("pulse", QuantityRole.Good, QuantityMode.Pulse, IsCycle: true)],
    };
}
