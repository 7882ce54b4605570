using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Machines;

/// <summary>States, activities and events within a machine's snapshot.</summary>
internal static class ActivityState
{
    public static void Write(StateWriter writer, in Activity activity)
    {
        Write(writer, activity.State);
        writer.WriteByte((byte)activity.Plan);
        writer.WriteByte((byte)activity.Class);
        writer.WriteByte((byte)activity.Use);
        writer.WriteString(activity.Product);
        writer.WriteString(activity.Order);
    }

    public static Activity Read(ref StateReader reader)
    {
        var state = ReadMachineState(ref reader);
        var plan = (PlanKind)reader.ReadByte((byte)PlanKind.PlannedStop);
        var timeClass = (TimeClass)reader.ReadByte((byte)TimeClass.Unmeasured);
        var use = (EnergyUse)reader.ReadByte((byte)EnergyUse.Off);
        return new Activity(state, plan, timeClass, use, reader.ReadString(), reader.ReadString());
    }

    public static void Write(StateWriter writer, in MachineState state)
    {
        writer.WriteByte((byte)state.State);
        writer.WriteByte((byte)state.Reason);
        writer.WriteString(state.Label);
    }

    public static MachineState ReadMachineState(ref StateReader reader)
    {
        var state = (PackMlState)reader.ReadByte((byte)PackMlState.Complete);
        return new MachineState(
            state, (StateReason)reader.ReadByte((byte)StateReason.PreventiveMaintenance), reader.ReadString());
    }

    public static void Write(StateWriter writer, in MachineEvent item)
    {
        writer.WriteInt64(item.AtTicks);
        writer.WriteByte((byte)item.Kind);
        Write(writer, item.State);
        writer.WriteByte((byte)item.Class);
        writer.WriteString(item.Product);
        writer.WriteString(item.Order);
        writer.WriteInt64(item.Quantity);
        writer.WriteInt64(item.Scrap);
    }

    public static MachineEvent ReadEvent(ref StateReader reader) => new(
        reader.ReadInt64(),
        (MachineEventKind)reader.ReadByte((byte)MachineEventKind.Produced),
        ReadMachineState(ref reader),
        (TimeClass)reader.ReadByte((byte)TimeClass.Unmeasured),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadInt64(),
        reader.ReadInt64());
}
