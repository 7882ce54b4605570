using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Api.Live;

/// <summary>Carries changes of twins to those who watch them.</summary>
public sealed class LiveHub
{
    private readonly ConcurrentDictionary<string, TwinView> _latest = new(StringComparer.Ordinal);

    /// <summary>Tells watchers of a twin at once, for hosts that push.</summary>
    public void Publish(TwinView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        _latest[view.Id] = view;
    }
}
