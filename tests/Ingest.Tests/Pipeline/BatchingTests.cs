using System.Text;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using static OrleansTwin.Ingest.Tests.TestPlants;

namespace OrleansTwin.Ingest.Tests.Pipeline;

/// <summary>However messages are cut into batches, the journal gets the same samples in the same order.</summary>
public sealed class BatchingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20261121)]
    public async Task Any_split_into_batches_gives_the_same_samples(int seed)
    {
        var random = new Random(seed);
        var messages = Enumerable.Range(0, 300)
            .Select(i => Message(random, i))
            .SelectMany(message => Repeated(random, message))
            .ToArray();
        var whole = await CommitAsync(messages, new IngestOptions(), random);
        Assert.True(whole.Samples.Count > 300, $"Seed {seed}: only {whole.Samples.Count} samples.");
        for (var round = 0; round < 6; round++)
        {
            var options = new IngestOptions
            {
                BatchMessagesMax = random.Next(1, 40),
                BatchSamplesMax = random.Next(1, 40),
                LingerMs = random.Next(2),
                RoutesMax = random.Next(1, 20),
            };
            var split = await CommitAsync(messages, options, random);
            Assert.True(whole.Samples.SequenceEqual(split.Samples), $"Seed {seed}, round {round}, {options}: other samples.");
        }
    }

    [Fact]
    public async Task A_batch_is_no_larger_than_its_limit_and_one_message()
    {
        await using var harness = new PipelineHarness(
            Map(Sensor("a", "t")), new IngestOptions { BatchSamplesMax = 10, BatchMessagesMax = 10_000 });
        for (var i = 0; i < 100; i++)
            await harness.SendAsync("t", "[1,2,3]");
        await harness.FinishAsync();
        Assert.All(harness.Sink.BatchSizes, size => Assert.InRange(size, 1, 12));
        Assert.Equal(300, harness.Sink.Samples.Count);
    }

    private static async Task<MemorySink> CommitAsync(SourceMessage[] messages, IngestOptions options, Random random)
    {
        var sensors = new[]
        {
            Sensor("a", "m:a"), Sensor("s", "m:s", ValueKind.Text),
            Sensor("d", "d") with { Conditioning = new Conditioning { Deadband = 3 } },
        };
        await using var harness = new PipelineHarness(Map(sensors), options);
        var startAt = random.Next(messages.Length);
        for (var i = 0; i < messages.Length; i++)
        {
            if (i == startAt)
                harness.Start();
            await harness.Pipeline.SubmitAsync(messages[i], CancellationToken.None);
        }
        await harness.FinishAsync();
        return harness.Sink;
    }

    private static SourceMessage Message(Random random, int number)
    {
        var (topic, payload) = random.Next(4) switch
        {
            0 => ("m", $$"""{"a":{{random.Next(10)}},"s":"{{random.Next(3)}}","ts":{{1_772_366_000 + number}}}"""),
            1 => ("d", random.Next(10).ToString()),
            2 => ("m", $$"""[{"name":"a","value":{{random.Next()}}},{"name":"a","value":null},{"name":"x","value":1}]"""),
            _ => ("d", "[1,5,9"),
        };
        return new SourceMessage
        {
            Source = "test",
            Topic = topic,
            Payload = Encoding.UTF8.GetBytes(payload),
            ReceiveTicks = NoonTicks + number,
            PacketId = (ushort)(1 + number),
        };
    }

    // Some messages come twice, as a broker repeats them after a lost connection.
    private static IEnumerable<SourceMessage> Repeated(Random random, SourceMessage message) =>
        message.Topic == "d" && random.Next(5) == 0 ? [message, message with { MayBeRepeated = true }] : [message];
}
