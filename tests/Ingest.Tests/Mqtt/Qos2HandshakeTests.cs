using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Ingest.Tests.Brokers;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>
/// A connection that breaks at each point of the QoS 2 handshake (MQTT 5.0, 4.3.3): a message is handed out once where the broker
/// kept the session. Without the session an identifier means a new message.
/// </summary>
public sealed class Qos2HandshakeTests : IDisposable
{
    private const string SessionPresent = "20 03 01 00 00";
    private const string SessionGone = "20 03 00 00 00";
    private const string Message = "34 07 0001 61 0001 00 31";
    private const string MessageAgain = "3C 07 0001 61 0001 00 31";
    private const string NextWithSameId = "34 07 0001 61 0001 00 32";
    private const string PubRec = "50 02 0001";
    private const string PubRel = "62 02 0001";
    private const string PubComp = "70 02 0001";
    private const string PubCompUnknown = "70 03 0001 92";

    private readonly FakeBroker _broker = new();

    private MqttOptions Kept => _broker.Options with { CleanStart = false, SessionExpirySeconds = 60 };

    public void Dispose() => _broker.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Broken_while_the_application_holds_it(bool acknowledgedWhileAway)
    {
        await using MqttClient client = Started();
        Received held = await HoldUntilBrokenAsync(client);
        using FakeConnection second = await _broker.AcceptAsync();
        if (acknowledgedWhileAway)
            client.Acknowledge(held.Raw);
        await second.SendAsync(SessionPresent + MessageAgain);
        if (!acknowledgedWhileAway)
        {
            await Waiting.Until(() => client.Counters.DuplicatesSuppressed == 1, "the repetition");
            client.Acknowledge(held.Raw);
        }
        await second.ExpectAsync(PubRec);
        await FinishAndReuseAsync(second, client);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Broken_between_PUBREC_and_PUBREL(bool pubRecArrived)
    {
        await using MqttClient client = Started();
        using (FakeConnection first = await _broker.WelcomeAsync())
            await TakeAsync(first, client);
        using FakeConnection second = await _broker.WelcomeAsync(SessionPresent);
        if (!pubRecArrived)
        {
            await second.SendAsync(MessageAgain);
            await second.ExpectAsync(PubRec);
        }
        await FinishAndReuseAsync(second, client);
    }

    [Fact]
    public async Task Broken_before_PUBCOMP_arrived()
    {
        await using MqttClient client = Started();
        using (FakeConnection first = await _broker.WelcomeAsync())
        {
            await TakeAsync(first, client);
            await first.SendAsync(PubRel);
            await first.ExpectAsync(PubComp);
        }
        using FakeConnection second = await _broker.WelcomeAsync(SessionPresent);
        await second.SendAsync(PubRel);
        await second.ExpectAsync(PubCompUnknown);
        await second.SendAsync(NextWithSameId);
        await ExpectNextAsync(second, client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Broken_again_and_again_while_the_application_holds_it(bool repeatedEachTime)
    {
        await using MqttClient client = Started();
        Received held = await HoldUntilBrokenAsync(client);
        using (FakeConnection second = await _broker.WelcomeAsync(SessionPresent))
        {
            if (repeatedEachTime)
            {
                await second.SendAsync(MessageAgain);
                await Waiting.Until(() => client.Counters.DuplicatesSuppressed == 1, "the repetition");
            }
        }
        using FakeConnection third = await _broker.WelcomeAsync(SessionPresent);
        await client.WaitConnectedAsync();
        await third.SendAsync(MessageAgain);
        await Waiting.Until(() => client.Counters.DuplicatesSuppressed == (repeatedEachTime ? 2 : 1), "the repetition");
        client.Acknowledge(held.Raw);
        await third.ExpectAsync(PubRec);
        await FinishAndReuseAsync(third, client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_session_the_identifier_is_a_new_message_s(bool heldByTheApplication)
    {
        await using MqttClient client = Started();
        Received held;
        using (FakeConnection first = await _broker.WelcomeAsync())
        {
            await first.SendAsync(Message);
            held = Assert.Single(await Inbox.HoldAsync(client, 1));
            if (!heldByTheApplication)
                client.Acknowledge(held.Raw);
        }
        using FakeConnection second = await _broker.WelcomeAsync(SessionGone);
        await second.SendAsync(NextWithSameId);
        Received next = Assert.Single(await Inbox.HoldAsync(client, 1));
        Assert.Equal(("2", false), (next.Text, next.Duplicate));
        if (heldByTheApplication)
            client.Acknowledge(held.Raw);
        await client.PublishAsync(new("mark", default));
        await second.ExpectAsync(MqttPacketType.Publish);
        client.Acknowledge(next.Raw);
        await second.ExpectAsync(PubRec);
        await second.SendAsync(PubRel);
        await second.ExpectAsync(PubComp);
        Assert.Equal(0, client.Counters.UnacknowledgedNow);
    }

    private MqttClient Started()
    {
        var client = new MqttClient(Kept);
        client.Start();
        return client;
    }

    /// <summary>The application holds the message, unacknowledged, while the first connection breaks.</summary>
    private async Task<Received> HoldUntilBrokenAsync(MqttClient client)
    {
        using FakeConnection first = await _broker.WelcomeAsync();
        await first.SendAsync(Message);
        return Assert.Single(await Inbox.HoldAsync(client, 1));
    }

    /// <summary>The application takes the message and acknowledges it; PUBREC has gone out.</summary>
    private static async Task TakeAsync(FakeConnection connection, MqttClient client)
    {
        await connection.SendAsync(Message);
        Assert.Equal("1", Assert.Single(await Inbox.TakeAsync(client, 1)).Text);
        await connection.ExpectAsync(PubRec);
    }

    /// <summary>The handshake goes on, then the identifier is another message's: that one is handed out.</summary>
    private static async Task FinishAndReuseAsync(FakeConnection connection, MqttClient client)
    {
        await connection.SendAsync(PubRel);
        await connection.ExpectAsync(PubComp);
        await connection.SendAsync(NextWithSameId);
        await ExpectNextAsync(connection, client);
    }

    private static async Task ExpectNextAsync(FakeConnection connection, MqttClient client)
    {
        Assert.Equal("2", Assert.Single(await Inbox.TakeAsync(client, 1)).Text);
        await connection.ExpectAsync(PubRec);
        Assert.Equal((2, 0), (client.Counters.MessagesReceived, client.Counters.UnacknowledgedNow));
    }
}
