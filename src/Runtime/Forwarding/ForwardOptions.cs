using OrleansTwin.Runtime.Links;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// To which grid an Edge forwards what it takes in, and how. What the link can't carry waits in the Edge's journal.
/// </summary>
internal sealed record ForwardOptions
{
    /// <summary>
    /// URLs of the grid's gateways, of which one is used and another where it fails; none: nothing is forwarded.
    /// </summary>
    public IReadOnlyList<string> Grid { get; init; } = [];

    /// <summary>Path of the site that is forwarded; null: the plant has one, and that is it.</summary>
    public string? Site { get; init; }

    /// <summary>Every sample, or reports only. A site goes one way for good; the grid has to be told, too.</summary>
    public ForwardContent What { get; init; }

    /// <summary>
    /// API key of the grid, with the role <c>forward</c>. A file, or a variable of the environment, keeps it apart.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>A file that has nothing but the key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>CAs (PEM) that may have signed the grid's certificate; null: those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>How often what has come is sent: more costs the link more, and shows earlier.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often reports are sent, where nothing else is: the grid's view is behind by so much.</summary>
    public TimeSpan ReportPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Samples of one request; a batch of the journal that has more goes alone.</summary>
    public int SamplesPerRequestMax { get; init; } = 16_384;

    /// <summary>How long a request may take over a slow link.</summary>
    public TimeSpan RequestMax { get; init; } = TimeSpan.FromSeconds(60);

    public bool IsOn => Grid.Count > 0;

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public ForwardOptions Validate()
    {
        foreach (var url in Grid)
            DemandUrl(url);
        OutboundHttp.DemandOneSecret("Forward:Key", Key, KeyFile);
        Demand(nameof(Period), Period, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Demand(nameof(ReportPeriod), ReportPeriod, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        Demand(nameof(SamplesPerRequestMax), SamplesPerRequestMax, 1, 100_000);
        Demand(nameof(RequestMax), RequestMax, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        return this;
    }

    /// <summary>Path of the site that is meant.</summary>
    /// <exception cref="FormatException">The plant has no such site; says which it has.</exception>
    public string SiteOf(Plant plant)
    {
        var sites = plant.Assets.Where(asset => asset.Kind == AssetKind.Site).Select(asset => asset.Id).ToList();
        if (Site is { } wanted ? sites.Contains(wanted) : sites.Count == 1)
            return Site ?? sites[0];
        var found = sites.Count == 0 ? "none" : string.Join(", ", sites);
        throw new FormatException(
            $"Forward:Site is {(Site is null ? "not set" : $"'{Site}'")}. Expected: the path of a site of the plant, which has: "
            + $"{found}.");
    }

    /// <exception cref="FormatException">The file can't be read, or has no key.</exception>
    public string? ReadKey() => OutboundHttp.ReadSecret("Forward:Key", Key, KeyFile);

    /// <summary>The key and what a plant does are nobody's business on the way.</summary>
    private static void DemandUrl(string text)
    {
        const string Expected =
            "https://HOST of a gateway of the grid, or http:// on this machine. Put a proxy that ends TLS in front of it.";
        OutboundHttp.DemandUrl("Forward:Grid", text, Expected);
        if (new Uri(text).Query.Length > 0)
            throw new FormatException($"Forward:Grid is '{text}'. Expected: {Expected}");
    }

    private static void Demand<T>(string key, T found, T min, T max)
        where T : IComparable<T>
    {
        if (found.CompareTo(min) < 0 || found.CompareTo(max) > 0)
            throw new FormatException($"Forward:{key} is {found}. Expected: {min} to {max}. Correct it or leave it out.");
    }
}
