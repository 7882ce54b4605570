using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// A site's state in bytes, on the link and in the grid's store. Times are told by their distance from when it was taken, since
/// most are near it; alarms are few, and go as their views.
/// </summary>
internal static class SiteStates
{
    private const int MachinesMax = 1_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Write(BinaryWriter writer, SiteState state, long atTicks)
    {
        writer.Write7BitEncodedInt(state.Machines.Count);
        foreach (var machine in state.Machines)
            Write(writer, machine, atTicks);
        var alarms = state.Alarms is null ? [] : JsonSerializer.SerializeToUtf8Bytes(state.Alarms, Json);
        writer.Write7BitEncodedInt(alarms.Length);
        writer.Write(alarms);
    }

    /// <exception cref="InvalidDataException">It is none of <see cref="Write(BinaryWriter, SiteState, long)"/>.</exception>
    public static SiteState Read(BinaryReader reader, long atTicks)
    {
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MachinesMax)
            throw new InvalidDataException($"It tells of {count} machines; at most {MachinesMax} are taken.");
        var machines = new List<MachineNow>();
        for (var i = 0; i < count; i++)
            machines.Add(ReadMachine(reader, atTicks));
        var alarms = reader.ReadBytes(Math.Max(0, reader.Read7BitEncodedInt()));
        try
        {
            return new SiteState(machines, alarms.Length == 0 ? null : JsonSerializer.Deserialize<List<AlarmView>>(alarms, Json));
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"Its alarms can't be read: {broken.Message}", broken);
        }
    }

    private static void Write(BinaryWriter writer, MachineNow machine, long atTicks)
    {
        writer.Write(machine.Id);
        writer.Write(machine.IsHeard);
        writer.Write((byte)machine.State.State);
        writer.Write((byte)machine.State.Reason);
        Write(writer, machine.State.Label);
        writer.Write((byte)machine.Class);
        writer.Write(machine.HasPower);
        writer.Write7BitEncodedInt64(machine.PowerMilliwatts);
        Write(writer, machine.Product);
        Write(writer, machine.Order);
        writer.Write7BitEncodedInt(machine.ActiveAlarms);
        writer.Write7BitEncodedInt(machine.StaleSensors);
        foreach (var ticks in new[] { machine.SinceTicks, machine.NewestSourceTicks, machine.WatermarkTicks })
            writer.Write7BitEncodedInt64(atTicks - ticks);
    }

    private static MachineNow ReadMachine(BinaryReader reader, long atTicks) => new(reader.ReadString())
    {
        IsHeard = reader.ReadBoolean(),
        State = new MachineState(
            Known((PackMlState)reader.ReadByte()), Known((StateReason)reader.ReadByte()), ReadText(reader)),
        Class = Known((TimeClass)reader.ReadByte()),
        HasPower = reader.ReadBoolean(),
        PowerMilliwatts = reader.Read7BitEncodedInt64(),
        Product = ReadText(reader),
        Order = ReadText(reader),
        ActiveAlarms = Math.Max(0, reader.Read7BitEncodedInt()),
        StaleSensors = Math.Max(0, reader.Read7BitEncodedInt()),
        SinceTicks = ReadTicks(reader, atTicks),
        NewestSourceTicks = ReadTicks(reader, atTicks),
        WatermarkTicks = ReadTicks(reader, atTicks),
    };

    private static long ReadTicks(BinaryReader reader, long atTicks) =>
        Math.Clamp(atTicks - reader.Read7BitEncodedInt64(), 0, DateTime.MaxValue.Ticks);

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    /// <summary>What a newer Edge may know and this grid does not.</summary>
    private static T Known<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw new InvalidDataException($"It tells of a {typeof(T).Name} {value}, which this program does not know.");
}
