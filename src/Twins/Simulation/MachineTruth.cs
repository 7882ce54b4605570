using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// The true timeline and pieces of one machine. An own interruption is a run of minor stops and breakdowns without anything
/// between; it ends with the plan. Whether it was a minor stop or a breakdown shows when it is over, so a window should end
/// before the simulation's present.
/// </summary>
public sealed class MachineTruth
{
    private readonly SimulatedMachine _machine;
    private readonly StateTexts _texts;
    private readonly List<(Carrier Carrier, PowerFunction Power)> _meters;
    private readonly List<TruthInterval> _intervals = [];
    private readonly List<TruthPiece> _pieces = [];

    internal MachineTruth(SimulatedMachine machine, long startTicks, int seed)
    {
        _machine = machine;
        _texts = new StateTexts(machine.Asset, tellsFlowReason: true);
        _meters = [.. from meter in machine.Asset.Meters
                      from sensor in machine.Asset.Sensors
                      where sensor.LocalId == meter.Sensor
                      let power = PowerFunction.For(machine.Asset, sensor, startTicks, seed)
                      where power is not null
                      select (meter.Carrier, power)];
        Open(startTicks, machine.Class, machine.Product, machine.Order);
    }

    public string MachineId => _machine.Asset.Id;

    public IReadOnlyList<TruthPiece> Pieces => _pieces;

    /// <summary>The timeline in a window, cut at its ends, in order of time.</summary>
    public IEnumerable<TruthInterval> Intervals(long fromTicks, long toTicks)
    {
        for (var index = FirstAt(fromTicks); index < _intervals.Count && _intervals[index].StartTicks < toTicks; index++)
        {
            var interval = _intervals[index];
            var (start, end) = (Math.Max(interval.StartTicks, fromTicks), Math.Min(interval.EndTicks, toTicks));
            if (start < end)
                yield return interval with { StartTicks = start, EndTicks = end, Class = ClassOf(index) };
        }
    }

    /// <summary>Products worked on in a window.</summary>
    public IEnumerable<string> Products(long fromTicks, long toTicks) =>
        Intervals(fromTicks, toTicks).Select(interval => interval.Product).OfType<string>().Distinct();

    /// <summary>
    /// Totals of a window [from, to), of all products or of one. A piece belongs to the moment it was
    /// completed.
    /// </summary>
    public TruthTotals Totals(long fromTicks, long toTicks, string? product = null)
    {
        var intervals = Intervals(fromTicks, toTicks).Where(interval => product is null || interval.Product == product).ToList();
        var pieces = _pieces.Where(piece =>
            piece.AtTicks >= fromTicks && piece.AtTicks < toTicks && (product is null || piece.Product == product)).ToList();
        return new TruthTotals
        {
            TimeTicks = intervals.GroupBy(interval => interval.Class)
                .ToDictionary(group => group.Key, group => group.Sum(interval => interval.EndTicks - interval.StartTicks)),
            ProducedQuantity = pieces.Count,
            GoodQuantity = pieces.Count(piece => piece.Result == PieceResult.Good),
            ScrapQuantity = pieces.Count(piece => piece.Result == PieceResult.Scrap),
            ReworkQuantity = pieces.Count(piece => piece.Result == PieceResult.Rework),
            StartUpScrapQuantity = pieces.Count(piece => piece.IsStartUp),
            IdealTimeOfProducedTicks = pieces.Sum(IdealTicks),
            IdealTimeOfGoodTicks = pieces.Where(piece => piece.Result == PieceResult.Good).Sum(IdealTicks),
            FailureEvents = Begun(TimeClass.Breakdown, fromTicks, toTicks, product),
            MinorStopEvents = Begun(TimeClass.MinorStop, fromTicks, toTicks, product),
            Energy = Energy(intervals),
        };
    }

    internal void Observe(in SimulationChange change)
    {
        if (change.Kind == ChangeKind.Completed)
        {
            _pieces.Add(new TruthPiece(change.AtTicks, change.Result, change.IsStartUp, change.Product, change.Order));
            return;
        }
        var open = _intervals[^1];
        if (open.StartTicks == change.AtTicks)
            _intervals.RemoveAt(_intervals.Count - 1);
        else
            _intervals[^1] = open with { EndTicks = change.AtTicks };
        Open(change.AtTicks, change.Kind == ChangeKind.State ? change.Class : open.Cause, change.Product, change.Order);
    }

    private static bool IsInterruption(TimeClass cause) => cause is TimeClass.MinorStop or TimeClass.Breakdown;

    private void Open(long atTicks, TimeClass cause, string? product, string? order) =>
        _intervals.Add(new TruthInterval(atTicks, long.MaxValue, cause, cause, product, order));

    private int FirstAt(long ticks)
    {
        var (low, high) = (0, _intervals.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_intervals[middle].EndTicks <= ticks)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private TimeClass ClassOf(int index)
    {
        var cause = _intervals[index].Cause;
        if (!IsInterruption(cause))
            return cause;
        if (_texts.SaysBreakdown(cause))
            return TimeClass.Breakdown;
        var (first, last) = Interruption(index);
        var isMinor = _intervals[last].EndTicks - _intervals[first].StartTicks <= _machine.Asset.MicroStopTicks;
        return isMinor ? TimeClass.MinorStop : TimeClass.Breakdown;
    }

    private (int First, int Last) Interruption(int index)
    {
        var (first, last) = (index, index);
        while (first > 0 && IsInterruption(_intervals[first - 1].Cause))
            first--;
        while (last < _intervals.Count - 1 && IsInterruption(_intervals[last + 1].Cause))
            last++;
        return (first, last);
    }

    private int Begun(TimeClass timeClass, long fromTicks, long toTicks, string? product)
    {
        var count = 0;
        for (var index = FirstAt(fromTicks); index < _intervals.Count && _intervals[index].StartTicks < toTicks; index++)
        {
            var interval = _intervals[index];
            var begins = interval.StartTicks >= fromTicks && (index == 0 || ClassOf(index - 1) != timeClass);
            if (begins && ClassOf(index) == timeClass && (product is null || interval.Product == product))
                count++;
        }
        return count;
    }

    private long IdealTicks(TruthPiece piece) => _machine.IdealCycleTicks(piece.Product) ?? 0;

    private List<TruthEnergy> Energy(List<TruthInterval> intervals) =>
        [.. from meter in _meters
            from interval in intervals
            let energyKwh = meter.Power.Kwh(interval.Cause, interval.StartTicks, interval.EndTicks)
            group energyKwh by (meter.Carrier, Use: UseOf(interval)) into uses
            select new TruthEnergy(uses.Key.Carrier, uses.Key.Use, uses.Sum())];

    private EnergyUse UseOf(in TruthInterval interval) =>
        interval.Class switch
        {
            TimeClass.Producing => EnergyUse.Producing,
            TimeClass.Setup => EnergyUse.Setup,
            TimeClass.PlannedStop => EnergyUse.Down,
            TimeClass.Off or TimeClass.Unmeasured => EnergyUse.Off,
            TimeClass.MinorStop or TimeClass.Breakdown when _texts.SaysDown(interval.Cause) => EnergyUse.Down,
            _ => EnergyUse.Idle,
        };
}
