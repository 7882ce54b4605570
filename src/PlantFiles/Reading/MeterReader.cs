using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Energy meters, each under its sensor's id. A power meter's sensor is in kW, a counter's in kWh; what a source sends may
/// differ.
/// </summary>
internal static class MeterReader
{
    public static List<(EnergyMeter Meter, MeterUse Use)> Read(MapReader machine, MachineSensors sensors)
    {
        var meters = new List<(EnergyMeter, MeterUse)>();
        foreach (var named in machine.Named("meters"))
        {
            if (named.Map(KeySets.Meter) is not { } reader)
                continue;
            var kind = reader.Word("kind", Vocabulary.MeterKinds, MeterKind.PowerKw);
            var unit = kind == MeterKind.PowerKw ? "kW" : "kWh";
            if (!reader.Has("carrier"))
                reader.Error("carrier", Vocabulary.Carriers.Expected);
            if (kind == MeterKind.PowerKw && reader.Has("wrapAtKwh"))
                reader.Error("wrapAtKwh", "kind: counter beside wrapAtKwh");
            sensors.Find(
                named,
                $"a sensor in {unit} for a {(kind == MeterKind.PowerKw ? "power meter" : "counter")}; "
                + $"give it unit: {unit}, and what the source sends as sourceUnit",
                sensor => sensor.Unit == unit);
            var meter = new EnergyMeter(
                named.Id,
                reader.Word("carrier", Vocabulary.Carriers, Carrier.Electricity),
                kind,
                reader.Duration("gap", TimeSpan.TicksPerMinute, mayBeZero: false),
                reader.Number("wrapAtKwh", 0, 0));
            meters.Add((meter, new MeterUse(meter.Carrier, named.Key, named.Place)));
        }
        return meters;
    }
}
