using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Machines;

/// <summary>A meter's latest good sample.</summary>
internal readonly record struct MeterState(long AtTicks, double Value)
{
    public bool HasValue => AtTicks > 0;
}

/// <content> Energy. Power is integrated by the trapezoid rule between good samples; a running count gives differences. Each
/// interval's energy is rounded once to nanojoules and then divided without loss among the activities and buckets that the
/// interval spans. </content>
internal sealed partial class MachineFold
{
    /// <summary>1 kW for one tick (100 ns) is 1e5 nJ.</summary>
    private const double NanojoulesPerKwTick = 1e5;

    private const double NanojoulesPerKwh = 3.6e15;

    private readonly MeterState[] _meters;

    private void ApplyMeter(int sensor, in Sample sample)
    {
        if (sample.Quality != Quality.Good)
            return;
        Accrue();
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_signals.MeterOf[i] == sensor)
                ReadMeter(i, sample);
        }
    }

    private void ReadMeter(int index, in Sample sample)
    {
        var (meter, last) = (_asset.Meters[index], _meters[index]);
        _meters[index] = new MeterState(sample.SourceTicks, sample.Value);
        if (last.HasValue && last.AtTicks < sample.SourceTicks)
            AddInterval(meter, last, sample);
        else if (last.HasValue && meter.Kind == MeterKind.CumulativeKwh)
            AddInterval(meter, last with { AtTicks = sample.SourceTicks }, sample);
    }

    private void AddInterval(EnergyMeter meter, in MeterState last, in Sample sample)
    {
        if (meter.Kind == MeterKind.CumulativeKwh)
            AddCounted(meter, last, sample);
        else if (sample.SourceTicks - last.AtTicks <= meter.GapTicks)
            AddTrapezoid(meter, last, sample);
    }

    private void AddTrapezoid(EnergyMeter meter, in MeterState last, in Sample sample)
    {
        var (from, to) = (last.AtTicks, sample.SourceTicks);
        var total = Trapezoid(last.Value, sample.Value, to - from);
        if (from >= _segmentStartTicks && from >= _bucketTicks)
        {
            SliceOf(_activity, _bucketTicks).AddEnergy(meter.Carrier, _activity.Use, total);
            return;
        }

        var slope = (sample.Value - last.Value) / (to - from);
        var rest = total;
        var pieces = PiecesOf(from, to);
        for (var i = 0; i < pieces.Count; i++)
        {
            var start = last.Value + (slope * (pieces[i].StartTicks - from));
            var end = last.Value + (slope * (pieces[i].EndTicks - from));
            var share = i == pieces.Count - 1 ? rest : Trapezoid(start, end, pieces[i].WidthTicks);
            SliceOf(pieces[i].Activity, pieces[i].BucketTicks).AddEnergy(meter.Carrier, pieces[i].Activity.Use, share);
            rest -= share;
        }
    }

    private void AddCounted(EnergyMeter meter, in MeterState last, in Sample sample)
    {
        var total = (Int128)Math.Round(Counters.Difference(last.Value, sample.Value, meter.WrapAtKwh) * NanojoulesPerKwh);
        var ticks = sample.SourceTicks - last.AtTicks;
        if (ticks == 0)
        {
            SliceOf(_activity, _bucketTicks).AddEnergy(meter.Carrier, _activity.Use, total);
            return;
        }

        var rest = total;
        var pieces = PiecesOf(last.AtTicks, sample.SourceTicks);
        for (var i = 0; i < pieces.Count; i++)
        {
            var share = i == pieces.Count - 1 ? rest : total * pieces[i].WidthTicks / ticks;
            SliceOf(pieces[i].Activity, pieces[i].BucketTicks).AddEnergy(meter.Carrier, pieces[i].Activity.Use, share);
            rest -= share;
        }
    }

    /// <summary>Books the part of an interval in which a power meter has been silent for longer than its gap.</summary>
    private void AddUnmetered(ref ElementVector slice, long fromTicks, long toTicks)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_asset.Meters[i].Kind != MeterKind.PowerKw)
                continue;
            var silentTicks = _meters[i].HasValue ? _meters[i].AtTicks + _asset.Meters[i].GapTicks : fromTicks;
            slice[Element.UnmeteredTime] += Math.Max(0, toTicks - Math.Max(fromTicks, silentTicks));
        }
    }

    private static Int128 Trapezoid(double fromKw, double toKw, long ticks) =>
        (Int128)Math.Round((fromKw + toKw) * 0.5 * ticks * NanojoulesPerKwTick);
}
