using OrleansTwin.Twins.Samples;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Pipeline;

/// <summary>
/// Values without a time of their own get that of their receipt. What comes in one read has one time of receipt, and equal
/// samples are one: so no two of a sensor may be given the same.
/// </summary>
public sealed class UntimedTests
{
    [Fact]
    public async Task Equal_pulses_of_one_read_are_told_apart_in_their_order()
    {
        var samples = await SendAsync(("a", "1"), ("a", "1"), ("a", "1"));

        Assert.Equal([NoonTicks, NoonTicks + 1, NoonTicks + 2], samples.Select(sample => sample.Sample.SourceTicks));
    }

    [Fact]
    public async Task Equal_pulses_of_one_message_are_told_apart()
    {
        var samples = await SendAsync(("a", "[1,1,1]"));

        Assert.Equal(3, samples.Select(sample => sample.Sample.SourceTicks).Distinct().Count());
    }

    [Fact]
    public async Task Sensors_of_one_message_share_its_moment_and_messages_keep_their_order_over_sensors()
    {
        var samples = await SendAsync(("m", """{"x":1,"y":2}"""), ("a", "1"), ("m", """{"x":3,"y":4}"""));

        long[] expected = [NoonTicks, NoonTicks, NoonTicks + 1, NoonTicks + 2, NoonTicks + 2];
        Assert.Equal(expected, samples.Select(sample => sample.Sample.SourceTicks));
    }

    private static async Task<IReadOnlyList<SensorSample>> SendAsync(params (string Topic, string Payload)[] messages)
    {
        await using var harness = new PipelineHarness(Map(Sensor("a", "a"), Sensor("x", "m:x"), Sensor("y", "m:y")));
        foreach (var (topic, payload) in messages)
            await harness.SendAsync(topic, payload);
        await harness.FinishAsync();
        return harness.Sink.Samples;
    }
}
