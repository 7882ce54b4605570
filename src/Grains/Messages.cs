using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Grains;

/// <summary>Between the messages of the grains and what the runtime reckons with.</summary>
internal static class Messages
{
    public static TelemetryBatch ToMessage(FeedBatch batch)
    {
        var from = batch.Samples.Span;
        var (keys, columns) = (new int[from.Length], new SampleColumnsBuilder(from.Length));
        for (var i = 0; i < from.Length; i++)
        {
            keys[i] = from[i].SensorKey;
            columns.Add(from[i].Sample);
        }

        return new TelemetryBatch
        {
            Feed = batch.Feed, From = batch.From, To = batch.To, SensorKeys = keys, Samples = columns.Build(),
        };
    }

    public static FeedBatch ToBatch(TelemetryBatch message)
    {
        var samples = new SensorSample[message.SensorKeys.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = new SensorSample(message.SensorKeys[i], SampleOf(message.Samples, i));
        return new FeedBatch(message.Feed, message.From, message.To, samples);
    }

    public static SampleColumns ToMessage(ReadOnlySpan<Sample> samples)
    {
        var columns = new SampleColumnsBuilder(samples.Length);
        foreach (ref readonly var sample in samples)
            columns.Add(sample);
        return columns.Build();
    }

    public static Sample[] ToSamples(SampleColumns columns)
    {
        var samples = new Sample[columns.SourceTicks.Length];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = SampleOf(columns, i);
        return samples;
    }

    public static CompositePartMessage ToMessage(CompositePart part)
    {
        var classes = part.Live.Machines;
        return new CompositePartMessage
        {
            TwinId = part.TwinId,
            PowerMilliwatts = part.Live.PowerMilliwatts,
            NewestSourceTicks = part.Live.NewestSourceTicks,
            ActiveAlarms = part.Live.ActiveAlarms,
            MachinesByClass = [.. (ReadOnlySpan<int>)classes],
            StaleSensors = part.StaleSensors,
            Shift = ToMessage(part.Shift),
            Health = part.Health,
        };
    }

    public static CompositePart ToPart(CompositePartMessage message)
    {
        var live = new LiveReport
        {
            PowerMilliwatts = message.PowerMilliwatts,
            NewestSourceTicks = message.NewestSourceTicks,
            ActiveAlarms = message.ActiveAlarms,
        };
        Copy(message.MachinesByClass, live.Machines);
        return new CompositePart(message.TwinId, live, message.StaleSensors, ToVector(message.Shift))
        {
            Health = message.Health,
        };
    }

    public static AlarmRaiseMessage ToMessage(AlarmRaise raise) =>
        new(raise.AlarmId, raise.Priority, raise.RaisedTicks, raise.ReturnedTicks);

    public static AlarmRaise ToRaise(AlarmRaiseMessage message) =>
        new(message.AlarmId, message.Priority, message.RaisedTicks, message.ReturnedTicks);

    public static PastQuestion ToMessage(PastQuery query) =>
        new([.. query.MachineIds], query.Window.FromTicks, query.Window.ToTicks);

    public static PastQuery ToQuery(PastQuestion message) =>
        new(message.MachineIds, new CauseWindow(message.FromTicks, message.ToTicks));

    public static MachinePastMessage ToMessage(MachinePast past) => new()
    {
        MachineId = past.MachineId,
        SignalCount = past.SignalCount,
        Signals = [.. past.Signals.Select(series => new PastSignal(series.Name, [.. series.Ticks], [.. series.Values]))],
        SettingsLeftOut = past.SettingsLeftOut,
        Changes = [.. past.Changes.Select(change => new PastChange((byte)change.Kind, change.AtTicks, change.Text))],
        Restless = [.. past.Restless],
    };

    public static MachinePast ToPast(MachinePastMessage message) => new(
        message.MachineId, message.SignalCount,
        [.. message.Signals.Select(signal => new SignalSeries(message.MachineId, signal.Name, signal.Ticks, signal.Values))],
        message.SettingsLeftOut,
        [
            .. message.Changes.Select(change => new PlantChange(
                (PlantChangeKind)change.Kind, message.MachineId, change.AtTicks, change.Text)),
        ],
        message.Restless);

    public static LifeKindMessage ToMessage(LifeKind kind) => new(kind.Type, kind.TaskId);

    public static LifeKind ToKind(LifeKindMessage message) => new(message.Type, message.TaskId);

    public static KindLivesMessage ToMessage(KindLives lives) => new(
        ToMessage(lives.Kind), [.. lives.Ended.Select(life => life.MachineId)], [.. lives.Ended.Select(life => life.ToTicks)],
        [.. lives.Ended.Select(life => life.Life.Hours)], [.. lives.Ended.Select(life => life.Life.IsFailure)],
        [.. lives.Running.Select(life => life.Hours)], [.. lives.Running.Select(life => life.Count)]);

    public static KindLives ToLives(KindLivesMessage message) => new(
        ToKind(message.Kind),
        [
            .. message.MachineIds.Select((machine, at) => new EndedLife(
                machine, message.EndedTicks[at], new Lifetime(message.Hours[at], message.Failures[at]))),
        ],
        [.. message.RunningHours.Zip(message.RunningCounts, (hours, count) => new Lifetime(hours, false, count))]);

    public static KpiPartQuestion ToMessage(KpiPartQuery query) => new(query.TwinId, [.. query.Sums.Select(ToMessage)]);

    public static KpiPartQuery ToQuery(KpiPartQuestion message) => new(message.TwinId, [.. message.Sums.Select(ToSum)]);

    public static CompositeQuestion ToMessage(CompositePartQuery query) => new(query.TwinId, ToMessage(query.Shift));

    public static CompositePartQuery ToQuery(CompositeQuestion message) => new(message.TwinId, ToSum(message.Shift));

    public static KpiPartMessage ToMessage(KpiPart part) =>
        new(part.SettledUntilTicks, [.. part.Sums.Select(sum => ToMessage(sum))]);

    public static KpiPart ToPart(KpiPartMessage message) =>
        new(message.SettledUntilTicks, [.. message.Sums.Select(ToVector)]);

    private static SumQuestion ToMessage(ElementSum sum) =>
        new([.. sum.TwinIds], sum.FromTicks, sum.ToTicks, sum.Product, sum.Order);

    private static ElementSum ToSum(SumQuestion message) =>
        new(message.TwinIds, message.FromTicks, message.ToTicks, message.Product, message.Order);

    private static long[] ToMessage(in ElementVector sum) => [.. (ReadOnlySpan<long>)sum];

    private static ElementVector ToVector(long[] values)
    {
        var vector = default(ElementVector);
        Copy(values, vector);
        return vector;
    }

    /// <summary>A newer process may know more places than this one, an older one fewer.</summary>
    private static void Copy<T>(ReadOnlySpan<T> from, Span<T> to) =>
        from[..Math.Min(from.Length, to.Length)].CopyTo(to);

    private static Sample SampleOf(SampleColumns columns, int i) => new(
        columns.SourceTicks[i],
        columns.ReceiveTicks[i],
        columns.Values[i],
        columns.RawValues?[i] ?? columns.Values[i],
        (Quality)(columns.Qualities?[i] ?? (byte)Quality.Good),
        columns.Texts?[i]);
}
