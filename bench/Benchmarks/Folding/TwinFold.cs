using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Bench.Benchmarks.Folding;

/// <summary>The twins. Where samples come in runs, the watermark stays behind by more than a run.</summary>
internal sealed class TwinFold(FoldPace pace) : IFold
{
    private readonly FoldPlant _plant = new((pace.StepsPerCall * pace.PeriodTicks) + (2 * TimeSpan.TicksPerSecond));

    public void Apply(int line, int machine, int sensor, ReadOnlySpan<Sample> run)
    {
        if (_plant.Line[line].Apply(machine, sensor, run))
            _plant.HandUpLive(line);
    }

    public void EndOfLine(int line)
    {
        for (var machine = 0; machine < FoldPlant.MachinesPerLine; machine++)
            _plant.Line[line].TakeReports(machine);
        _plant.HandUpReports(line);
    }

    public void Finish()
    {
        if (Array.Exists(_plant.Line, line => line.HasRefolds))
            throw new InvalidOperationException("Samples came late, so they were put off to a refold and not folded.");
    }
}
