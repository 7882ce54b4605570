using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <content> The state between two buckets as bytes: equal states give equal bytes. Counters and meters are named by their
/// sensor, so that a changed plant file keeps what it still has. </content>
internal sealed partial class MachineFold
{
    private const byte Layout = 1;
    private const int SignalsMax = 4096;

    /// <summary>One for all folds of a thread: forty thousand machines need it for a moment in a minute each.</summary>
    [ThreadStatic]
    private static StateWriter? _closing;

    /// <summary>The state at the end of a bucket, which is the opening of the next.</summary>
    private byte[] SaveClosing()
    {
        var writer = _closing ??= new StateWriter();
        writer.Clear();
        WriteState(writer);
        return writer.ToArray();
    }

    /// <summary>
    /// Opens a bucket from the state saved at the end of the one before (empty: nothing is known yet). What is due at the
    /// boundary happens now, as it does when time passes there.
    /// </summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Open(ReadOnlySpan<byte> opening)
    {
        if (opening.IsEmpty)
            return;
        var reader = new StateReader(opening);
        ReadState(ref reader);
        reader.ReadEnd();
        _bucketTicks = _atTicks;
        _span = _schedule.SpanAt(_atTicks - 1);
        AddSegmentEvent();
        MeetDeadlines();
    }

    /// <summary>The state in the midst of a bucket, with what the bucket has come to.</summary>
    public void Save(StateWriter writer)
    {
        writer.WriteBool(HasStarted);
        if (!HasStarted)
            return;
        Accrue();
        WriteState(writer);
        writer.WriteInt64(_bucketTicks);
        _bucket.Save(writer);
    }

    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ref StateReader reader)
    {
        if (!reader.ReadBool())
            return;
        ReadState(ref reader);
        _bucketTicks = reader.ReadInt64();
        _bucket.Load(ref reader);
        _span = _schedule.SpanAt(_atTicks);
        SetDeadline();
    }

    private void WriteState(StateWriter writer)
    {
        writer.WriteVersion(Layout);
        writer.WriteInt64(_atTicks);
        ActivityState.Write(writer, _state);
        writer.WriteString(_product);
        writer.WriteString(_order);
        writer.WriteInt64(_stateSeenTicks);
        writer.WriteInt64(_pulseTicks);
        ActivityState.Write(writer, _activity);
        writer.WriteInt64(_atTicks - _segmentStartTicks);
        writer.WriteInt64(_stop.StartTicks);
        writer.WriteBool(_stop.IsBreakdown);
        writer.WriteInt64(_stop.DownTicks);
        writer.WriteInt64(_producedSinceCycleTicks);
        writer.WriteBool(_startUp.IsOn);
        writer.WriteInt64(_startUp.GoodPieces);
        writer.WriteInt64(_startUp.AtTicks);
        SaveSignals(writer);
        SavePast(writer);
    }

    private void ReadState(ref StateReader reader)
    {
        reader.ReadVersion(Layout);
        _atTicks = _accruedTicks = reader.ReadInt64();
        _state = ActivityState.ReadMachineState(ref reader);
        _product = reader.ReadString();
        _order = reader.ReadString();
        _stateSeenTicks = reader.ReadInt64();
        _pulseTicks = reader.ReadInt64();
        _activity = ActivityState.Read(ref reader);
        _segmentStartTicks = _atTicks - reader.ReadInt64();
        _stop = new Interruption(reader.ReadInt64(), reader.ReadBool(), reader.ReadInt64());
        _producedSinceCycleTicks = reader.ReadInt64();
        _startUp = new StartUp(reader.ReadBool(), reader.ReadInt64(), reader.ReadInt64());
        LoadSignals(ref reader);
        LoadPast(ref reader);
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
            ActivityState.Write(writer, _past[i].Activity);
        }
    }

    private void LoadPast(ref StateReader reader)
    {
        for (var left = reader.ReadCount(RecentSegments.CapacityMax); left > 0; left--)
        {
            var start = _atTicks - reader.ReadInt64();
            var end = start + reader.ReadInt64();
            _past.Add(new Segment(start, end, ActivityState.Read(ref reader)));
        }
    }
}
