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
    /// <summary>Before 2, readings were kept without the squares of their logarithms, and for one belief only.</summary>
    private const byte Layout = 2;
    private const int DescribedMax = 64;

    private readonly SensorWear _wear = sensor.Wear!;
    private double _sum;
    private int _minutes;

    public SensorAsset Sensor => sensor;

    public SensorWear Wear => _wear;

    /// <summary>Its index among its machine's sensors.</summary>
    public int Index => index;

    public int Key => key;

    /// <summary>Of the present life.</summary>
    public PathReadings Readings { get; private set; }

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
        (LifeFromTicks, Readings, _sum, _minutes) = (lifeFromTicks, default, 0, 0);
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
    /// <param name="endHours">Of operation at its end. Without as many in the ledger as it took, it is left out.</param>
    public void Read(double endHours)
    {
        // What is the mean of an hour was there in its middle.
        var (value, hours) = (_sum / _minutes, endHours - (0.5 * TimeSpan.FromTicks(_minutes * Buckets.WidthTicks).TotalHours));
        (_sum, _minutes, IsDirty) = (0, 0, true);
        if (!(hours > 0))
            return;
        var (form, offset) = (_wear.Path.Form, _wear.Path.Offset);
        (Readings, LastValue, LastHours) = (Readings.With(form, offset, hours, value), value, hours);
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
        Readings.Save(writer);
        return writer.ToArray();
    }

    /// <summary>What was saved under another description is left.</summary>
    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        var layout = reader.ReadVersion(Layout);
        var described = reader.ReadDoubles(DescribedMax);
        if (!(layout == 1 ? described.Where((_, at) => at is 0 or 1 or 8) : described).SequenceEqual(Described(_wear)))
            return;
        LifeFromTicks = reader.ReadInt64();
        MinuteTicks = reader.ReadInt64();
        (_sum, _minutes) = (reader.ReadDouble(), reader.ReadInt32());
        (LastValue, LastHours) = (reader.ReadDouble(), reader.ReadDouble());
        Readings = layout == 1
            ? PathReadings.LoadWithoutSquares(ref reader, _wear.Path.LogNoise)
            : PathReadings.Load(ref reader);
    }

    /// <summary>What readings depend on; whatever else is believed of wear, they count.</summary>
    private static double[] Described(SensorWear wear) => [(double)wear.Path.Form, wear.Path.Offset, wear.EveryTicks];
}
