using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Causes;

/// <summary>What a machine's settled timeline tells of the time before an anomaly.</summary>
public static class RecentPast
{
    /// <summary>Changes of the product and of the order, but for the first, of which is not known when it came.</summary>
    /// <param name="machineId">Whose timeline it is.</param>
    /// <param name="events">In order of time.</param>
    public static IEnumerable<PlantChange> ChangesOf(string machineId, IEnumerable<MachineEvent> events)
    {
        var (product, order) = ((string?)null, (string?)null);
        foreach (var item in events.Where(item => item.Kind == MachineEventKind.Segment))
        {
            if (item.Product is { } made && made != product)
            {
                if (product is not null)
                    yield return new PlantChange(PlantChangeKind.Product, machineId, item.AtTicks, $"{made} after {product}");
                product = made;
            }

            if (item.Order is { } ordered && ordered != order)
            {
                if (order is not null)
                    yield return new PlantChange(PlantChangeKind.Order, machineId, item.AtTicks, $"{ordered} after {order}");
                order = ordered;
            }
        }
    }

    /// <summary>
    /// The series without the values of times in which the machine is known not to have produced: it was elsewhere then, not
    /// otherwise.
    /// </summary>
    /// <param name="series">One of the machine's signals.</param>
    /// <param name="events">Its timeline, in order of time; what lies before or is not told is kept.</param>
    public static SignalSeries WhileProducing(SignalSeries series, IReadOnlyList<MachineEvent> events)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(events);
        var (ticks, values) = (new List<long>(series.Ticks.Count), new List<double>(series.Ticks.Count));
        var (next, isProducing) = (0, true);
        for (var i = 0; i < series.Ticks.Count; i++)
        {
            for (; next < events.Count && events[next].AtTicks <= series.Ticks[i]; next++)
            {
                if (events[next].Kind == MachineEventKind.Segment)
                    isProducing = events[next].State.State == PackMlState.Execute;
            }

            if (!isProducing)
                continue;
            ticks.Add(series.Ticks[i]);
            values.Add(series.Values[i]);
        }

        return series with { Ticks = ticks, Values = values };
    }
}
