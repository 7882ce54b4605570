using System.Collections.Concurrent;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;

namespace OrleansTwin.Runtime.Health;

/// <summary>What is known of machines' health. Who watches writes it, anybody reads it.</summary>
internal sealed class HealthBook
{
    private readonly ConcurrentDictionary<string, HealthView> _views = new(StringComparer.Ordinal);

    /// <summary>Null: the machine is not watched.</summary>
    public HealthView? Find(string machineId) => _views.GetValueOrDefault(machineId);

    /// <summary>Health of what stands above machines; null: none of them is watched.</summary>
    public CompositeHealth? OfComposite(string compositeId) => CompositeHealths.Of(
        _views.Where(view => Paths.IsAtOrBelow(view.Key, compositeId)).Select(view => (view.Key, view.Value)));

    public void Put(string machineId, HealthView view) => _views[machineId] = view;

    /// <summary>Forgets machines that are not watched any more.</summary>
    public void Keep(Func<string, bool> isKept)
    {
        foreach (var gone in _views.Keys.Where(id => !isKept(id)))
            _views.TryRemove(gone, out _);
    }
}
