using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Links;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Runtime.Webhooks;

/// <summary>
/// Tells one receiver of the events of a store, in their order and at least once: the next only after one is taken or given up.
/// How far it has come is kept in the store, so that a restart goes on there.
/// </summary>
internal sealed partial class Webhook : IDisposable
{
    private const int EventsPerRead = 100;
    private const int AgainMax = 1_000;

    private readonly WebhookOptions _options;
    private readonly IOutbox _outbox;
    private readonly WebhookSender _sender;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly SemaphoreSlim _again = new(1, 1);
    private long _position;
    private long _delivered;
    private long _failed;
    private long _givenUp;
    private long _keptBack;

    public Webhook(
        WebhookOptions options, IOutbox outbox, long position, HttpMessageHandler handler, TimeProvider time, ILogger log)
    {
        (_options, _outbox, _position, _time, _log) = (options, outbox, position, time, log);
        _sender = new WebhookSender(options, handler, time);
    }

    public string Name => _options.Name;

    /// <summary>Since the process began.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Attempts since the process began.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Since the process began.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    /// <summary>An attempt until the receiver's answer.</summary>
    public LatencyHistogram Attempts { get; } = new();

    /// <summary>Why the last attempt failed; null: it did not.</summary>
    public string? Failure { get; private set; }

    public DateTimeOffset? NextAttempt { get; private set; }

    /// <summary>There may be something new to tell.</summary>
    public void Wake()
    {
        if (_outbox.Newest <= Interlocked.Read(ref _position))
            return;
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It knows already.
        }
    }

    /// <summary>Until cancelled. Trouble with the store or the receiver only delays it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var events = await _outbox.ReadAsync(_position, EventsPerRead, cancellation);
                if (events.Count > 0)
                    await TellAsync(events, cancellation);
                failures = 0;
                if (events.Count < EventsPerRead)
                    await _news.WaitAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                Note(failed.Message);
                await WaitAsync(Backoff.After(++failures, _options.RetryMin, _options.RetryMax), cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Tells again what was given up, the oldest first, until one is not taken.</summary>
    public async Task<WebhookRetry> TellAgainAsync(CancellationToken cancellation)
    {
        await _again.WaitAsync(cancellation);
        try
        {
            var lost = await _outbox.ReadUndeliveredAsync(Name, AgainMax, cancellation);
            var delivered = 0;
            foreach (var each in lost.Reverse())
            {
                if (await TryAsync(each.Event, cancellation) is { Failure: { } failure })
                    return new WebhookRetry(Name, delivered, lost.Count - delivered, failure);
                await _outbox.ForgetUndeliveredAsync(each.Number, cancellation);
                delivered++;
            }

            return new WebhookRetry(Name, delivered, 0, null);
        }
        finally
        {
            _again.Release();
        }
    }

    public async Task<WebhookView> LookAsync(CancellationToken cancellation)
    {
        var backlog = await _outbox.LookAsync(Name, Interlocked.Read(ref _position), cancellation);
        return new WebhookView(
            Name, _sender.Url.Authority, Delivered, Failed, backlog.Waiting,
            backlog.OldestTicks is { } oldest ? Times.Of(oldest) : null, backlog.Undelivered, Failure, NextAttempt)
        {
            KeptBack = Interlocked.Read(ref _keptBack),
        };
    }

    public void Dispose()
    {
        _sender.Dispose();
        _news.Dispose();
        _again.Dispose();
    }

    /// <summary>What was told before a failure of the store is told again, with the same ids.</summary>
    private async Task TellAsync(IReadOnlyList<OutboxEntry> events, CancellationToken cancellation)
    {
        foreach (var (position, told) in events)
        {
            var reason = IsTold(told) ? await DeliverAsync(told, cancellation) : null;
            Undelivered[] givenUp = reason is null ? [] : [new(0, Name, told, _time.GetUtcNow().UtcTicks, reason)];
            await _outbox.MoveAsync(Name, position, givenUp, cancellation);
            Interlocked.Exchange(ref _position, position);
        }
    }

    private bool IsTold(OutboxEvent told)
    {
        if (!_options.Wants(told.Kind))
            return false;
        if (!IsKeptBack(told))
            return true;
        Interlocked.Increment(ref _keptBack);
        return false;
    }

    private bool IsKeptBack(OutboxEvent told)
    {
        if (_options.FloodPriority == AlarmRule.PriorityMax || !told.Kind.StartsWith("alarm.", StringComparison.Ordinal))
            return false;
        using var body = JsonDocument.Parse(told.Body);
        return body.RootElement.TryGetProperty("isInFlood", out var isInFlood) && isInFlood.GetBoolean()
            && body.RootElement.GetProperty("data").GetProperty("priority").GetInt32() > _options.FloodPriority;
    }

    /// <summary>Why it was given up; null: it was taken.</summary>
    private async Task<string?> DeliverAsync(OutboxEvent told, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        for (var attempts = 1; ; attempts++)
        {
            var answer = await TryAsync(told, cancellation);
            if (answer.Failure is not { } failure)
                return null;
            var tried = _time.GetElapsedTime(start);
            if (answer.IsFinal || tried > _options.GiveUpAfter)
            {
                Interlocked.Increment(ref _givenUp);
                LogGivenUp(_log, Name, told.Kind, told.Id, failure);
                return $"{failure} Given up after {attempts} attempts within {tried:d\\.hh\\:mm\\:ss}.";
            }

            var wait = Backoff.After(attempts, _options.RetryMin, _options.RetryMax);
            if (answer.RetryAfter is { } asked && asked > wait)
                wait = asked < _options.RetryMax ? asked : _options.RetryMax;
            await WaitAsync(wait, cancellation);
        }
    }

    private async Task<WebhookAnswer> TryAsync(OutboxEvent told, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var answer = await _sender.SendAsync(told, cancellation);
        Attempts.Record(_time.GetElapsedTime(start));
        if (answer.Failure is { } failure)
        {
            Interlocked.Increment(ref _failed);
            Note(failure);
        }
        else
        {
            Interlocked.Increment(ref _delivered);
            Failure = null;
        }

        return answer;
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        NextAttempt = _time.GetUtcNow() + wait;
        await Task.Delay(wait, _time, cancellation);
        NextAttempt = null;
    }

    private void Note(string failure)
    {
        if (failure != Failure)
            LogFailed(_log, Name, failure);
        Failure = failure;
    }

    [LoggerMessage(1801, LogLevel.Warning, "Webhook {Name}: {Reason} It is tried again; what happens meanwhile is kept.")]
    private static partial void LogFailed(ILogger log, string name, string reason);

    [LoggerMessage(
        1802, LogLevel.Error,
        "Webhook {Name} was not told of {Kind} ({Id}): {Reason} GET /api/v1/webhooks/undelivered lists what was given up.")]
    private static partial void LogGivenUp(ILogger log, string name, string kind, string id, string reason);
}
