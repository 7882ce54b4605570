using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Engine;

/// <summary>
/// What follows a composite in its snapshot: the flow of a line. Composites of the trunk have none; the form is the same, since a
/// composite moves to the trunk when it gets children other than machines.
/// </summary>
internal static class CompositeState
{
    public static void WriteFlow(StateWriter writer, byte[]? flow)
    {
        writer.WriteBool(flow is not null);
        if (flow is not null)
            writer.WriteBytes(flow);
    }

    public static byte[]? ReadFlow(ref StateReader reader)
    {
        var flow = reader.ReadBool() ? reader.ReadBytes().ToArray() : null;
        reader.ReadEnd();
        return flow;
    }
}
