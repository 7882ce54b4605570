namespace OrleansTwin.Store.Archive;

/// <summary>What the next sample of a sensor is predicted from, within a block.</summary>
internal struct SensorTrack
{
    public int Key;

    /// <summary>Number, within the block, of the sensor whose sample followed this one's last.</summary>
    public int Next;

    /// <summary>In the block's unit of time.</summary>
    public long Source;
    public long Step;
    public NumberTrack Value;
    public NumberTrack Raw;

    public static SensorTrack Of(int key, long source) =>
        new() { Key = key, Next = -1, Source = source, Value = NumberTrack.New, Raw = NumberTrack.New };
}
