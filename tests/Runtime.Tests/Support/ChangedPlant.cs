using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>Other versions of <see cref="SmallPlant"/>.</summary>
internal static class ChangedPlant
{
    private const string Changed = $"{SmallPlant.Line1}/m-1";

    /// <summary>A sensor more, a machine more, a meter that allows other gaps, and other buffers on line 1.</summary>
    public static Plant WithChanges() => Around(
    [
        SmallPlant.Machine(SmallPlant.Line1, "m-1") is var first
            ? first with { Sensors = [.. first.Sensors, first.Sensors[^1] with { Id = $"{Changed}/vibration" }] }
            : first,
        SmallPlant.Machine(SmallPlant.Line1, "m-2") is var second
            ? second with { Meters = [second.Meters[0] with { GapTicks = 5 * TimeSpan.TicksPerSecond }] }
            : second,
        SmallPlant.Machine(SmallPlant.Line1, "m-3"),
        SmallPlant.Machine(SmallPlant.Line1, "m-4"),
    ]);

    public static Plant WithoutMachine() =>
        Around([SmallPlant.Machine(SmallPlant.Line1, "m-1"), SmallPlant.Machine(SmallPlant.Line1, "m-2")]);

    private static Plant Around(IReadOnlyList<MachineAsset> line1)
    {
        var area = SmallPlant.Create().Assets.OfType<CompositeAsset>().Single(asset => asset.Id == SmallPlant.Area);
        return SmallPlant.Of([SmallPlant.Line(SmallPlant.Line1, line1, capacity: 6), .. area.Children.Skip(1)]);
    }
}
