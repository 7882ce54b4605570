using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Store.Codecs;

/// <summary>A bucket's timeline.</summary>
internal static class EventCodec
{
    public static void Write(ByteWriter writer, long baseTicks, IReadOnlyList<MachineEvent> events)
    {
        var texts = new TextTable();
        writer.Varint(events.Count);
        foreach (var happened in events)
        {
            writer.Zigzag(happened.AtTicks - baseTicks);
            writer.Byte((byte)happened.Kind);
            writer.Byte((byte)happened.State.State);
            writer.Byte((byte)happened.State.Reason);
            texts.Write(writer, happened.State.Label);
            writer.Byte((byte)happened.Class);
            texts.Write(writer, happened.Product);
            texts.Write(writer, happened.Order);
            writer.Zigzag(happened.Quantity);
            writer.Zigzag(happened.Scrap);
            baseTicks = happened.AtTicks;
        }
    }

    public static MachineEvent[] Read(ReadOnlySpan<byte> data, long baseTicks)
    {
        var reader = new ByteReader(data);
        var texts = new TextTable();
        var events = new MachineEvent[reader.Count()];
        for (var i = 0; i < events.Length; i++)
        {
            baseTicks += reader.Zigzag();
            var kind = (MachineEventKind)reader.Byte();
            var state = new MachineState((PackMlState)reader.Byte(), (StateReason)reader.Byte(), texts.Read(ref reader));
            var timeClass = (TimeClass)reader.Byte();
            events[i] = new MachineEvent(baseTicks, kind, state, timeClass, texts.Read(ref reader), texts.Read(ref reader),
                reader.Zigzag(), reader.Zigzag());
        }

        return reader.IsAtEnd ? events : throw new StoreCorruptedException("A ledger row is longer than its events.");
    }
}
