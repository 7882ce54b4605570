using System.Threading.Channels;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>Baseline: an actor per sensor, which is a channel with a reader that alone touches the sensor's cell.</summary>
internal sealed class ChannelPerSensor : IFold
{
    private readonly Channel<Sample>[] _channels;
    private long _posted;
    private long _read;

    public ChannelPerSensor()
    {
        var count = FoldPlant.Lines * FoldPlant.MachinesPerLine * FoldPlant.SensorsPerMachine;
        var options = new UnboundedChannelOptions { SingleReader = true, SingleWriter = true };
        _channels = [.. Enumerable.Range(0, count).Select(_ => Channel.CreateUnbounded<Sample>(options))];
        foreach (var channel in _channels)
            _ = ReadAsync(channel.Reader);
    }

    public void Apply(int line, int machine, int sensor, ReadOnlySpan<Sample> run)
    {
        var writer = _channels[(((line * FoldPlant.MachinesPerLine) + machine) * FoldPlant.SensorsPerMachine) + sensor].Writer;
        foreach (ref readonly var sample in run)
            writer.TryWrite(sample);
        Interlocked.Add(ref _posted, run.Length);
    }

    public void EndOfLine(int line)
    {
    }

    public void Finish() => SpinWait.SpinUntil(() => Interlocked.Read(ref _read) == Interlocked.Read(ref _posted));

    private async Task ReadAsync(ChannelReader<Sample> reader)
    {
        var cell = new SensorCell();
        await Task.Yield();
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var sample))
            {
                cell.Add(sample);
                Interlocked.Increment(ref _read);
            }
        }
    }
}
