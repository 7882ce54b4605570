using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Machines;

/// <content>States, interruptions, and the time elements they add up to.</content>
internal sealed partial class MachineFold
{
    private Interruption _stop;
    private long _stateSeenTicks;
    private long _pulseTicks;
    private StartUp _startUp;

    private void ApplyState(SignalRoles roles, in Sample sample)
    {
        switch (_asset.States)
        {
            case StateTag tag when (roles & SignalRoles.State) != 0:
                _stateSeenTicks = sample.SourceTicks;
                _state = sample.Quality == Quality.Good ? _reading.Read(tag, sample) : default;
                break;
            case DerivedStates derived:
                ReadDerived(derived, roles, sample);
                break;
            default:
                return;
        }

        ChangeActivity();
    }

    private void ReadDerived(DerivedStates derived, SignalRoles roles, in Sample sample)
    {
        _stateSeenTicks = sample.SourceTicks;
        if (sample.Quality != Quality.Good)
            _state = default;
        else if ((roles & SignalRoles.Pulse) != 0 && sample.Value != 0)
            (_pulseTicks, _state) = (sample.SourceTicks, new MachineState(PackMlState.Execute));
        else if ((roles & SignalRoles.Power) != 0)
            _state = StateReading.OfPower(derived, sample.Value, hasPulse: _pulseTicks > 0);
    }

    /// <summary>When the state stops being believed; <see cref="long.MaxValue"/>: it holds until it changes.</summary>
    private long StateTimeoutTicks()
    {
        var timeout = _asset.StateTimeoutTicks > 0 && _stateSeenTicks > 0 && _state.State != PackMlState.Undefined
            ? _stateSeenTicks + _asset.StateTimeoutTicks
            : long.MaxValue;
        return _pulseTicks > 0 && _asset.States is DerivedStates derived
            ? Math.Min(timeout, _pulseTicks + derived.CycleTimeoutTicks)
            : timeout;
    }

    private void TimeOut()
    {
        if (_atTicks < StateTimeoutTicks())
            return;
        var pulseEnded = _pulseTicks > 0 && _asset.States is DerivedStates derived
            && _atTicks >= _pulseTicks + derived.CycleTimeoutTicks;
        _state = pulseEnded ? new MachineState(PackMlState.Idle) : default;
        _pulseTicks = 0;
        ChangeActivity();
    }

    /// <summary>State, plan, product or order may have changed at this moment: one activity ends and another begins.</summary>
    private void ChangeActivity()
    {
        Accrue();
        FollowInterruption();
        var activity = ActivityNow();
        if (activity == _activity)
        {
            SetDeadline();
            return;
        }

        if (_atTicks > _segmentStartTicks)
            _past.Add(new Segment(_segmentStartTicks, _atTicks, _activity));
        Forget();
        FollowStartUp(activity.Class);
        (_activity, _segmentStartTicks) = (activity, _atTicks);
        AddSegmentEvent();
        SetDeadline();
    }

    private Activity ActivityNow()
    {
        var timeClass = TimeClasses.Of(_state, _span.Plan);
        if (timeClass == TimeClass.MinorStop && _stop.IsBreakdown)
            timeClass = TimeClass.Breakdown;
        return new Activity(_state, _span.Plan, timeClass, TimeClasses.UseOf(_state, timeClass), _product, _order);
    }

    /// <summary>
    /// An interruption goes on through every own-cause state until the machine does something else; a change of plan pauses it.
    /// </summary>
    private void FollowInterruption()
    {
        var timeClass = TimeClasses.Of(_state, _span.Plan);
        if (timeClass is TimeClass.Off or TimeClass.PlannedStop)
            PauseInterruption();
        else if (timeClass is TimeClass.MinorStop or TimeClass.Breakdown)
            BeginInterruption(timeClass);
        else if (_stop.IsOpen)
            EndInterruption();
    }

    private void BeginInterruption(TimeClass timeClass)
    {
        if (!_stop.IsRunning)
            _stop = _stop with { StartTicks = _atTicks };
        if (timeClass == TimeClass.Breakdown && !_stop.IsBreakdown)
            TurnIntoBreakdown();
    }

    private void PauseInterruption()
    {
        CountMinorStop();
        _stop = _stop with { StartTicks = 0 };
    }

    private void EndInterruption()
    {
        if (_stop.IsBreakdown)
        {
            ref var slice = ref Slice();
            slice[Element.RepairEvents]++;
            slice[Element.TimeToRepair] += _stop.DownTicks;
        }

        CountMinorStop();
        _stop = default;
    }

