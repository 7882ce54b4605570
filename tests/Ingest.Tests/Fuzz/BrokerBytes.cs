using System.Buffers.Binary;
using System.Text;
using OrleansTwin.Fuzzing;
using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Fuzz;

/// <summary>What a broker sends on one connection: valid packets, and each of them sometimes damaged or out of place.</summary>
internal sealed class BrokerBytes(Random random, MqttVersion version, int damageOneIn)
{
    private static readonly string[] Topics = ["a", "plant/line/m1/power", "ü/€/𝄞", new('x', 300)];
    private static readonly byte[] LyingLengths = [0x00, 0x01, 0x7F, 0x80, 0xFF];

    private bool IsV5 => version == MqttVersion.V5;

    public byte[] ConnAck()
    {
        byte[] packet = !IsV5 ? [0x20, 2, 0, 0] : random.Next(3) switch
        {
            0 => [0x20, 3, 0, 0, 0],
            1 => [0x20, 14, 0, 0, 11, 0x21, 0, 4, 0x22, 0, 4, 0x12, 0, 2, (byte)'i', (byte)'d'],
            _ => [0x20, 11, 0, 0, 8, 0x13, 0, 30, 0x27, 0, 0, 4, 0],
        };
        return random.Next(20) == 0 ? Mutator.Damage(packet, random) : packet;
    }

    /// <summary>A run of packets; sometimes where one buffer of the reader ends and the next begins.</summary>
    public byte[] Run()
    {
        var bytes = new List<byte>();
        if (random.Next(4) == 0)
            bytes.AddRange(Packet(0x30, [0, 1, (byte)'a', .. IsV5 ? (byte[])[0] : [], .. new byte[65_300 + random.Next(236)]]));
        for (int count = random.Next(1, 30); count > 0; count--)
        {
            byte[] packet = Packet();
            bytes.AddRange(random.Next(damageOneIn) == 0 && packet.Length > 0 ? Lie(packet) : packet);
        }
        return [.. bytes];
    }

    private byte[] Packet() => random.Next(16) switch
    {
        < 8 => Publish(),
        8 => Ack(0x62),
        9 => Ack(0x40),
        10 => Ack(0x50),
        11 => Ack(0x70),
        12 => [0xD0, 0],
        13 => Packet(0x90, [.. Id(), .. IsV5 ? (byte[])[0] : [], 1]),
        14 => Packet(0xB0, [.. Id(), .. IsV5 ? (byte[])[0, 0] : []]),
        _ => random.Next(8) == 0 ? Rare() : Publish(),
    };

    /// <summary>Rightly formed, but not what a broker may send here.</summary>
    private byte[] Rare() => random.Next(5) switch
    {
        0 => ConnAck(),
        1 => Packet(0xE0, [0x8B, .. Properties(0x1F, "going down")]),
        2 => Packet(0xF0, [0x18, .. Properties(0x15, "SCRAM")]),
        3 => Packet(0x10, [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 0, 0, 0, 0]),
        _ => Packet(0x82, [0, 1, 0, 0, 1, (byte)'#', 0]),
    };

    private byte[] Publish()
    {
        int qos = random.Next(3);
        int alias = IsV5 && random.Next(3) == 0 ? random.Next(6) : 0;
        string topicText = alias > 0 && random.Next(2) == 0 ? "" : Topics[random.Next(Topics.Length)];
        byte[] properties = !IsV5 ? [] : alias > 0 ? [3, 0x23, 0, (byte)alias] : random.Next(4) switch
        {
            0 => [2, 0x01, 1],
            1 => Properties(0x26, "key", "value"),
            2 => [5, 0x02, 0, 0, 0, 9],
            _ => [0],
        };
        var payload = new byte[random.Next(20) == 0 ? random.Next(70_000) : random.Next(60)];
        int flags = 0x30 | (qos << 1) | random.Next(2) | (qos > 0 && random.Next(4) == 0 ? 8 : 0);
        return Packet(flags, [.. Text(topicText), .. qos > 0 ? Id() : [], .. properties, .. payload]);
    }

    private byte[] Ack(int first) => IsV5 && random.Next(3) == 0
        ? Packet(first, [.. Id(), 0, .. Properties(0x1F, "because")])
        : Packet(first, Id());

    /// <summary>Few identifiers, so that they meet again.</summary>
    private byte[] Id() => [0, (byte)random.Next(1, 8)];

    private byte[] Lie(byte[] packet) => random.Next(4) switch
    {
        0 => [packet[0], LyingLengths[random.Next(LyingLengths.Length)], .. packet.Skip(2)],
        1 => [packet[0], 0xFF, 0xFF, 0xFF, (byte)random.Next(256), .. packet.Skip(2)],
        _ => Mutator.Damage(packet, random),
    };

    private static byte[] Packet(int first, byte[] body)
    {
        Span<byte> length = stackalloc byte[4];
        int count = PacketSize.WriteLength(length, body.Length);
        return [(byte)first, .. length[..count], .. body];
    }

    private static byte[] Properties(byte id, params string[] texts)
    {
        byte[] all = [id, .. texts.SelectMany(text => Text(text))];
        return [(byte)all.Length, .. all];
    }

    private static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)utf8.Length);
        return [.. length, .. utf8];
    }
}
