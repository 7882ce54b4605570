using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Machines;

/// <content>Dividing the recent past among buckets and activities.</content>
internal sealed partial class MachineFold
{
    /// <summary>One for all folds of a thread: it is read before the next call.</summary>
    [ThreadStatic]
    private static List<Piece>? _pieces;

    /// <summary>
    /// The past from one moment to another, cut at every change of activity and every bucket boundary. What lies before the
    /// remembered past counts with its oldest activity. The list is reused by the next call.
    /// </summary>
    private List<Piece> PiecesOf(long fromTicks, long toTicks)
    {
        var pieces = _pieces ??= [];
        pieces.Clear();
        var atTicks = fromTicks;
        for (var i = 0; i < _past.Count && atTicks < toTicks; i++)
            atTicks = Cut(pieces, _past[i].Activity, atTicks, Math.Min(_past[i].EndTicks, toTicks));
        Cut(pieces, _activity, atTicks, toTicks);
        return pieces;
    }

    private static long Cut(List<Piece> pieces, in Activity activity, long fromTicks, long toTicks)
    {
        while (fromTicks < toTicks)
        {
            var bucket = Buckets.StartOf(fromTicks);
            var end = Math.Min(toTicks, bucket + Buckets.WidthTicks);
            pieces.Add(new Piece(bucket, fromTicks, end, activity));
            fromTicks = end;
        }

        return fromTicks;
    }

    /// <summary>Drops the past that no meter interval and no interruption can reach back to any more.</summary>
    private void Forget()
    {
        var keepTicks = _stop is { IsRunning: true, IsBreakdown: false } ? _stop.StartTicks : _atTicks;
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_meters[i].HasValue)
                keepTicks = Math.Min(keepTicks, ReachOf(_asset.Meters[i], _meters[i]));
        }

        _past.ForgetBefore(keepTicks);
    }

    private long ReachOf(EnergyMeter meter, in MeterState state) =>
        meter.Kind == MeterKind.CumulativeKwh ? state.AtTicks : Math.Max(state.AtTicks, _atTicks - meter.GapTicks);
}
