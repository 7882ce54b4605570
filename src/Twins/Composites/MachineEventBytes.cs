using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Composites;

/// <summary>Timelines of one bucket in snapshots.</summary>
internal static class MachineEventBytes
{
    public static void Write(StateWriter writer, IReadOnlyList<MachineEvent> events, long bucketTicks)
    {
        writer.WriteCount(events.Count);
        foreach (var each in events)
        {
            writer.WriteInt64(each.AtTicks - bucketTicks);
            writer.WriteByte((byte)each.Kind);
            writer.WriteByte((byte)each.State.State);
            writer.WriteByte((byte)each.State.Reason);
            writer.WriteString(each.State.Label);
            writer.WriteByte((byte)each.Class);
            writer.WriteString(each.Product);
            writer.WriteString(each.Order);
            writer.WriteInt64(each.Quantity);
            writer.WriteInt64(each.Scrap);
        }
    }

    public static MachineEvent[] Read(ref StateReader reader, long bucketTicks)
    {
        var events = new MachineEvent[reader.ReadCount(reader.Remaining)];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = new MachineEvent(
                bucketTicks + reader.ReadInt64(),
                (MachineEventKind)reader.ReadByte((byte)MachineEventKind.Produced),
                new MachineState(
                    (PackMlState)reader.ReadByte((byte)PackMlState.Complete),
                    (StateReason)reader.ReadByte((byte)StateReason.PreventiveMaintenance),
                    reader.ReadString()),
                (TimeClass)reader.ReadByte((byte)TimeClass.Unmeasured),
                reader.ReadString(),
                reader.ReadString(),
                reader.ReadInt64(),
                reader.ReadInt64());
        }
        return events;
    }
}
