namespace OrleansTwin.Ingest.Mqtt;

/// <summary>The filters that the application wants. They are subscribed again when the broker has not kept the session.</summary>
internal sealed class Subscriptions(MqttOptions options, TimeProvider time, Requests requests)
{
    private const int FiltersPerPacket = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MqttSubscription> _wanted = new(StringComparer.Ordinal);

    public void Check(IReadOnlyList<MqttSubscription> subscriptions)
    {
        lock (_gate)
            if (_wanted.Count + subscriptions.Count(each => !_wanted.ContainsKey(each.Filter)) > options.SubscriptionsMax)
                throw new MqttException(MqttReasonCode.QuotaExceeded,
                    $"More than {options.SubscriptionsMax} subscriptions; use wildcards or raise SubscriptionsMax.");
        foreach (MqttSubscription subscription in subscriptions)
        {
            MqttTopic.CheckFilter(subscription.Filter);
            if (subscription.NoLocal && MqttTopic.IsShared(subscription.Filter))
                throw new MqttException(MqttReasonCode.ProtocolError,
                    $"Subscription '{subscription.Filter}' is shared and has NoLocal, which MQTT forbids; take NoLocal away.");
            if (subscription.Identifier is < 1 or > PacketSize.Maximum)
                throw new MqttException(MqttReasonCode.ProtocolError,
                    $"Subscription '{subscription.Filter}' has identifier {subscription.Identifier}, expected 1 to "
                    + $"{PacketSize.Maximum}; choose one in that range.");
        }
    }

    public async Task<MqttReasonCode[]> SubscribeAsync(
        MqttLink link, IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel)
    {
        var codes = new MqttReasonCode[subscriptions.Count];
        foreach (MqttSubscription subscription in subscriptions)
            BrokerLimits.Check(subscription, link.Ack);
        foreach (int[] part in Parts(subscriptions))
        {
            MqttSubscription[] some = [.. part.Select(at => subscriptions[at])];
            MqttReasonCode[] answer = await Within(requests.SendAsync(link, MqttPacketType.SubAck, some.Length,
                id => SubscribePacket.Encode(id, some, link.Version), cancel), "SUBACK");
            for (int at = 0; at < part.Length; at++)
                codes[part[at]] = Remember(some[at], answer[at]);
        }
        return codes;
    }

    public async Task<MqttReasonCode[]> UnsubscribeAsync(MqttLink link, IReadOnlyList<string> filters, CancellationToken cancel)
    {
        lock (_gate)
            foreach (string filter in filters)
                _wanted.Remove(filter);
        var codes = new List<MqttReasonCode>(filters.Count);
        foreach (string[] part in filters.Chunk(FiltersPerPacket))
            codes.AddRange(await Within(requests.SendAsync(link, MqttPacketType.UnsubAck, part.Length,
                id => SubscribePacket.EncodeUnsubscribe(id, part, link.Version), cancel), "UNSUBACK"));
        return [.. codes];
    }

    /// <summary>Subscribes all that is wanted. Returns the first refusal, if any.</summary>
    public async Task<MqttException?> RenewAsync(MqttLink link, CancellationToken cancel)
    {
        MqttSubscription[] all;
        lock (_gate)
            all = [.. _wanted.Values];
        MqttReasonCode[] codes = await SubscribeAsync(link, all, cancel);
        int refused = Array.FindIndex(codes, code => code >= MqttReasonCode.UnspecifiedError);
        return refused < 0 ? null : new(codes[refused],
            $"After reconnecting, the broker refused the subscription '{all[refused].Filter}': {codes[refused]}; "
            + "check its access rules.");
    }

    /// <summary>Positions of subscriptions that go into one packet: same identifier, not too many.</summary>
    private static IEnumerable<int[]> Parts(IReadOnlyList<MqttSubscription> subscriptions) => Enumerable
        .Range(0, subscriptions.Count)
        .GroupBy(at => subscriptions[at].Identifier)
        .SelectMany(same => same.Chunk(FiltersPerPacket));

    private async Task<MqttReasonCode[]> Within(Task<MqttReasonCode[]> answer, string name)
    {
        try
        {
            return await answer.WaitAsync(TimeSpan.FromMilliseconds(options.ResponseTimeoutMs), time);
        }
        catch (TimeoutException late)
        {
            throw new MqttException(MqttReasonCode.UnspecifiedError,
                $"No {name} came within {options.ResponseTimeoutMs} ms; check the broker, or raise ResponseTimeoutMs.", late);
        }
    }

    private MqttReasonCode Remember(MqttSubscription subscription, MqttReasonCode code)
    {
        lock (_gate)
            if (code < MqttReasonCode.UnspecifiedError)
                _wanted[subscription.Filter] = subscription;
            else
                _wanted.Remove(subscription.Filter);
        return code;
    }
}
