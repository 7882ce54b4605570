using System.Runtime.InteropServices;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// Collects what happens at one tick. States are compared at its end only, so that a state that lasts no time at all (blocked
/// until the next station pulls at the same tick) is never seen.
/// </summary>
internal sealed class ChangeLog
{
    private readonly List<SimulationChange> _changes = [];
    private readonly List<Station> _touched = [];

    public void Completed(Station station, long now, PieceResult result, bool isStartUp) =>
        _changes.Add(ChangeOf(station, now, ChangeKind.Completed) with { Result = result, IsStartUp = isStartUp });

    public void ContextChanged(Station station, long now) => _changes.Add(ChangeOf(station, now, ChangeKind.Context));

    public void Touch(Station station)
    {
        if (station.IsTouched)
            return;
        station.IsTouched = true;
        _touched.Add(station);
    }

    public void Begin()
    {
        _changes.Clear();
        _touched.Clear();
    }

    public ReadOnlySpan<SimulationChange> End(long now)
    {
        foreach (var station in _touched)
        {
            station.IsTouched = false;
            if (station.PublishClass())
                _changes.Add(ChangeOf(station, now, ChangeKind.State));
        }
        return CollectionsMarshal.AsSpan(_changes);
    }

    private static SimulationChange ChangeOf(Station station, long now, ChangeKind kind) =>
        new(now, station.Index, kind, station.Class, PieceResult.Good, false, station.Context.Product, station.Context.Order);
}
