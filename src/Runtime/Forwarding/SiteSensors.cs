using OrleansTwin.Runtime.Engine;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// Which names of a store belong to a site: its sensors, whether or not the plant has them, and the Edge's clock.
/// </summary>
internal sealed class SiteSensors(INameTable names, string siteId)
{
    private readonly string _prefix = siteId + "/";
    private bool?[] _known = [];

    /// <summary>One thread at a time.</summary>
    public bool Has(int key)
    {
        if (key >= _known.Length)
            Array.Resize(ref _known, names.Count);
        return _known[key] ??= Has(names.NameOf(key));
    }

    public bool Has(string name) => name == ClockTicks.Name
        || (name.StartsWith(_prefix, StringComparison.Ordinal) && !name.Contains('$', StringComparison.Ordinal));
}
