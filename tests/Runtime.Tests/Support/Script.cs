using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>One input of an engine: a batch to commit, or a tick of the clock.</summary>
internal sealed record Input(IReadOnlyList<(string SensorId, Sample Sample)> Samples, long TickTicks);

/// <summary>
/// The inputs of some hours of a plant over a bad network, in batches of many sizes, with ticks of the clock between them.
/// </summary>
internal static class Script
{
    public static List<Input> Write(Plant plant, double fromHour, double hours, int seed)
    {
        var random = new Random(seed);
        var network = new DisturbOptions { LateMaxTicks = TimeSpan.TicksPerHour };
        var telemetry = new Telemetry(plant, SmallPlant.At(fromHour), seed, network);
        var end = SmallPlant.At(fromHour + hours);
        var (inputs, batch, size) = (new List<Input>(), new List<(string, Sample)>(), 100);
        var tickTicks = SmallPlant.At(fromHour);
        foreach (var delivery in telemetry.Until(end).Concat(telemetry.Rest()))
        {
            batch.Add((telemetry.Sensors[delivery.Sample.Sensor].Id, Telemetry.SampleOf(delivery)));
            if (batch.Count < size)
                continue;
            inputs.Add(new Input(batch, 0));
            (batch, size) = ([], random.Next(4) == 0 ? random.Next(1, 10) : random.Next(10, 800));
            if (delivery.AtTicks - tickTicks < TimeSpan.TicksPerMinute)
                continue;
            tickTicks = delivery.AtTicks;
            inputs.Add(new Input([], tickTicks));
        }

        inputs.Add(new Input(batch, 0));
        inputs.Add(new Input([], end + (2 * TimeSpan.TicksPerHour)));
        return inputs;
    }

    public static async Task ApplyAsync(this EngineBench bench, Input input)
    {
        if (input.TickTicks > 0)
            await bench.Engine.TickAsync(input.TickTicks, CancellationToken.None);
        else
            await bench.CommitAsync(input.Samples.Select(item => new SensorSample(bench.KeyOf(item.SensorId), item.Sample)));
    }
}
