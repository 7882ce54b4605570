using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>Which shards were opened, one after the other, as the silos have told their operators.</summary>
internal sealed class ShardOpenings : ILoggerProvider, ILogger
{
    private const int ShardRuns = 2001;

    private readonly ConcurrentQueue<int> _shards = new();

    public IReadOnlyList<int> Shards => [.. _shards];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == ShardRuns && state is IReadOnlyList<KeyValuePair<string, object?>> values)
            _shards.Enqueue((int)values.First(value => value.Key == "Shard").Value!);
    }

    public void Dispose()
    {
    }
}
