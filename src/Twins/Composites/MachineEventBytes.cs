using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>Timelines of one bucket in snapshots; times count from the bucket's start.</summary>
internal static class MachineEventBytes
{
    public static void Write(StateWriter writer, IReadOnlyList<MachineEvent> events, long bucketTicks)
    {
        writer.WriteCount(events.Count);
        foreach (var each in events)
            ActivityState.Write(writer, each with { AtTicks = each.AtTicks - bucketTicks });
    }

    public static MachineEvent[] Read(ref StateReader reader, long bucketTicks)
    {
        var events = new MachineEvent[reader.ReadCount(reader.Remaining)];
        for (var i = 0; i < events.Length; i++)
        {
            var each = ActivityState.ReadEvent(ref reader);
            events[i] = each with { AtTicks = each.AtTicks + bucketTicks };
        }
        return events;
    }
}