    /// <summary>An interruption that lasted no time (the plan and the state changed at one instant) is none.</summary>
    private void CountMinorStop()
    {
        if (_stop is { IsRunning: true, IsBreakdown: false } && _atTicks > _stop.StartTicks)
            Slice()[Element.MinorStopEvents]++;
    }

    /// <summary>
    /// The interruption is a failure from its beginning: what was booked as a minor stop moves over, in earlier buckets too.
    /// </summary>
    private void TurnIntoBreakdown()
    {
        var sinceTicks = _stop.StartTicks;
        foreach (var piece in PiecesOf(sinceTicks, _atTicks))
        {
            if (piece.Activity.Class != TimeClass.MinorStop)
                continue;
            ref var slice = ref SliceOf(piece.Activity, piece.BucketTicks);
            slice[Element.MinorStopTime] -= piece.WidthTicks;
            slice[Element.BreakdownTime] += piece.WidthTicks;
        }

        Slice()[Element.FailureEvents]++;
        _stop = _stop with { IsBreakdown = true, DownTicks = _atTicks - sinceTicks };
        BookAsBreakdown(sinceTicks);
    }

    private void BookAsBreakdown(long sinceTicks)
    {
        _past.Reclassify(sinceTicks, static segment =>
            segment.Activity.Class == TimeClass.MinorStop
                ? segment with { Activity = segment.Activity with { Class = TimeClass.Breakdown } }
                : segment);
        if (_activity.Class != TimeClass.MinorStop)
            return;
        if (_atTicks > _segmentStartTicks)
            _past.Add(new Segment(_segmentStartTicks, _atTicks, _activity with { Class = TimeClass.Breakdown }));
        (_activity, _segmentStartTicks) = (_activity with { Class = TimeClass.Breakdown }, _atTicks);
        AddSegmentEvent();
    }

    /// <summary>Start-up lasts from a setup, or from coming out of time off, to the first good piece.</summary>
    private void FollowStartUp(TimeClass next)
    {
        var comesFromRest = _activity.Class is TimeClass.Off or TimeClass.PlannedStop;
        if (next == TimeClass.Setup || (comesFromRest && next is not (TimeClass.Off or TimeClass.PlannedStop)))
            _startUp = new StartUp(true, 0, _atTicks);
    }

    private void AddSegmentEvent() => _bucket.ReplaceSegmentAt(new MachineEvent(
        _atTicks, MachineEventKind.Segment, _activity.State, _activity.Class, _activity.Product, _activity.Order, 0, 0));

    /// <summary>Books the time since the last booking to the present activity.</summary>
    private void Accrue()
    {
        var ticks = _atTicks - _accruedTicks;
        if (ticks == 0)
            return;
        ref var slice = ref SliceOf(_activity, _bucketTicks);
        AddTime(ref slice, ticks);
        AddUnmetered(ref slice, _accruedTicks, _atTicks);
        if (_activity.Class == TimeClass.Producing)
        {
            slice[Element.TimeToFailure] += ticks;
            _producedSinceCycleTicks += ticks;
        }

        if (_stop is { IsRunning: true, IsBreakdown: true })
            _stop = _stop with { DownTicks = _stop.DownTicks + ticks };
        _accruedTicks = _atTicks;
    }

    private void AddTime(ref ElementVector slice, long ticks)
    {
        slice[Element.CalendarTime] += ticks;
        var isBusy = TimeClasses.ElementOf(_activity.Class) is not null;
        if (_activity.Plan != PlanKind.Off || isBusy)
            slice[Element.PlannedOperationTime] += ticks;
        if (TimeClasses.ElementOf(_activity.Class) is { } element)
        {
            slice[Element.PlannedBusyTime] += ticks;
            slice[element] += ticks;
        }
        else if (_activity.Class == TimeClass.PlannedStop)
        {
            slice[Element.PlannedDownTime] += ticks;
        }

        if (_asset.Context.OrderSensor is null ? isBusy : _activity.Order is not null)
            slice[Element.OrderExecutionTime] += ticks;
        if (_activity.State.Reason == StateReason.CorrectiveMaintenance)
            slice[Element.CorrectiveMaintenanceTime] += ticks;
        else if (_activity.State.Reason == StateReason.PreventiveMaintenance)
            slice[Element.PreventiveMaintenanceTime] += ticks;
    }
}
