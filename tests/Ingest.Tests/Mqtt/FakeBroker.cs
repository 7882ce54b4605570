using System.Net;
using System.Net.Sockets;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>A broker inside the test that sends exactly the bytes it is told to.</summary>
internal sealed class FakeBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeBroker() => _listener.Start();

    public MqttOptions Options => EncodingTests.Minimal with
    {
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        ReconnectMinMs = 1,
        ReconnectMaxMs = 1,
    };

    /// <summary>Accepts a client and reads its CONNECT.</summary>
    public async Task<FakeConnection> AcceptAsync()
    {
        Socket socket = await Wait.For("a client's connection", _listener.AcceptSocketAsync());
        socket.NoDelay = true;
        var connection = new FakeConnection(socket);
        await connection.ExpectAsync(MqttPacketType.Connect);
        return connection;
    }

    /// <summary>Accepts a client and welcomes it.</summary>
    /// <param name="connAck">The whole CONNACK; by default one of version 5 without properties.</param>
    public async Task<FakeConnection> WelcomeAsync(string connAck = "20 03 00 00 00")
    {
        FakeConnection connection = await AcceptAsync();
        await connection.SendAsync(connAck);
        return connection;
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>The broker's end of one connection.</summary>
internal sealed class FakeConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public Task SendAsync(string hex) => SendAsync(Bytes.Of(hex));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>The next packet, as hexadecimal text; empty when the client has closed.</summary>
    public async Task<string> ReadAsync()
    {
        byte[] header = new byte[2];
        ValueTask<int> reading = _stream.ReadAtLeastAsync(header, 2, throwOnEndOfStream: false);
        if (await Wait.For("a packet from the client", reading.AsTask()) < 2)
            return "";
        int length = header[1] & 0x7F;
        var packet = new List<byte>(header);
        for (int shift = 7; packet[^1] >= 0x80; shift += 7)
        {
            byte[] more = new byte[1];
            await _stream.ReadExactlyAsync(more);
            packet.Add(more[0]);
            length |= (more[0] & 0x7F) << shift;
        }
        byte[] body = new byte[length];
        await Wait.For("the rest of a packet", _stream.ReadExactlyAsync(body).AsTask());
        return Bytes.Hex([.. packet, .. body]);
    }

    public async Task ExpectAsync(string hex) => Assert.Equal(Bytes.Hex(Bytes.Of(hex)), await ReadAsync());

    public async Task<string> ExpectAsync(MqttPacketType type)
    {
        string packet = await ReadAsync();
        Assert.True(packet.Length > 0, $"expected {type}, but the client closed the connection");
        Assert.Equal(type, (MqttPacketType)Convert.ToByte(packet[..1], 16));
        return packet;
    }

    public async Task ExpectEndAsync() => Assert.Equal("", await ReadAsync());

    /// <summary>Sends in pieces, then ends our sending; a client that closes before is no failure.</summary>
    public async Task SendUntilClosedAsync(ReadOnlyMemory<byte> bytes, int piece)
    {
        try
        {
            for (int at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length - at))
                await _stream.WriteAsync(bytes.Slice(at, Math.Min(piece, bytes.Length - at)));
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // Sent to one who has gone.
        }
    }

    /// <summary>Reads and forgets what the client sends until it closes.</summary>
    public async Task ExpectEndAfterAllAsync()
    {
        try
        {
            await Wait.For("the client's end of the connection", _stream.CopyToAsync(Stream.Null));
        }
        catch (IOException)
        {
            // It closed without reading all of ours.
        }
    }

    /// <summary>Ends our sending, so that the client sees the end of the stream.</summary>
    public void Close() => Dispose();

    public void Dispose() => _stream.Dispose();
}
