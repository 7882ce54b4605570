using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Machines;

/// <summary>A quantity signal's latest reading.</summary>
internal readonly record struct CounterState(bool HasValue, double Value);

/// <summary>A start-up in progress: pieces that have come out good so far, and when the last piece was counted.</summary>
internal readonly record struct StartUp(bool IsOn, long GoodPieces, long AtTicks);

/// <content>Pieces and cycles.</content>
internal sealed partial class MachineFold
{
    private readonly CounterState[] _counters;
    private readonly CountingRule _counting;
    private long _producedSinceCycleTicks;

    private void ApplyQuantity(int sensor, in Sample sample)
    {
        if (sample.Quality != Quality.Good)
            return;
        for (var i = 0; i < _counters.Length; i++)
        {
            if (_signals.QuantityOf[i] == sensor)
                Count(i, sample);
        }
    }

    private void Count(int index, in Sample sample)
    {
        var (signal, last) = (_asset.Quantities[index], _counters[index]);
        _counters[index] = new CounterState(true, sample.Value);
        var counts = signal.Mode switch
        {
            QuantityMode.Counter => last.HasValue ? CountedBy(signal, last.Value, sample.Value) : 0,
            QuantityMode.Pulse => (long)Math.Round(sample.Value),
            QuantityMode.RisingEdge => last is { HasValue: true, Value: 0 } && sample.Value != 0 ? 1 : 0,
            _ => 1,
        };
        if (counts == 0)
            return;
        Accrue();
        if (signal.IsCycle)
            AddCycles(counts);
        if (RoleOf(signal, sample) is { } role)
            AddPieces(role, counts * signal.PiecesPerCount);
    }

    private long CountedBy(QuantitySignal signal, double last, double next)
    {
        if (Counters.IsReset(last, next, signal.WrapAt))
            Slice()[Element.CounterResets]++;
        return (long)Math.Round(Counters.Difference(last, next, signal.WrapAt));
    }

    private static QuantityRole? RoleOf(QuantitySignal signal, in Sample sample)
    {
        if (signal.Mode != QuantityMode.Result)
            return signal.Role;
        return signal.Results.TryGetValue(StateReading.TextOf(sample), out var role) ? role : null;
    }

    private void AddPieces(QuantityRole role, long pieces)
    {
        var (good, scrap, rework) = _counting.Of(role, pieces);
        var produced = good + scrap + rework;
        ref var slice = ref Slice();
        slice[Element.ProducedQuantity] += produced;
        slice[Element.GoodQuantity] += good;
        slice[Element.ScrapQuantity] += scrap;
        slice[Element.ReworkQuantity] += rework;
        slice[Element.InspectedQuantity] += produced;
        slice[Element.FirstPassGoodQuantity] += good;
        slice[Element.PlannedScrapMilli] += produced * PlannedScrapMilli();
        var idealTicks = IdealCycleTicks();
        slice[Element.IdealTimeOfProduced] += produced * idealTicks;
        slice[Element.IdealTimeOfGood] += good * idealTicks;
        FollowStartUpScrap(ref slice, good, scrap, idealTicks);
        if (produced != 0 || scrap != 0)
            AddProducedEvent(produced, scrap);
    }

    /// <summary>
    /// Start-up ends with the first good piece. Signals that correct each other (total, then scrap) may come at the same instant
    /// in any order, so a piece only counts as good once time has passed without a correction.
    /// </summary>
    private void FollowStartUpScrap(ref ElementVector slice, long good, long scrap, long idealTicks)
    {
        if (_startUp.GoodPieces > 0 && _atTicks > _startUp.AtTicks)
            _startUp = default;
        if (!_startUp.IsOn)
            return;
        _startUp = new StartUp(true, _startUp.GoodPieces + good, _atTicks);
        slice[Element.StartUpScrapQuantity] += scrap;
        slice[Element.IdealTimeOfStartUpScrap] += scrap * idealTicks;
    }

    private void AddProducedEvent(long produced, long scrap) => _bucket.Add(new MachineEvent(
        _atTicks, MachineEventKind.Produced, _state, _activity.Class, _product, _order, produced, scrap));

    /// <summary>
    /// The production time since the last cycle's end is this cycle's time; of several cycles at once, their mean.
    /// </summary>
    private void AddCycles(long cycles)
    {
        var (idealTicks, tookTicks) = (IdealCycleTicks(), _producedSinceCycleTicks / cycles);
        _producedSinceCycleTicks = 0;
        ref var slice = ref Slice();
        slice[Element.Cycles] += cycles;
        if (idealTicks == 0 || tookTicks <= idealTicks * _asset.SlowCycleFactor)
            return;
        slice[Element.SlowCycles] += cycles;
        slice[Element.SlowCycleTime] += (tookTicks - idealTicks) * cycles;
    }

    private long IdealCycleTicks() =>
        _product is not null && _asset.IdealCycleTicks.TryGetValue(_product, out var ticks)
            ? ticks
            : _asset.IdealCycleTicks.GetValueOrDefault("*");

    private long PlannedScrapMilli() =>
        _product is not null && _products.TryGetValue(_product, out var product)
            ? (long)Math.Round(product.PlannedScrapRatio * 1000)
            : 0;
}
