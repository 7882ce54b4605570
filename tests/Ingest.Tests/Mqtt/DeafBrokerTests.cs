using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>A broker that sends and sends but takes nothing in: what it is owed must not fill our memory.</summary>
public sealed class DeafBrokerTests
{
    private const int OutboxBytesMax = 64 * 1024;

    [Theory]
    [InlineData("62 02 0001")] // PUBREL: PUBCOMP is owed
    [InlineData("50 02 0001")] // PUBREC: PUBREL is owed
    public async Task Packets_that_ask_for_answers_are_not_read_while_the_answers_find_no_way(string hex)
    {
        MqttOptions options = new() { OutboxBytesMax = OutboxBytesMax, KeepAliveSeconds = 40 };
        var time = new ManualTime();
        var parts = new ClientParts(options, time);
        byte[] flood = [.. Enumerable.Repeat(Bytes.Of(hex), 100_000).SelectMany(each => each)];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var ack = new MqttConnAck { Reason = MqttReasonCode.Success, Version = MqttVersion.V5, ClientId = "" };
        var deafStream = new DeafStream();
        using var link = new MqttLink(
            socket, deafStream, PipeReader.Create(new ReadOnlySequence<byte>(flood)), ack, options, time);
        parts.Inbound.Attach(link, sessionPresent: true);
        parts.Outbound.Attach(link, sessionPresent: true);
        Task sending = link.SendLoopAsync(_ => { });
        Task keepAlive = KeepAliveLoop.RunAsync(link, time);

        Task receiving = new ReceiveLoop(link, options, time, parts).RunAsync();
        Assert.True(link.Paused);
        await Wait.For("the write that nobody takes", deafStream.Begun);
        Assert.InRange(link.Outbox.PendingBytes, OutboxBytesMax, OutboxBytesMax + 100);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(keepAlive.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(11));
        MqttException deaf = await Assert.ThrowsAsync<MqttException>(() => Wait.For("the end of the keepalive", keepAlive));
        Assert.Contains("has taken nothing in for", deaf.Message, StringComparison.Ordinal);
        link.Abort();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For("the end", Task.WhenAll(sending, receiving)));
    }

    /// <summary>Takes a write and never finishes it.</summary>
    private sealed class DeafStream : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
