using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Feeds;
using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;
using DeadLetter = OrleansTwin.Store.DeadLetter;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// Looks through what an Edge has sent, by one version of the plant. Samples were conditioned at the Edge and stay as they are.
/// Those of sensors that the plant does not have are journaled all the same, for the history, and listed as unknown tags. The
/// Edge's clock becomes the clock of each of the site's lines.
/// </summary>
internal sealed class SiteSorter
{
    private readonly string _source;
    private readonly ITwinStore _store;
    private readonly TelemetryFeed _feed;
    private readonly Plant _plant;
    private readonly SiteSensors _sensors;
    private readonly int _clockKey;
    private readonly int[] _lineClocks;
    private Place[] _places = [];

    private SiteSorter(string siteId, ITwinStore store, TelemetryFeed feed, Plant plant, int clockKey, int[] lineClocks)
    {
        (_source, _store, _feed, _plant, _clockKey, _lineClocks) =
            (SiteFeeds.NameOf(siteId), store, feed, plant, clockKey, lineClocks);
        _sensors = new SiteSensors(store.Names, siteId);
    }

    /// <summary>Source time of the newest sample that came.</summary>
    public long NewestTicks { get; private set; }

    /// <summary>Samples that could not be used.</summary>
    public long Refused { get; private set; }

    public static async Task<SiteSorter> MakeAsync(
        string siteId, ITwinStore store, TelemetryFeed feed, Plant plant, SiteSorter? before, CancellationToken cancellation)
    {
        var lines = plant.Assets.OfType<CompositeAsset>().Where(line => line.Children.Any(child => child is MachineAsset)
            && (line.Id == siteId || line.Id.StartsWith(siteId + "/", StringComparison.Ordinal)));
        var clocks = await store.Names.GetOrAddAsync(
            [ClockTicks.Name, .. lines.Select(line => ClockTicks.NameOf(line.Id))], cancellation);
        feed.Ingest.Pipeline.UnknownTags.RemoveAdopted(tag => plant.Find(tag) is SensorAsset);
        return new SiteSorter(siteId, store, feed, plant, clocks[0], clocks[1..])
        {
            NewestTicks = before?.NewestTicks ?? 0, Refused = before?.Refused ?? 0,
        };
    }

    /// <summary>Whether a name belongs to the site.</summary>
    public bool Has(string name) => _sensors.Has(name);

    /// <summary>What is to be journaled. Ticks of the Edge's clock count by the last of them, behind the samples.</summary>
    /// <exception cref="ArgumentException">A key is none that the Edge was given.</exception>
    public SensorSample[] Sort(ReadOnlySpan<SensorSample> samples, long nowTicks)
    {
        var kept = new List<SensorSample>(samples.Length + _lineClocks.Length);
        var tick = default(Sample?);
        foreach (ref readonly var item in samples)
        {
            var place = PlaceOf(item.SensorKey);
            var reason = Complaint(item.Sample, place, nowTicks);
            if (item.SensorKey == _clockKey)
                tick = reason == RejectReason.None ? item.Sample : tick;
            else if (reason != RejectReason.None)
                Refuse(item, reason, nowTicks);
            else
                kept.Add(Seen(item, place, nowTicks));
        }

        if (tick is { } now && kept.Count + _lineClocks.Length <= FeedBatch.SamplesMax)
            kept.AddRange(_lineClocks.Select(key => new SensorSample(key, now)));
        return [.. kept];
    }

    private SensorSample Seen(in SensorSample item, Place place, long nowTicks)
    {
        NewestTicks = Math.Max(NewestTicks, item.Sample.SourceTicks);
        if (place == Place.Unknown)
        {
            var (id, sample) = (_store.Names.NameOf(item.SensorKey), item.Sample);
            _feed.Ingest.Pipeline.UnknownTags.Saw(
                id, _source, nowTicks, new RawSample(id, sample.SourceTicks, sample.Value, sample.Text) { IsSensorId = true },
                sample.Text is null ? ValueKind.Number : ValueKind.Text);
        }

        return item;
    }

    /// <summary>
    /// An Edge's clock may be wrong: what claims to be of a time to come would pass for the newest of all.
    /// </summary>
    private RejectReason Complaint(in Sample sample, Place place, long nowTicks)
    {
        var limits = _feed.Ingest.Pipeline.Options;
        if (sample.SourceTicks < DateTime.UnixEpoch.Ticks)
            return RejectReason.Before1970;
        if (sample.SourceTicks > nowTicks + limits.FutureMax.Ticks)
            return RejectReason.InTheFuture;
        if (sample.Text?.Length > limits.TextLengthMax)
            return RejectReason.TextTooLong;
        return (place == Place.Number && sample.Text is not null) || !Enum.IsDefined(sample.Quality)
            ? RejectReason.WrongType
            : RejectReason.None;
    }

    private void Refuse(in SensorSample item, RejectReason reason, long nowTicks)
    {
        Refused++;
        var head = System.Text.Encoding.UTF8.GetBytes(RawText.Of(new RawSample(
            "", item.Sample.SourceTicks, item.Sample.Value, item.Sample.Text)));
        _store.DeadLetters.Add(new DeadLetter(
            0, nowTicks, _source, _store.Names.NameOf(item.SensorKey), ReasonWords.Of(reason),
            $"forwarded, of {Times.Of(item.Sample.SourceTicks):O}", head.Length, head));
    }

    private Place PlaceOf(int key)
    {
        if ((uint)key >= (uint)_store.Names.Count || !_sensors.Has(key))
            throw new ArgumentException($"A sample has key {key}, which was given to no sensor of this site.");
        if (key >= _places.Length)
            Array.Resize(ref _places, _store.Names.Count);
        ref var place = ref _places[key];
        if (place == Place.NotLooked)
        {
            place = _plant.Find(_store.Names.NameOf(key)) switch
            {
                SensorAsset sensor => sensor.ValueKind == ValueKind.Text ? Place.Text : Place.Number,
                _ => Place.Unknown,
            };
        }

        return place;
    }

    private enum Place : byte
    {
        NotLooked,
        Number,
        Text,
        Unknown,
    }
}
