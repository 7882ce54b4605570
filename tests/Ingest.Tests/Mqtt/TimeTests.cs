using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>Keepalive and reconnection on a clock that the test moves.</summary>
public sealed class TimeTests : IDisposable
{
    private readonly FakeBroker _broker = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_quiet_connection_is_pinged_and_an_answer_keeps_it()
    {
        await using var client = new MqttClient(_broker.Options, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync();
        await client.WaitConnectedAsync();
        for (int round = 0; round < 5; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await broker.ExpectAsync("C0 00");
            await broker.SendAsync("D0 00" + "32 06 0001 61 0001 00");
            await Inbox.TakeAsync(client, 1);
            await broker.ExpectAsync("40 02 0001");
        }
        Assert.Equal(0, client.Counters.ConnectionsLost);
    }

    [Fact]
    public async Task A_dead_broker_is_given_up_within_one_and_a_half_keepalives()
    {
        await using var client = new MqttClient(_broker.Options, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync();
        await client.WaitConnectedAsync();
        Task lost = States.Reached(client, MqttState.Waiting);
        _time.Advance(TimeSpan.FromSeconds(30));
        await broker.ExpectAsync("C0 00");
        _time.Advance(TimeSpan.FromSeconds(30));
        await broker.ExpectAsync("E0 01 8D");
        await Wait.For("the loss", lost);
        Assert.Equal(MqttReasonCode.KeepAliveTimeout, Assert.IsType<MqttException>(client.LastError).Reason);
        Assert.Contains("silent for 60 s", client.LastError.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_packet_and_then_silence_is_given_up_like_any_silence()
    {
        await using var client = new MqttClient(_broker.Options, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync();
        await client.WaitConnectedAsync();
        await broker.SendAsync("30 05 0001 61 00 31" + "30 06 0001 61 00");
        await Inbox.TakeAsync(client, 1);
        _time.Advance(TimeSpan.FromSeconds(30));
        await broker.ExpectAsync("C0 00");
        _time.Advance(TimeSpan.FromSeconds(30));
        await broker.ExpectAsync("E0 01 8D");
        await broker.ExpectEndAsync();
    }

    [Fact]
    public void Dense_reads_of_QoS_0_are_gathered_until_they_thin_out_or_someone_waits()
    {
        using var gather = new Gather(_time);
        void Read(int times, double everyMs, int messages = 1, bool others = false)
        {
            for (int at = 0; at < times; at++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(everyMs));
                gather.Note(messages, others);
            }
        }
        bool DenseReadsPause()
        {
            for (int at = 0; at < 32 && !gather.PauseFirst; at++)
                Read(1, everyMs: 0.05);
            return gather.PauseFirst;
        }
        Read(100, everyMs: 1);
        Assert.False(gather.PauseFirst);
        Assert.True(DenseReadsPause());
        Read(100, everyMs: 1, messages: 50);
        Assert.True(gather.PauseFirst);
        Read(1, everyMs: 1, messages: 500);
        Assert.False(gather.PauseFirst);
        Read(1, everyMs: 0.05);
        Assert.True(gather.PauseFirst);
        Read(1, everyMs: 1, messages: 3);
        Assert.False(gather.PauseFirst);
        Assert.True(DenseReadsPause());
        Read(1, everyMs: 1, messages: 50, others: true);
        Assert.False(gather.PauseFirst);
        Read(100, everyMs: 0.05, others: true);
        Assert.False(gather.PauseFirst);
    }

    [Fact]
    public async Task The_broker_may_set_the_keepalive()
    {
        await using var client = new MqttClient(_broker.Options, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync("20 06 00 00 03 13 0004");
        await client.WaitConnectedAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await broker.ExpectAsync("C0 00");
    }

    [Fact]
    public async Task A_client_that_does_not_read_does_not_take_its_broker_for_dead()
    {
        await using var client = new MqttClient(_broker.Options with { UnacknowledgedMessagesMax = 1 }, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync();
        await client.WaitConnectedAsync();
        await broker.SendAsync("32 06 0001 61 0001 00" + "32 06 0001 62 0002 00");
        Received[] held = await Inbox.HoldAsync(client, 1);
        for (int round = 0; round < 4; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await broker.ExpectAsync("C0 00");
        }
        MqttCounters now = client.Counters;
        Assert.Equal((1, 1, 0), (now.UnacknowledgedNow, now.ReceivePauses, now.ConnectionsLost));
        client.Acknowledge(held[0].Raw);
        await broker.ExpectAsync("40 02 0001");
        Assert.Equal("b", (await Inbox.TakeAsync(client, 1))[0].Topic);
    }

    [Fact]
    public async Task Attempts_to_connect_grow_apart_and_the_seed_decides_how()
    {
        MqttOptions options = _broker.Options with { ReconnectMinMs = 1000, ReconnectMaxMs = 8000 };
        _broker.Dispose();
        await using var client = new MqttClient(options, _time, new Random(3));
        client.Start();
        var expected = new Backoff(1000, 8000, new Random(3));
        for (int attempt = 1; attempt <= 6; attempt++)
        {
            // Below the 10 s after which an attempt is given up, so it can only be the wait.
            TimeSpan wait = await _time.TimerAsync(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(8000));
            Assert.Equal(expected.Next().TotalMilliseconds, wait.TotalMilliseconds, 1.0);
            Assert.Equal((MqttState.Waiting, attempt), (client.State, (int)client.Counters.ConnectFailures));
            Assert.Contains("check host and port", client.LastError?.Message, StringComparison.Ordinal);
            _time.Advance(wait);
        }
    }

    [Fact]
    public async Task A_client_whose_session_is_taken_over_waits_long_and_does_not_fight()
    {
        await using var client = new MqttClient(_broker.Options with { ReconnectMaxMs = 8000, KeepAliveSeconds = 0 }, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync();
        await client.WaitConnectedAsync();
        await broker.SendAsync("E0 01 8E");
        await _time.TimerAsync(TimeSpan.FromMilliseconds(4000), TimeSpan.FromMilliseconds(8000));
        Assert.Equal(MqttReasonCode.SessionTakenOver, Assert.IsType<MqttException>(client.LastError).Reason);
    }

    [Fact]
    public async Task Filters_are_subscribed_again_only_when_the_session_is_gone()
    {
        await using var client = new MqttClient(_broker.Options with { CleanStart = false, SessionExpirySeconds = 60 });
        client.Start();
        using (FakeConnection first = await _broker.WelcomeAsync())
        {
            Task<MqttReasonCode[]> subscribing = client.SubscribeAsync([new("a"), new("b", MqttQos.AtMostOnce)]);
            await first.ExpectAsync("82 0B 0001 00 0001 61 01 0001 62 00");
            await first.SendAsync("90 05 0001 00 01 87");
            Assert.Equal([MqttReasonCode.GrantedQos1, MqttReasonCode.NotAuthorized], await subscribing);
        }
        using (FakeConnection second = await _broker.WelcomeAsync("20 03 01 00 00"))
        {
            await client.WaitConnectedAsync();
            await client.PublishAsync(new("mark", default));
            await second.ExpectAsync(MqttPacketType.Publish);
        }
        using FakeConnection third = await _broker.WelcomeAsync("20 03 00 00 00");
        await third.ExpectAsync("82 07 0002 00 0001 61 01");
        await third.SendAsync("90 04 0002 00 87");
        await client.WaitConnectedAsync();
        Assert.Equal(MqttReasonCode.NotAuthorized, Assert.IsType<MqttException>(client.LastError).Reason);
    }

    [Fact]
    public async Task A_subscription_that_is_never_answered_is_told_so()
    {
        await using var client = new MqttClient(_broker.Options with { KeepAliveSeconds = 0 }, _time);
        client.Start();
        using FakeConnection broker = await _broker.WelcomeAsync();
        await client.WaitConnectedAsync();
        Task<MqttReasonCode[]> subscribing = client.SubscribeAsync([new("a")]);
        await broker.ExpectAsync(MqttPacketType.Subscribe);
        await _time.TimerAsync(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(30));
        MqttException late = await Assert.ThrowsAsync<MqttException>(() => Wait.For("the failure", subscribing));
        Assert.Contains("No SUBACK came within 30000 ms", late.Message, StringComparison.Ordinal);
        await broker.SendAsync("90 04 0001 00 01");
        await client.PublishAsync(new("mark", default));
        await broker.ExpectAsync(MqttPacketType.Publish);
    }
}
