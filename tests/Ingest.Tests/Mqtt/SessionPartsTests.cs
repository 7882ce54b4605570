using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>The small parts that a session is made of.</summary>
public sealed class SessionPartsTests
{
    [Fact]
    public void Places_come_back_in_the_order_of_receipt_whatever_the_order_of_completion()
    {
        var window = new DeliveryWindow(3);
        long first = window.Push(11, MqttQos.AtLeastOnce, 1), second = window.Push(12, MqttQos.AtLeastOnce, 1);
        Assert.True(window.TryComplete(second, MqttReasonCode.Success, out _));
        Assert.False(window.TryPop(out _));
        Assert.True(window.TryComplete(first, MqttReasonCode.Success, out _));
        Assert.True(window.TryPop(out DeliveryWindow.Slot slot));
        Assert.Equal(11, slot.PacketId);
        Assert.True(window.TryPop(out slot));
        Assert.Equal(12, slot.PacketId);
        Assert.Equal(0, window.Count);
    }

    [Fact]
    public void A_full_window_says_so_and_a_second_completion_is_seen()
    {
        var window = new DeliveryWindow(3);
        long[] places = [.. Enumerable.Range(1, 3).Select(id => window.Push((ushort)id, MqttQos.AtMostOnce, 1))];
        Assert.True(window.Full);
        Assert.Throws<InvalidOperationException>(() => window.Push(4, MqttQos.AtMostOnce, 1));
        Assert.True(window.TryComplete(places[0], MqttReasonCode.Success, out _));
        Assert.False(window.TryComplete(places[0], MqttReasonCode.Success, out _));
        Assert.True(window.TryPop(out _));
        Assert.False(window.TryComplete(places[0], MqttReasonCode.Success, out _));
        Assert.False(window.Full);
    }

    [Fact]
    public void Packet_identifiers_wrap_around_and_skip_those_in_use()
    {
        var ids = new PacketIds(65534);
        Assert.Equal([65534, 65535, 1, 2], [ids.Take(), ids.Take(), ids.Take(), ids.Take()]);
        ids.Return(65534);
        for (int id = 3; id <= 65533; id++)
            Assert.Equal(id, ids.Take());
        Assert.Equal(65534, ids.Take());
        Assert.Equal(MqttReasonCode.QuotaExceeded, Assert.Throws<MqttException>(() => ids.Take()).Reason);
    }

    [Fact]
    public void A_backoff_doubles_within_its_limits_and_half_of_it_is_chance()
    {
        var backoff = new Backoff(100, 1000, new Random(1));
        foreach (int step in new[] { 100, 200, 400, 800, 1000, 1000 })
            Assert.InRange(backoff.Next().TotalMilliseconds, step / 2.0, step);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalMilliseconds, 50, 100);
        backoff.Exhaust();
        Assert.InRange(backoff.Next().TotalMilliseconds, 500, 1000);
    }

    [Fact]
    public void The_same_seed_gives_the_same_waits()
    {
        var one = new Backoff(100, 1000, new Random(5));
        var other = new Backoff(100, 1000, new Random(5));
        for (int step = 0; step < 10; step++)
            Assert.Equal(one.Next(), other.Next());
    }

    [Fact]
    public void A_known_topic_is_the_same_text_and_the_cache_keeps_its_bound()
    {
        var cache = new TopicCache(3, bytesMax: 1 << 20);
        string first = cache.Get("plant/press-1"u8);
        Assert.Same(first, cache.Get("plant/press-1"u8));
        for (int at = 0; at < 100; at++)
        {
            Assert.Equal($"t{at}", cache.Get(System.Text.Encoding.UTF8.GetBytes($"t{at}")));
            Assert.InRange(cache.Count, 1, 3);
        }
        Assert.Equal(33, cache.Restarts);
    }

    [Fact]
    public void The_cache_of_topics_is_bounded_in_bytes_and_keeps_no_long_ones()
    {
        var cache = new TopicCache(1000, bytesMax: 4000);
        for (int at = 0; at < 100; at++)
        {
            cache.Get(System.Text.Encoding.UTF8.GetBytes($"{new string('t', 900)}{at}"));
            Assert.InRange(cache.Bytes, 1, 4000);
        }
        (int count, long bytes) = (cache.Count, cache.Bytes);
        cache.Get(new byte[TopicCache.TopicBytesMax + 1].Select(_ => (byte)'t').ToArray());
        Assert.Equal((count, bytes), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void What_an_earlier_connection_brought_holds_back_no_answers_and_keeps_its_place()
    {
        var window = new DeliveryWindow(3);
        long old = window.Push(1, MqttQos.AtLeastOnce, 1);
        window.BeginConnection();
        long young = window.Push(2, MqttQos.AtLeastOnce, 2);
        Assert.True(window.TryComplete(young, MqttReasonCode.Success, out _));
        Assert.True(window.TryPop(out DeliveryWindow.Slot slot));
        Assert.Equal((2, 2), (slot.PacketId, window.Count));
        Assert.True(window.TryComplete(old, MqttReasonCode.Success, out _));
        Assert.False(window.TryPop(out _));
        Assert.Equal(0, window.Count);
    }

    [Fact]
    public void Memory_comes_back_when_the_last_message_of_a_block_lets_go()
    {
        int returned = 0;
        var pool = new ReceiveBlockPool(() => returned++);
        ReceiveBlock[] blocks = [.. Enumerable.Range(0, 200).Select(_ => pool.Take(1000, out int _))];
        Assert.Equal(4 * ReceiveBlockPool.BlockBytes, pool.OutstandingBytes);
        foreach (ReceiveBlock block in blocks)
            block.Release();
        Assert.Equal(3, returned);
        Assert.Equal(ReceiveBlockPool.BlockBytes, pool.OutstandingBytes);
    }

    [Fact]
    public void Messages_of_a_block_do_not_overlap_and_a_big_one_has_its_own()
    {
        var pool = new ReceiveBlockPool(() => { });
        ReceiveBlock block = pool.Take(10, out int first);
        Assert.Same(block, pool.Take(10, out int second));
        Assert.Equal(first + 10, second);
        ReceiveBlock big = pool.Take(1 << 20, out int offset);
        Assert.Equal((1 << 20, 0), (big.Bytes.Length, offset));
        big.Release();
        Assert.Equal(ReceiveBlockPool.BlockBytes, pool.OutstandingBytes);
    }
}
