using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <content>Alarms of all shards together.</content>
internal sealed partial class TwinHost
{
    public async Task<Page<AlarmView>> ListAlarmsAsync(AlarmQuery query, CancellationToken cancellation)
    {
        var plant = Plant;
        if (plant.Find(query.TwinId ?? plant.Root.Id) is not { } asset)
            return new Page<AlarmView>([], null);
        var pages = await Task.WhenAll(_map.ShardsBelow(asset).Select(number => _links[number].AskLiveAsync(
            (shard, giveUp) => shard.ListAlarmsAsync(query, giveUp), cancellation)));
        return AlarmPages.Of(pages.SelectMany(page => page.Items), query, pages.Any(page => page.NextCursor is not null));
    }

    public async Task<IReadOnlyList<AlarmOutcome>> ActOnAlarmsAsync(
        AlarmSubmission submission, CancellationToken cancellation)
    {
        var plant = Plant;
        var shards = submission.Alarms.Select(alarm => plant.Find(alarm.TwinId)).OfType<Asset>()
            .SelectMany(_map.ShardsOf).Distinct().ToList();
        var done = await AskAllAsync(
            shards, (_, shard, giveUp) => shard.ActOnAlarmsAsync(submission, giveUp), Patience.Reading, cancellation);
        var byAlarm = done.SelectMany(each => each).ToLookup(outcome => (outcome.TwinId, outcome.Source));
        return
        [
            .. submission.Alarms.Select(alarm => byAlarm[(alarm.TwinId, alarm.Source)].FirstOrDefault()
                ?? new AlarmOutcome(alarm.TwinId, alarm.Source, null, "There is no such machine or sensor.")),
        ];
    }

    public async Task<AlarmChanges?> ListAlarmChangesAsync(AlarmChangeQuery query, CancellationToken cancellation)
    {
        if (ShardsEverBelow(query.TwinId) is not { } shards)
            return null;
        var parts = await AskAllAsync(
            shards, (_, shard, giveUp) => shard.ListAlarmChangesAsync(query, giveUp), Patience.Reading, cancellation);
        var (items, nextTo) = TimedPages.Together(
            [.. parts.Select(part => (part.Items, part.NextTo))], change => change.At, change => change.TwinId, query.Limit);
        return new AlarmChanges(items, nextTo);
    }

    public async Task<AlarmKpiAnswer?> GetAlarmKpisAsync(AlarmKpiQuery query, CancellationToken cancellation)
    {
        if (ShardsEverBelow(query.TwinId) is not { } shards)
            return null;
        var raises = await AskAllAsync(
            shards, (_, shard, giveUp) => shard.ListAlarmRaisesAsync(query, giveUp), Patience.Reading, cancellation);
        var goals = new AlarmGoals();
        var kpis = AlarmSystemKpis.Of(
            raises.SelectMany(each => each), query.FromTicks, query.ToTicks, query.Operators, goals);
        return AlarmViews.Of(query, kpis, goals);
    }

    /// <summary>The past of a composite is also in shards whose lines have left the plant.</summary>
    private IReadOnlyList<int>? ShardsEverBelow(string? twinId)
    {
        var plant = Plant;
        return plant.Find(twinId ?? plant.Root.Id) switch
        {
            null => null,
            CompositeAsset composite => _map.ShardsEver(composite.Id),
            { } asset => _map.ShardsOf(asset),
        };
    }
}
