using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Machines: body (often shared through a type), then what is each machine's own.</summary>
internal static class MachineReader
{
    public static MachineAsset? Read(NamedNode named, Scope parent, PlantContext context)
    {
        if (named.Map(KeySets.Machine) is not { } reader || !context.TryAddAsset(named.Key, named.Place))
            return null;
        var scope = new Scope(parent, AssetKind.Machine, named.Id).WithOwn(reader, context);
        context.Supplies.Add(scope.Path, reader);
        var body = context.MachineTypes.BodyOf(reader, context);
        foreach (var meter in body.Meters)
            context.FactorUse.Add(meter.Carrier, scope.Region, meter.At, meter.Place);
        return body.Machine with
        {
            Id = scope.Path,
            Name = reader.Text("name") ?? named.Id,
            Type = reader.Text("type"),
            Calendar = scope.Calendar,
            Region = scope.Region,
            Sensors = Sensors(body, scope, context),
        };
    }

    /// <summary>Reads what a type or a machine (laid over its type) says of its insides.</summary>
    public static MachineBody Body(MapReader reader, PlantContext context)
    {
        var defaults = (context.SensorDefaults, SensorReader.Defaults(reader)) switch
        {
            ({ } plant, { } own) => Merge.Over(plant, own),
            var (plant, own) => plant ?? own,
        };
        var maintenance = MaintenanceReader.Read(reader, context);
        var templates = SensorReader.Read(reader, defaults, maintenance);
        var sensors = new MachineSensors(templates);
        var meters = MeterReader.Read(reader, sensors);
        var quantities = QuantityReader.Read(reader, sensors).ToList();
        var machine = new MachineAsset
        {
            Id = "",
            Name = "",
            Kind = AssetKind.Machine,
            Sensors = [],
            States = StatesReader.Read(reader, sensors),
            Quantities = quantities,
            Meters = [.. meters.Select(meter => meter.Meter)],
            Context = Context(reader, sensors, context),
            IdealCycleTicks = IdealCycleReader.Read(reader, context),
            Maintenance = maintenance,
            LifeModel = LifeModelReader.Read(reader, sensors, quantities.Count > 0, maintenance),
            Simulation = MachineSimulationReader.Read(reader),
        };
        return new MachineBody(WithTimes(machine, reader), templates, [.. meters.Select(meter => meter.Use)]);
    }

    private static MachineAsset WithTimes(MachineAsset machine, MapReader reader) => machine with
    {
        MicroStopTicks = reader.Duration("microStop", machine.MicroStopTicks),
        SlowCycleFactor = reader.Number("slowCycle", machine.SlowCycleFactor, 1, 100),
        WatermarkLagTicks = reader.Duration("watermark", machine.WatermarkLagTicks),
        StateTimeoutTicks = reader.Duration("stateTimeout", 0),
    };

    private static OrderContext Context(MapReader machine, MachineSensors sensors, PlantContext context)
    {
        if (machine.Inner("context", KeySets.Context) is not { } reader)
            return new OrderContext();
        sensors.Find(reader, "productSensor", "a text sensor", sensor => sensor.ValueKind == ValueKind.Text);
        sensors.Find(reader, "orderSensor", "a text sensor", sensor => sensor.ValueKind == ValueKind.Text);
        References.Find(reader, "defaultProduct", context.Products, "product");
        return new OrderContext(reader.Text("productSensor"), reader.Text("orderSensor"), reader.Text("defaultProduct"));
    }

    private static List<SensorAsset> Sensors(MachineBody body, Scope machine, PlantContext context)
    {
        var sensors = new List<SensorAsset>(body.Sensors.Count);
        foreach (var template in body.Sensors)
        {
            if (!context.TryAddAsset(template.TagAt, template.Place))
                break;
            var id = $"{machine.Path}/{template.LocalId}";
            var tag = template.Sensor.Tag is { } text ? TagTemplate.Expand(text, id, machine, template, context.Findings) : null;
            if (tag is not null)
                context.AddTag(tag, id, template.TagAt, template.Place);
            sensors.Add(template.Sensor with { Id = id, Tag = tag, Calendar = machine.Calendar, Region = machine.Region });
        }
        return sensors;
    }
}
