using OrleansTwin.Store;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Sensors;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>A machine twin with the twins of its sensors, which live and are saved together.</summary>
internal sealed class MachineSlot
{
    // 2: with when and by which value standing alarms were raised. From 3 on the machine's twin has them. 4: with since when the
    // host listens.
    private const byte Layout = 4;

    /// <summary>
    /// Late samples wait this long, by the receiver's clock, for others of their buckets: a bucket is folded again once for all
    /// of them.
    /// </summary>
    public const long RefoldPeriodTicks = TimeSpan.TicksPerSecond;

    /// <summary>No batch brings a machine more samples, or lets it give more reports.</summary>
    private const long VersionsPerBatchMax = 1 << 16;

    private static readonly SensorAsset Gone = new() { Id = "", Name = "A sensor that left", Kind = AssetKind.Sensor };

    private readonly bool _isWatched;
    private bool _isRefoldTurn;
    private long _listeningSinceTicks;

    public MachineSlot(MachineAsset asset, IReadOnlyDictionary<string, Product> products, INameTable names)
    {
        Twin = new MachineTwin(asset, products);
        Sensors = [.. asset.Sensors.Select(sensor => new SensorTwin(sensor))];
        _isWatched = asset.Sensors.Any(sensor => sensor.StaleTicks > 0);
        Key = KeyOf(names, asset.Id);
        SensorKeys = [.. asset.Sensors.Select(sensor => KeyOf(names, sensor.Id))];
    }

    public MachineTwin Twin { get; }

    public SensorTwin[] Sensors { get; }

    public int Key { get; }

    public int[] SensorKeys { get; }

    /// <summary>When the latest sample arrived, by the receiver's clock as it stood then.</summary>
    public long LastReceiveTicks { get; private set; }

    /// <summary>Changed since the last checkpoint.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Folds samples of one sensor, in order of arrival, into it and its machine.</summary>
    public void Apply(int sensor, ReadOnlySpan<Sample> run)
    {
        IsDirty = true;
        foreach (ref readonly var sample in run)
            FollowClock(sample.ReceiveTicks);
        while (!run.IsEmpty)
        {
            var report = Sensors[sensor].Apply(run);
            Twin.Apply(sensor, run, report);
            run = run[report.Count..];
        }
    }

    /// <summary>
    /// Looks by the clock which sensors have fallen silent; true: an alarm may have changed. Before the host has listened for as
    /// long as a sensor may be silent, it can't know.
    /// </summary>
    /// <param name="nowTicks">By the receiver's clock.</param>
    /// <param name="hasBegun">The host has begun to listen with this tick.</param>
    public bool FollowSilence(long nowTicks, bool hasBegun)
    {
        if (!_isWatched)
            return false;
        if (hasBegun)
            (_listeningSinceTicks, IsDirty) = (nowTicks, true);
        return Twin.FollowSilence(Sensors, _listeningSinceTicks, nowTicks);
    }

    /// <summary>
    /// True once in a period: the end of a batch in which the receiver's clock came to another period. Told by the samples
    /// alone, so that a replay folds again at the same points.
    /// </summary>
    public bool TakeRefoldTurn(bool isForced)
    {
        var isTurn = _isRefoldTurn || isForced;
        _isRefoldTurn = false;
        return isTurn;
    }

    public ReadOnlyMemory<byte> Save(StateWriter writer)
    {
        writer.Clear();
        writer.WriteVersion(Layout);
        writer.WriteInt64(LastReceiveTicks);
        writer.WriteInt64(_listeningSinceTicks);
        Twin.Save(writer);
        writer.WriteCount(Sensors.Length);
        foreach (var sensor in Sensors)
        {
            writer.WriteString(sensor.Asset.LocalId);
            sensor.Save(writer);
        }

        return writer.ToArray();
    }

    /// <summary>The state of one of its sensors.</summary>
    public byte[] StateOf(SensorAsset sensor, StateWriter writer)
    {
        writer.Clear();
        Sensors[Twin.Asset.IndexOf(sensor.LocalId)].Save(writer);
        return writer.ToArray();
    }

    /// <summary>Restores what a snapshot has of the sensors that the machine still has.</summary>
    public void Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        var layout = reader.ReadVersion(Layout);
        LastReceiveTicks = reader.ReadInt64();
        _listeningSinceTicks = layout < 4 ? 0 : reader.ReadInt64();
        Twin.Load(ref reader);
        for (var left = reader.ReadCount(1 << 20); left > 0; left--)
        {
            var index = Twin.Asset.IndexOf(reader.ReadText());
            var sensor = index >= 0 ? Sensors[index] : new SensorTwin(Gone);
            sensor.Load(ref reader);
            if (layout < 3)
                TakeOverAlarm(ref reader, index, layout);
        }

        reader.ReadEnd();
    }

    /// <summary>Its state was lost: it starts anew. What it says from now on replaces all that it said up to a batch.</summary>
    public void BeginAnew(long cursor)
    {
        Twin.BeginAbove(cursor * VersionsPerBatchMax);
        IsDirty = true;
    }

    /// <summary>Of a snapshot in which the sensor's limits were all that the machine knew of its alarm.</summary>
    private void TakeOverAlarm(ref StateReader reader, int sensor, byte layout)
    {
        var isKnown = layout == 2 && reader.ReadBool();
        var (value, raisedTicks) = isKnown ? (reader.ReadDouble(), reader.ReadInt64()) : default;
        if (sensor < 0 || Sensors[sensor] is not { LimitState: not LimitState.Normal, Latest: { } latest } twin)
            return;
        Twin.TakeOver(
            sensor, twin.LimitState, isKnown ? value : latest.Value, isKnown ? raisedTicks : latest.SourceTicks);
    }

    private void FollowClock(long receiveTicks)
    {
        _isRefoldTurn |= receiveTicks / RefoldPeriodTicks != LastReceiveTicks / RefoldPeriodTicks;
        LastReceiveTicks = receiveTicks;
    }

    private static int KeyOf(INameTable names, string id) =>
        names.TryGetKey(id, out var key)
            ? key
            : throw new InvalidOperationException(
                $"Twin {id} has no key; expected all ids of the plant to be registered before its runtime is made.");
}
