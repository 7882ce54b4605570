using System.Runtime.InteropServices;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Grains.Hosting;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Metrics;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Grains.Gateway;

/// <summary>What a gateway is asked that is not the shards' to answer: the grid's plant and feeds do.</summary>
internal sealed class GridControl(
    IGrainFactory grains, GridPlants plants, GridMetrics metrics, GridSites sites, GridClock clock) : IHostControl
{
    /// <summary>A file of history goes to its feed in parts of so many bytes.</summary>
    private const int ImportPartBytes = 256 * 1024;

    private readonly ClockWatch _clock = new(clock.Time);

    private IPlantGrain PlantGrain => grains.Plant();

    private IFeedGrain Main => grains.Feed(FeedSettings.Main);

    public Plant Plant => plants.Current?.Plant ?? throw GridFaults.NoPlant();

    public IReadOnlyList<SiteLink> Sites => sites.Links;

    public Task<PlantDocument?> GetPlantAsync(long? version, CancellationToken cancellation) =>
        GridFaults.TellAsync(PlantGrain.GetPlantAsync(version, cancellation));

    public Task<Page<PlantVersion>> ListPlantVersionsAsync(PageQuery query, CancellationToken cancellation) =>
        GridFaults.TellAsync(PlantGrain.ListVersionsAsync(query, cancellation));

    public Task<PlantReplaced> ReplacePlantAsync(PlantReplacement replacement, CancellationToken cancellation) =>
        ThenFollowAsync(PlantGrain.ReplaceAsync(replacement, cancellation), cancellation);

    public Task<AdoptedTag> AdoptTagAsync(TagAdoption adoption, CancellationToken cancellation) =>
        ThenFollowAsync(PlantGrain.AdoptAsync(adoption, cancellation), cancellation);

    public async Task<IReadOnlyList<TrainedModelView>> ListTrainedModelsAsync(CancellationToken cancellation) =>
        await GridFaults.TellAsync(PlantGrain.ListModelsAsync(cancellation));

    public Task<TrainedModelView> PutTrainedModelAsync(TrainedModelSubmission submission, CancellationToken cancellation) =>
        GridFaults.TellAsync(PlantGrain.PutModelAsync(
            submission.Name, submission.File, submission.User, submission.Note, cancellation));

    public Task<bool> DeleteTrainedModelAsync(string name, string user, CancellationToken cancellation) =>
        GridFaults.TellAsync(PlantGrain.DeleteModelAsync(name, user, cancellation));

    public Task<TelemetryReceipt> SubmitTelemetryAsync(TelemetrySubmission submission, CancellationToken cancellation)
    {
        var body = MemoryMarshal.TryGetArray(submission.Body, out var bytes) && bytes.Count == bytes.Array!.Length
            ? bytes.Array
            : submission.Body.ToArray();
        var message = new TelemetryMessage(
            body, submission.ContentType, submission.ContentEncoding, submission.IdempotencyKey, submission.ReceivedAt);
        return GridFaults.TellAsync(Main.SubmitTelemetryAsync(message, cancellation));
    }

    public async Task<HistoryImportReceipt> ImportHistoryAsync(
        HistoryImportSubmission submission, CancellationToken cancellation)
    {
        var (feed, part) = (Main, new byte[ImportPartBytes]);
        var import = await GridFaults.TellAsync(feed.BeginImportAsync(submission.ContentEncoding, submission.Columns));
        while (await submission.Content.ReadAtLeastAsync(part, part.Length, false, cancellation) is > 0 and var count)
            await GridFaults.TellAsync(feed.ImportPartAsync(import, part[..count]));
        return await GridFaults.TellAsync(feed.EndImportAsync(import));
    }

    public Task<Page<UnknownTag>> ListUnknownTagsAsync(PageQuery query, CancellationToken cancellation) =>
        OfFeedsAsync(query, (feed, page) => feed.ListUnknownTagsAsync(page, cancellation));

    public Task<Page<DeadLetter>> ListDeadLettersAsync(PageQuery query, CancellationToken cancellation) =>
        OfFeedsAsync(query, (feed, page) => feed.ListDeadLettersAsync(page, cancellation));

    /// <summary>This process is of use once it knows the plant and reaches the cluster, whatever ails a feed.</summary>
    public async Task<HealthReport> CheckHealthAsync(CancellationToken cancellation)
    {
        try
        {
            _ = Plant;
            var feeds = await PlantGrain.ListFeedsAsync().WaitAsync(Patience.Answer, cancellation);
            var checks = await Task.WhenAll(feeds.Select(name => HealthOfAsync(name, cancellation)));
            return new HealthReport(true, true, [.. checks.SelectMany(each => each), .. Sites.Select(HealthOf)]);
        }
        catch (Exception away) when (!cancellation.IsCancellationRequested)
        {
            var check = new HealthCheck(
                "cluster", false, away.Message, "See that silos run and reach the database; this process goes on trying.");
            return new HealthReport(true, false, [check]);
        }
    }

    private static HealthCheck HealthOf(SiteLink site) => site.State == SiteLinkState.CutOff
        ? new HealthCheck(
            $"site {site.SiteId}", false, $"Its Edge is silent since {site.CutOffSince:u}.",
            "See to the link and to the Edge, whose /health/ready has the reason; it brings what was not sent.")
        : new HealthCheck($"site {site.SiteId}", true, $"{site.State}, {site.BehindS:0} s behind");

    private async Task<IEnumerable<HealthCheck>> HealthOfAsync(string feed, CancellationToken cancellation)
    {
        try
        {
            var report = await grains.Feed(feed).CheckHealthAsync(cancellation).WaitAsync(Patience.Answer, cancellation);
            return report.Checks.Select(check => check with { Part = $"feed {feed}: {check.Part}" });
        }
        catch (Exception away) when (!cancellation.IsCancellationRequested)
        {
            return [new HealthCheck($"feed {feed}", false, away.Message, "See that a process with the role ingest runs.")];
        }
    }

    public IReadOnlyList<MetricFamily> ReadMetrics() => [.. metrics.Read(), .. ProcessFamilies.Of(_clock)];

    /// <summary>Feed by feed; a cursor names the feed that goes on.</summary>
    private async Task<Page<T>> OfFeedsAsync<T>(PageQuery query, Func<IFeedGrain, PageQuery, Task<Page<T>>> ask)
    {
        var feeds = await GridFaults.TellAsync(PlantGrain.ListFeedsAsync());
        var (from, inner) = query.Cursor?.Split('@', 2) is [var rest, var name]
            ? (name, rest.Length > 0 ? rest : null)
            : ("", null);
        var items = new List<T>();
        foreach (var feed in feeds.Where(feed => string.CompareOrdinal(feed, from) >= 0))
        {
            var cursor = feed == from ? inner : null;
            if (items.Count == query.Limit)
                return new Page<T>(items, $"@{feed}");
            var page = await GridFaults.TellAsync(
                ask(grains.Feed(feed), new PageQuery(query.Limit - items.Count, cursor)));
            items.AddRange(page.Items);
            if (page.NextCursor is { } next)
                return new Page<T>(items, $"{next}@{feed}");
        }

        return new Page<T>(items, null);
    }

    /// <summary>The new version is in force here, too, when it is told.</summary>
    private async Task<T> ThenFollowAsync<T>(Task<T> change, CancellationToken cancellation)
    {
        var answer = await GridFaults.TellAsync(change);
        await plants.ReadAsync(cancellation);
        return answer;
    }
}
