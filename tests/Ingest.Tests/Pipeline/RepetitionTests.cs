using OrleansTwin.Ingest.Sources;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Pipeline;

/// <summary>
/// MQTT messages that come again after a restart: the journal knows them by session, packet identifier and payload.
/// </summary>
public sealed class RepetitionTests
{
    private readonly MemorySink _journal = new();

    [Fact]
    public async Task A_repeated_pulse_is_journaled_once_and_acknowledged_again()
    {
        await RunAsync(Pulse(1), Pulse(2), Pulse(3));
        var results = await RunAsync(Pulse(2, repeated: true), Pulse(3, repeated: true), Pulse(4, repeated: true));
        Assert.Equal(4, _journal.Samples.Count);
        Assert.Equal([true, true, false], results.Select(result => result.Duplicate));
    }

    [Fact]
    public async Task The_same_identifier_and_payload_without_the_repetition_mark_is_a_new_message()
    {
        await RunAsync(Pulse(1), Pulse(1));
        await RunAsync(Pulse(1));
        Assert.Equal(3, _journal.Samples.Count);
    }

    [Fact]
    public async Task A_repetition_whose_identifier_has_come_round_is_not_taken_for_its_predecessor()
    {
        await RunAsync(Pulse(5), Timed(40_000));
        await RunAsync(Pulse(5, repeated: true));
        Assert.Equal(2, _journal.Samples.Count(sample => sample.SensorKey == 0));
    }

    [Fact]
    public async Task Another_payload_under_the_same_identifier_is_another_message()
    {
        await RunAsync(Pulse(7));
        await RunAsync(Pulse(7, repeated: true) with { Payload = "2"u8.ToArray() });
        Assert.Equal(2, _journal.Samples.Count);
    }

    [Fact]
    public async Task Messages_with_times_of_their_own_leave_one_receipt_a_batch()
    {
        await RunAsync(Timed(1), Timed(2), Timed(3));
        var receipt = Assert.Single(_journal.Receipts);
        Assert.Equal(3, (ushort)receipt.Token);
    }

    [Fact]
    public async Task In_a_later_round_the_same_identifier_and_payload_is_not_taken_for_an_earlier_one()
    {
        await RunAsync(Pulse(5), Pulse(60_000), Pulse(4));
        await RunAsync(Pulse(4, repeated: true), Pulse(5, repeated: true), Pulse(6, repeated: true));
        Assert.Equal(5, _journal.Samples.Count);
    }

    [Fact]
    public async Task A_broker_that_uses_identifiers_again_at_once_loses_nothing()
    {
        await RunAsync(Pulse(1), Pulse(1), Pulse(2), Pulse(1));
        Assert.Equal(4, _journal.Samples.Count);
        Assert.Equal(4, _journal.Receipts.Select(receipt => receipt.Token).Distinct().Count());
    }

    [Fact]
    public async Task A_broker_that_counts_anew_and_repeats_what_it_sent_before_repeats_nothing_here()
    {
        var results = await RunAsync(Pulse(1500), Pulse(1), Pulse(1500, repeated: true), Pulse(1, repeated: true));
        Assert.Equal(2, _journal.Samples.Count);
        Assert.Equal([false, false, true, true], results.Select(result => result.Duplicate));
    }

    private async Task<IReadOnlyList<SubmissionResult>> RunAsync(params SourceMessage[] messages)
    {
        await using var harness = new PipelineHarness(Map(Sensor("pulse", "pulse"), Sensor("power", "power")), sink: _journal);
        foreach (var message in messages)
            await harness.Pipeline.SubmitAsync(message with { Acknowledger = harness.Acknowledged }, CancellationToken.None);
        await harness.FinishAsync();
        return harness.Acknowledged.Results;
    }

    private static SourceMessage Pulse(ushort packetId, bool repeated = false) => new()
    {
        Source = "mqtt",
        Topic = "pulse",
        Payload = "1"u8.ToArray(),
        ReceiveTicks = NoonTicks,
        PacketId = packetId,
        MayBeRepeated = repeated,
    };

    private static SourceMessage Timed(ushort packetId) =>
        Pulse(packetId) with { Topic = "power", Payload = """{"value":1,"ts":1772366400}"""u8.ToArray() };
}
