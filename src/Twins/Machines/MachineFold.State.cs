using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <content>
/// The state between two buckets as bytes: equal states give equal bytes. Counters and meters are named by their sensor, so that a changed plant file keeps
/// what it still has.
/// </content>
internal sealed partial class MachineFold
{
    private const byte Layout = 1;
    private const int SignalsMax = 4096;

    private readonly StateWriter _writer = new();

    /// <summary>The state at this moment, without the open bucket's elements: call at a bucket's end.</summary>
    private byte[] Save()
    {
        _writer.Clear();
        _writer.WriteVersion(Layout);
        _writer.WriteInt64(_atTicks);
        WriteState(_writer, _state);
        _writer.WriteString(_product);
        _writer.WriteString(_order);
        _writer.WriteInt64(_stateSeenTicks);
        _writer.WriteInt64(_pulseTicks);
        WriteActivity(_writer, _activity);
        _writer.WriteInt64(_atTicks - _segmentStartTicks);
        _writer.WriteInt64(_stop.StartTicks);
        _writer.WriteBool(_stop.IsBreakdown);
        _writer.WriteInt64(_stop.DownTicks);
        _writer.WriteInt64(_producedSinceRepairTicks);
        _writer.WriteInt64(_producedSinceCycleTicks);
        _writer.WriteBool(_startUp.IsOn);
        _writer.WriteInt64(_startUp.GoodPieces);
        _writer.WriteInt64(_startUp.AtTicks);
        SaveSignals(_writer);
        SavePast(_writer);
        return _writer.ToArray();
    }

    /// <summary>Opens a bucket from the state saved at the end of the one before; null: nothing is known yet.</summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ReadOnlySpan<byte> opening)
    {
        if (opening.IsEmpty)
            return;
        var reader = new StateReader(opening);
        reader.ReadVersion(Layout);
        _atTicks = _accruedTicks = _bucketTicks = reader.ReadInt64();
        _state = ReadState(ref reader);
        _product = reader.ReadString();
        _order = reader.ReadString();
        _stateSeenTicks = reader.ReadInt64();
        _pulseTicks = reader.ReadInt64();
        _activity = ReadActivity(ref reader);
        _segmentStartTicks = _atTicks - reader.ReadInt64();
        _stop = new Interruption(reader.ReadInt64(), reader.ReadBool(), reader.ReadInt64());
        _producedSinceRepairTicks = reader.ReadInt64();
        _producedSinceCycleTicks = reader.ReadInt64();
        _startUp = new StartUp(reader.ReadBool(), reader.ReadInt64(), reader.ReadInt64());
        LoadSignals(ref reader);
        LoadPast(ref reader);
        reader.ReadEnd();
        _span = _schedule.SpanAt(_atTicks - 1);
        AddSegmentEvent();
        MeetDeadlines();
    }

    private void SaveSignals(StateWriter writer)
    {
        writer.WriteCount(_counters.Length);
        for (var i = 0; i < _counters.Length; i++)
        {
            writer.WriteString(_asset.Quantities[i].Sensor);
            writer.WriteBool(_counters[i].HasValue);
            writer.WriteDouble(_counters[i].Value);
        }

        writer.WriteCount(_meters.Length);
        for (var i = 0; i < _meters.Length; i++)
        {
            writer.WriteString(_asset.Meters[i].Sensor);
            writer.WriteInt64(_meters[i].AtTicks);
            writer.WriteDouble(_meters[i].Value);
        }
    }

    private void LoadSignals(ref StateReader reader)
    {
        for (var left = reader.ReadCount(SignalsMax); left > 0; left--)
        {
            var sensor = reader.ReadText();
            var counter = new CounterState(reader.ReadBool(), reader.ReadDouble());
            for (var i = 0; i < _counters.Length; i++)
            {
                if (_asset.Quantities[i].Sensor == sensor)
                    _counters[i] = counter;
            }
        }

        for (var left = reader.ReadCount(SignalsMax); left > 0; left--)
        {
            var sensor = reader.ReadText();
            var meter = new MeterState(reader.ReadInt64(), reader.ReadDouble());
            for (var i = 0; i < _meters.Length; i++)
            {
                if (_asset.Meters[i].Sensor == sensor)
                    _meters[i] = meter;
            }
        }
    }

    private void SavePast(StateWriter writer)
    {
        writer.WriteCount(_past.Count);
        for (var i = 0; i < _past.Count; i++)
        {
            writer.WriteInt64(_atTicks - _past[i].StartTicks);
            writer.WriteInt64(_past[i].EndTicks - _past[i].StartTicks);
            WriteActivity(writer, _past[i].Activity);
        }
    }

    private void LoadPast(ref StateReader reader)
    {
        for (var left = reader.ReadCount(RecentSegments.CapacityMax); left > 0; left--)
        {
            var start = _atTicks - reader.ReadInt64();
            var end = start + reader.ReadInt64();
            _past.Add(new Segment(start, end, ReadActivity(ref reader)));
        }
    }

    private static void WriteActivity(StateWriter writer, in Activity activity)
    {
        WriteState(writer, activity.State);
        writer.WriteByte((byte)activity.Plan);
        writer.WriteByte((byte)activity.Class);
        writer.WriteByte((byte)activity.Use);
        writer.WriteString(activity.Product);
        writer.WriteString(activity.Order);
    }

    private static Activity ReadActivity(ref StateReader reader)
    {
        var state = ReadState(ref reader);
        var plan = (PlanKind)reader.ReadByte((byte)PlanKind.PlannedStop);
        var timeClass = (TimeClass)reader.ReadByte((byte)TimeClass.Unmeasured);
        var use = (EnergyUse)reader.ReadByte((byte)EnergyUse.Off);
        return new Activity(state, plan, timeClass, use, reader.ReadString(), reader.ReadString());
    }

    private static void WriteState(StateWriter writer, in MachineState state)
    {
        writer.WriteByte((byte)state.State);
        writer.WriteByte((byte)state.Reason);
        writer.WriteString(state.Label);
    }

    private static MachineState ReadState(ref StateReader reader)
    {
        var state = (PackMlState)reader.ReadByte((byte)PackMlState.Complete);
        return new MachineState(state, (StateReason)reader.ReadByte((byte)StateReason.PreventiveMaintenance), reader.ReadString());
    }
}
