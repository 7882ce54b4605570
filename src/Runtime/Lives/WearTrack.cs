using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Lives;

/// <summary>
/// One sensor's path to failure in the present life of its part. Minutes of steady production are put together to readings: what
/// follows each other by a minute is no independent evidence.
/// </summary>
internal sealed class WearTrack(SensorAsset sensor, int index, int key)
{
    private const byte Layout = 1;
    private const int DescribedMax = 64;

    private readonly SensorWear _wear = sensor.Wear!;
    private double _sum;
    private int _minutes;

    public SensorAsset Sensor => sensor;

    public SensorWear Wear => _wear;

    /// <summary>Its index among its machine's sensors.</summary>
    public int Index => index;

    public int Key => key;

    public DegradationPath Path { get; private set; } = new(sensor.Wear!.Path);

    /// <summary>When the life began that it follows; -1: none yet.</summary>
    public long LifeFromTicks { get; private set; } = -1;

    /// <summary>The newest minute's beginning; 0: there was none.</summary>
    public long MinuteTicks { get; private set; }

    /// <summary>The newest reading and the hours at which it was taken; 0: none yet.</summary>
    public double LastValue { get; private set; }

    public double LastHours { get; private set; }

    /// <summary>Changed since it was saved.</summary>
    public bool IsDirty { get; set; }

    /// <summary>A life: what was gathered of another one is of no use.</summary>
    public void Begin(long lifeFromTicks)
    {
        if (lifeFromTicks == LifeFromTicks)
            return;
        (LifeFromTicks, Path, _sum, _minutes) = (lifeFromTicks, new DegradationPath(_wear.Path), 0, 0);
        (LastValue, LastHours, IsDirty) = (0, 0, true);
    }

    /// <summary>A minute of steady production; true: a reading is complete.</summary>
    public bool Push(long minuteTicks, double mean)
    {
        (MinuteTicks, IsDirty) = (minuteTicks, true);
        if (!double.IsFinite(mean))
            return false;
        (_sum, _minutes) = (_sum + mean, _minutes + 1);
        return _minutes * Buckets.WidthTicks >= _wear.EveryTicks;
    }

    /// <summary>Takes the complete reading up.</summary>
    /// <param name="hours">Of operation at which it was taken; 0: the ledger has none yet, and it is left out.</param>
    public void Read(double hours)
    {
        var value = _sum / _minutes;
        (_sum, _minutes, IsDirty) = (0, 0, true);
        if (!(hours > 0))
            return;
        (Path, LastValue, LastHours) = (Path.With(hours, value), value, hours);
    }

    public byte[] Save(StateWriter writer)
    {
        writer.Clear();
        writer.WriteVersion(Layout);
        writer.WriteDoubles(Described(_wear));
        writer.WriteInt64(LifeFromTicks);
        writer.WriteInt64(MinuteTicks);
        writer.WriteDouble(_sum);
        writer.WriteInt32(_minutes);
        writer.WriteDouble(LastValue);
        writer.WriteDouble(LastHours);
        Path.Save(writer);
        return writer.ToArray();
    }

    /// <summary>What was saved under another description is left.</summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        reader.ReadVersion(Layout);
        if (!reader.ReadDoubles(DescribedMax).SequenceEqual(Described(_wear)))
            return;
        LifeFromTicks = reader.ReadInt64();
        MinuteTicks = reader.ReadInt64();
        (_sum, _minutes) = (reader.ReadDouble(), reader.ReadInt32());
        (LastValue, LastHours) = (reader.ReadDouble(), reader.ReadDouble());
        Path = DegradationPath.Load(ref reader, _wear.Path);
    }

    /// <summary>Numbers that are the same for the same description.</summary>
    public static double[] Described(SensorWear wear) =>
    [
        (double)wear.Path.Form, wear.Path.Offset, wear.Path.Limit, wear.Path.LogStart.Mean, wear.Path.LogStart.Deviation,
        wear.Path.Rate.Mean, wear.Path.Rate.Deviation, wear.Path.LogNoise, wear.EveryTicks,
    ];
}
