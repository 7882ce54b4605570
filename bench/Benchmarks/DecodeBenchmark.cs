using System.Text;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Bench.Benchmarks;

/// <summary>One JSON value per message through <see cref="MessageDecoder"/>: decode, find the sensor, condition, batch.</summary>
internal sealed class DecodeBenchmark : IBenchmark
{
    private const int Sensors = 5000;
    private const int MessagesPerBatch = 1000;

    public string Name => "decode";

    public string Measures => "JSON messages of one value with source time, 5,000 topics, decoded into batches on one thread";

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellation)
    {
        var decoder = Decoder();
        var messages = Messages();
        var batch = new IngestBatch();
        var result = Loop.Measure(messages.Length, () =>
        {
            for (var i = 0; i < messages.Length; i++)
            {
                if (i % MessagesPerBatch == 0)
                    batch.Clear();
                decoder.Decode(messages[i], batch);
            }
        });
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            new("messages", result.BestPerSecond, "messages/s"),
            new("messages, median run", result.MedianPerSecond, "messages/s"),
            new("allocated", result.BytesPerOperation, "B/message"),
        ]);
    }

    private static MessageDecoder Decoder()
    {
        var options = new IngestOptions();
        var unknownTags = new UnknownTags(options.UnknownTagsMax);
        var decoder = new MessageDecoder(
            options, new IngestCounters(), new NoDeadLetters(), unknownTags, new Deduper(new NoReceipts()));
        decoder.UseTags(TagMap.Build(Plant(), id => int.Parse(id[(id.LastIndexOf('s') + 1)..])));
        return decoder;
    }

    private static SourceMessage[] Messages()
    {
        var acknowledger = new NoAcknowledger();
        var now = DateTime.UtcNow;
        return
        [
            .. Enumerable.Range(0, Sensors).Select(sensor => new SourceMessage
            {
                Source = "bench",
                Topic = $"plant/line/machine/s{sensor}",
                Payload = Encoding.UTF8.GetBytes($$"""{"time":"{{now:O}}","value":{{sensor % 100}}.25}"""),
                ReceiveTicks = now.Ticks,
                Acknowledger = acknowledger,
            }),
        ];
    }

    private static Plant Plant() => new()
    {
        Root = new CompositeAsset
        {
            Id = "plant",
            Name = "plant",
            Kind = AssetKind.Enterprise,
            Children =
            [
                new MachineAsset
                {
                    Id = "plant/machine",
                    Name = "machine",
                    Kind = AssetKind.Machine,
                    States = new AlwaysProducing(),
                    Sensors =
                    [
                        .. Enumerable.Range(0, Sensors).Select(sensor => new SensorAsset
                        {
                            Id = $"plant/machine/s{sensor}",
                            Name = $"s{sensor}",
                            Kind = AssetKind.Sensor,
                            ValueKind = ValueKind.Number,
                            Tag = $"plant/line/machine/s{sensor}",
                        }),
                    ],
                },
            ],
        },
    };

    private sealed class NoDeadLetters : IDeadLetters
    {
        public void Add(DeadLetter letter) =>
            throw new InvalidOperationException($"Refused: {letter.Tag} ({letter.Reason}) {letter.Detail}");
    }

    private sealed class NoReceipts : IDedupe
    {
        public bool IsKnown(string source, UInt128 token) => false;

        public string? AnswerOf(string source, UInt128 token) => null;

        public UInt128 Latest(string source) => 0;
    }

    private sealed class NoAcknowledger : IAcknowledger
    {
        public void Committed(ReadOnlySpan<SubmissionResult> results)
        {
        }

        public void Abandoned(ReadOnlySpan<long> cookies)
        {
        }
    }
}
