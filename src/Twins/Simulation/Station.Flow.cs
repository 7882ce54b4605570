using OrleansTwin.Twins.Calendars;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// Moving pieces. Several outputs share the flow (a piece goes where a station waits, else where most places are free in
/// proportion), several inputs merge it (the oldest order first). Each move frees a place, which may let the station before
/// it move on at the same tick.
/// </summary>
internal sealed partial class Station
{
    /// <summary>Empties the station's hands of the finished piece, if there is a place for it.</summary>
    private bool TryRelease(long now)
    {
        if (Outputs.Count == 0)
            return true;
        var piece = _piece!;
        foreach (var output in Outputs)
        {
            if (output.To.IsReady && output.Level == 0)
            {
                output.To.Load(piece, now);
                return true;
            }
        }
        var emptiest = EmptiestOutput();
        emptiest?.Put(piece, now);
        return emptiest is not null;
    }

    private FlowBuffer? EmptiestOutput()
    {
        FlowBuffer? emptiest = null;
        foreach (var output in Outputs)
        {
            if (output.HasSpace && (emptiest is null || output.FillRatio < emptiest.FillRatio))
                emptiest = output;
        }
        return emptiest;
    }

    /// <summary>The station is empty: takes the next piece, or waits for it.</summary>
    private void Pull(long now)
    {
        Rest(StationPhase.Waiting);
        if (_plan != PlanKind.Busy)
            return;
        if (Feed is not null)
            Load(Feed.Next(), now);
        else if (OldestInput() is { } input)
            PullFrom(input, now);
    }

    private FlowBuffer? OldestInput()
    {
        FlowBuffer? oldest = null;
        foreach (var input in Inputs)
        {
            if (input.Peek() is { } piece && (oldest is null || piece.Number < oldest.Peek()!.Number))
                oldest = input;
        }
        return oldest;
    }

    private void PullFrom(FlowBuffer input, long now)
    {
        var isHandToHand = input.Level == 0;
        var before = input.From;
        Load(isHandToHand ? before.BlockedPiece! : input.Take(now), now);
        if (before._phase == StationPhase.Blocked && (isHandToHand || before.TryRelease(now)))
            before.Pull(now);
    }
}
