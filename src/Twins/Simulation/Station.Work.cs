using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Simulation;

/// <summary>Working on a piece: context, setup, cycle, stops, result, and the plan that pauses them.</summary>
internal sealed partial class Station
{
    private void Load(Job piece, long now)
    {
        _piece = piece;
        if (ReferenceEquals(piece, Context))
            StartCycle(now);
        else if (_completedTicks == now)
            Enter(StationPhase.Changing, Resolution.Ticks, now);
        else
            ChangeContext(now);
    }

    /// <summary>
    /// Product and order change here: as the setup begins, and always after the last piece of the old order was
    /// counted.
    /// </summary>
    private void ChangeContext(long now)
    {
        var isOtherProduct = _piece!.Product != Context.Product;
        Context = _piece;
        _log.ContextChanged(this, now);
        if (!isOtherProduct)
        {
            StartCycle(now);
            return;
        }
        _startUpScrapLeft = _profile.StartUpScrap;
        if (_profile.SetupTicks == 0)
            StartCycle(now);
        else
            StartSetup(now);
    }

    private void StartSetup(long now)
    {
        _isStartingUp = true;
        Enter(StationPhase.SettingUp, _profile.SetupTicks, now);
    }

    private void StartCycle(long now)
    {
        _workLeftTicks = _profile.NextCycleTicks(Context.Product);
        Work(now);
    }

    private void Work(long now)
    {
        _runStartTicks = now;
        var untilStop = Math.Min(_profile.Breakdowns.LeftTicks, _profile.MinorStops.LeftTicks);
        Enter(StationPhase.Processing, Math.Min(_workLeftTicks, untilStop), now);
    }

    private void EndWork(long now)
    {
        CountWork(now);
        if (_workLeftTicks == 0)
            Complete(now);
        else if (_profile.Breakdowns.LeftTicks == 0)
            Stop(TimeClass.Breakdown, _profile.Breakdowns, now);
        else
            Stop(TimeClass.MinorStop, _profile.MinorStops, now);
    }

    private void Stop(TimeClass cause, StopClock clock, long now)
    {
        _stopClass = cause;
        Enter(StationPhase.Stopped, clock.Stop(), now);
    }

    private void CountWork(long now)
    {
        var worked = now - _runStartTicks;
        _runStartTicks = now;
        _workLeftTicks -= worked;
        _profile.Breakdowns.Run(worked);
        _profile.MinorStops.Run(worked);
    }

    private void Complete(long now)
    {
        var result = NextResult();
        _log.Completed(this, now, result, _isStartingUp && result == PieceResult.Scrap);
        _isStartingUp &= result != PieceResult.Good;
        _completedTicks = now;
        if (result == PieceResult.Scrap || TryRelease(now))
            Pull(now);
        else
            Rest(StationPhase.Blocked);
    }

    private PieceResult NextResult()
    {
        // Drawn in any case, so that start-up scrap doesn't shift the results of later pieces.
        var drawn = _profile.NextResult();
        if (_startUpScrapLeft == 0)
            return drawn;
        _startUpScrapLeft--;
        return PieceResult.Scrap;
    }

    private void ChangePlan(long now)
    {
        var before = _plan;
        ReadPlan(now);
        if (before == PlanKind.Busy && _plan != PlanKind.Busy)
            Pause(now);
        else if (before != PlanKind.Busy && _plan == PlanKind.Busy)
            Resume(now);
        else
            SetDue(_dueTicks);
    }

    private void ReadPlan(long now)
    {
        var span = _schedule.SpanAt(now);
        (_plan, _planEndTicks) = (span.Plan, span.EndTicks);
    }

    private void Pause(long now)
    {
        if (_phase == StationPhase.Processing)
            CountWork(now);
        else if (_phase == StationPhase.Stopped)
            _phase = StationPhase.Processing;
        else if (_dueTicks != long.MaxValue)
            _leftTicks = _dueTicks - now;
        SetDue(long.MaxValue);
    }

    private void Resume(long now)
    {
        _isStartingUp = true;
        if (_phase == StationPhase.Processing)
            Work(now);
        else if (_phase is StationPhase.Changing or StationPhase.SettingUp)
            Enter(_phase, _leftTicks, now);
        else if (_phase == StationPhase.Waiting)
            Pull(now);
        else
            SetDue(long.MaxValue);
    }

    private void Enter(StationPhase phase, long durationTicks, long now)
    {
        _phase = phase;
        SetDue(now + durationTicks);
    }

    private void Rest(StationPhase phase)
    {
        _phase = phase;
        SetDue(long.MaxValue);
    }
}
