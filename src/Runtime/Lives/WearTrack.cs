using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Lives;

/// <summary>A life that a sensor has followed.</summary>
/// <param name="FromTicks">When it began; 0: before anybody watched; -1: none yet.</param>
/// <param name="Readings">What was seen.</param>
/// <param name="LastValue">The newest reading; 0: none yet.</param>
/// <param name="LastHours">Hours of operation at which that was taken.</param>
internal readonly record struct WearLife(long FromTicks, PathReadings Readings, double LastValue, double LastHours)
{
    public void Save(StateWriter writer)
    {
        writer.WriteInt64(FromTicks);
        Readings.Save(writer);
        writer.WriteDouble(LastValue);
        writer.WriteDouble(LastHours);
    }

    public static WearLife Load(ref StateReader reader) =>
        new(reader.ReadInt64(), PathReadings.Load(ref reader), reader.ReadDouble(), reader.ReadDouble());
}

/// <summary>
/// One sensor's path to failure in the present life of its part, and in the newest that ended. Minutes of steady production are
/// put together to readings: what follows each other by a minute is no independent evidence.
/// </summary>
internal sealed class WearTrack(SensorAsset sensor, int index, int key)
{
    /// <summary>Before 2, readings of the present life alone were kept, without the squares of their logarithms.</summary>
    private const byte Layout = 2;
    private const int DescribedMax = 64;

    /// <summary>Lives that ended, of which the readings are kept.</summary>
    private const int EndedMax = 20;

    private readonly SensorWear _wear = sensor.Wear!;
    private readonly List<WearLife> _ended = [];
    private double _sum;
    private int _minutes;

    public SensorAsset Sensor => sensor;

    public SensorWear Wear => _wear;

    /// <summary>Its index among its machine's sensors.</summary>
    public int Index => index;

    public int Key => key;

    public WearLife Present { get; private set; } = new(-1, default, 0, 0);

    /// <summary>Which of them were followed enough to teach, and ended indeed, is for others to tell.</summary>
    public IReadOnlyList<WearLife> Ended => _ended;

    /// <summary>The newest minute's beginning; 0: there was none.</summary>
    public long MinuteTicks { get; private set; }

    /// <summary>Changed since it was saved.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// The life that it follows from here on: a new one, or one that ended and whose end was taken back.
    /// </summary>
    public void Begin(long lifeFromTicks)
    {
        if (lifeFromTicks == Present.FromTicks)
            return;
        var taken = _ended.FindIndex(life => life.FromTicks == lifeFromTicks);
        var next = taken >= 0 ? _ended[taken] : new WearLife(lifeFromTicks, default, 0, 0);
        if (taken >= 0)
            _ended.RemoveAt(taken);
        if (Present.Readings.Count >= PathExperience.ReadingsMin)
            _ended.Add(Present);
        if (_ended.Count > EndedMax)
            _ended.Remove(_ended.MinBy(life => life.FromTicks));
        (Present, _sum, _minutes, IsDirty) = (next, 0, 0, true);
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
        Present = new WearLife(Present.FromTicks, Present.Readings.With(form, offset, hours, value), value, hours);
    }

    public byte[] Save(StateWriter writer)
    {
        writer.Clear();
        writer.WriteVersion(Layout);
        writer.WriteDoubles(Described(_wear));
        writer.WriteInt64(MinuteTicks);
        writer.WriteDouble(_sum);
        writer.WriteInt32(_minutes);
        Present.Save(writer);
        writer.WriteCount(_ended.Count);
        foreach (var life in _ended)
            life.Save(writer);
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
        if (layout == 1)
        {
            LoadFirst(ref reader);
            return;
        }

        MinuteTicks = reader.ReadInt64();
        (_sum, _minutes) = (reader.ReadDouble(), reader.ReadInt32());
        Present = WearLife.Load(ref reader);
        for (var left = reader.ReadCount(EndedMax); left > 0; left--)
            _ended.Add(WearLife.Load(ref reader));
    }

    private void LoadFirst(ref StateReader reader)
    {
        var fromTicks = reader.ReadInt64();
        MinuteTicks = reader.ReadInt64();
        (_sum, _minutes) = (reader.ReadDouble(), reader.ReadInt32());
        var (value, hours) = (reader.ReadDouble(), reader.ReadDouble());
        Present = new WearLife(fromTicks, PathReadings.LoadWithoutSquares(ref reader, _wear.Path.LogNoise), value, hours);
    }

    /// <summary>What readings depend on; whatever else is believed of wear, they count.</summary>
    private static double[] Described(SensorWear wear) => [(double)wear.Path.Form, wear.Path.Offset, wear.EveryTicks];
}
