using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>A grid that takes whatever an Edge sends, and remembers it.</summary>
internal sealed class FakeSiteHost : ISiteHost
{
    public static readonly SiteLink Lyon = new(
        "acme/lyon", SiteLinkState.CutOff, FakePlant.Now, FakePlant.Now, FakePlant.Now, 12.5, 7, 0, 0, "1a2b3c4d");

    public List<object> Asked { get; } = [];

    public Task<ForwardReceipt> ForwardAsync(ForwardSubmission submission, CancellationToken cancellation)
    {
        Asked.Add(submission);
        return Task.FromResult(new ForwardReceipt(42, [3, 5]));
    }

    public Task<IReadOnlyList<SiteLink>> ListSitesAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SiteLink>>([Lyon]);

    public Task<SiteLink> ReleaseSiteAsync(string siteId, CancellationToken cancellation)
    {
        Asked.Add(siteId);
        return Task.FromResult(Lyon with { Edge = null });
    }
}
