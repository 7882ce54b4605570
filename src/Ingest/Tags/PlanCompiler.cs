using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Tags;

/// <summary>Compiles what a plant file says about a sensor's values. Sensors that are conditioned alike share one plan.</summary>
internal sealed class PlanCompiler
{
    private readonly Dictionary<(Conditioning Conditioning, ValueKind Kind, string Unit), ConditioningPlan> _plans = [];

    public SensorPlan Compile(SensorAsset sensor, int key)
    {
        var same = (sensor.Conditioning, sensor.ValueKind, sensor.Unit);
        if (!_plans.TryGetValue(same, out var plan))
            plan = _plans[same] = new ConditioningPlan(sensor.Conditioning, sensor.ValueKind, UnitsOf(sensor));
        return new SensorPlan(sensor.Id, key, plan, IsFedByPath: sensor.Tag == sensor.Id);
    }

    private static LinearConversion UnitsOf(SensorAsset sensor)
    {
        if (sensor.Conditioning.SourceUnit is not { } from || from == sensor.Unit)
            return LinearConversion.None;
        return Units.TryConversion(from, sensor.Unit, out var conversion) ? conversion : throw new ArgumentException(
            $"Sensor '{sensor.Id}' is sent in '{from}' and kept in '{sensor.Unit}'; "
            + "expected units of the same kind. Correct one of them.");
    }
}
