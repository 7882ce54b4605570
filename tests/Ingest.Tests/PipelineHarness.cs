using System.Text;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;

namespace OrleansTwin.Ingest.Tests;

/// <summary>A pipeline over a journal in memory.</summary>
internal sealed class PipelineHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public PipelineHarness(TagMap tags, IngestOptions? options = null, MemorySink? sink = null, TimeProvider? time = null)
    {
        Sink = sink ?? new MemorySink();
        Pipeline = new IngestPipeline(options ?? new IngestOptions(), tags, Sink, Sink, DeadLetters, time);
    }

    public MemorySink Sink { get; }

    public DeadLetterList DeadLetters { get; } = new();

    public Acknowledged Acknowledged { get; } = new();

    public IngestPipeline Pipeline { get; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public PipelineHarness Start()
    {
        Running = Pipeline.RunAsync(_stop.Token);
        return this;
    }

    public SourceMessage Message(string topic, string payload, long cookie = 0) =>
        Message(topic, Encoding.UTF8.GetBytes(payload), cookie);

    public SourceMessage Message(string topic, byte[] payload, long cookie = 0) => new()
    {
        Source = "test",
        Topic = topic,
        Payload = payload,
        ReceiveTicks = TestPlants.NoonTicks,
        Acknowledger = Acknowledged,
        Cookie = cookie,
    };

    public ValueTask SendAsync(string topic, string payload, long cookie = 0) =>
        Pipeline.SubmitAsync(Message(topic, payload, cookie), CancellationToken.None);

    /// <summary>Runs everything that was sent to its end.</summary>
    public async Task FinishAsync()
    {
        if (Running.IsCompleted)
            Start();
        Pipeline.Complete();
        await Running.Within("the end of the pipeline");
    }

    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Running.Within("the end of the cancelled pipeline"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(Running);
        _stop.Dispose();
    }
}
