using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// What a site's link means for the views of twins: a site that is cut off, all below and above it show the last that came, and
/// say that it is stale.
/// </summary>
internal static class SiteViews
{
    public static TwinView With(TwinView view, IReadOnlyList<SiteLink> sites)
    {
        if (sites.Count == 0)
            return view;
        List<SiteLink> within = [.. sites.Where(site => IsAtOrBelow(site.SiteId, view.Id))];
        if (view.Composite is { } composite && within.Count > 0)
            view = view with { Composite = composite with { Sites = within } };
        var isCutOff = sites.Any(site => site.State == SiteLinkState.CutOff
            && (IsAtOrBelow(site.SiteId, view.Id) || IsAtOrBelow(view.Id, site.SiteId)));
        return isCutOff ? Stale(view) : view;
    }

    private static bool IsAtOrBelow(string id, string above) =>
        id.StartsWith(above, StringComparison.Ordinal) && (id.Length == above.Length || id[above.Length] == '/');

    private static TwinView Stale(TwinView view) => view with
    {
        Sensor = view.Sensor is { } sensor ? sensor with { IsStale = true } : null,
        Machine = view.Machine is { } machine ? machine with { Freshness = machine.Freshness with { IsStale = true } } : null,
        Composite = view.Composite is { } composite
            ? composite with { Freshness = composite.Freshness with { IsStale = true } }
            : null,
    };
}
