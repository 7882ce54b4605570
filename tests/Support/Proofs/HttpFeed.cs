using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OrleansTwin.Proofs;

/// <summary>
/// Posts batches under an idempotency key, and the same batch under the same key again until it is accepted: as a client does
/// that must not lose anything. Now and then an answer is lost on its way: the post was accepted, and is sent again.
/// </summary>
/// <param name="address">Where the process serves.</param>
/// <param name="patience">How long it waits for an answer; null: as long as the process lets it.</param>
internal sealed class HttpFeed(Uri address, TimeSpan? patience = null) : IFeed
{
    private const int BatchMax = 200;
    private const int AnswerLostEvery = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = patience ?? TimeSpan.FromSeconds(20) };
    private int _accepted;
    private bool _isAnswerLost;

    /// <summary>Posts that were sent again: they had failed, been refused for the time being, or got no answer.</summary>
    public int Retries { get; private set; }

    /// <summary>Posts that were refused for the time being.</summary>
    public int Refusals { get; private set; }

    /// <summary>Posts whose answer was thrown away here, and that were answered as known when they were sent again.</summary>
    public int KnownAfterLostAnswer { get; private set; }

    /// <summary>Posts that got no answer, as a kill leaves them, and were answered as known when they were sent again.</summary>
    public int KnownAfterSilence { get; private set; }

    public async Task SendAsync(IReadOnlyList<SentValue> values, CancellationToken cancellation)
    {
        foreach (var batch in values.Chunk(BatchMax))
        {
            var key = Guid.NewGuid().ToString();
            var body = JsonSerializer.SerializeToUtf8Bytes(batch.Select(Item));
            _isAnswerLost = false;
            while (!await TryPostAsync(body, key, batch.Length, cancellation))
            {
                Retries++;
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Dictionary<string, object> Item(SentValue value)
    {
        var item = new Dictionary<string, object>
        {
            ["tag"] = value.Tag, ["value"] = value.Text is null ? value.Value : value.Text,
        };
        if (value.AtTicks is { } at)
            item["timestamp"] = new DateTime(at, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);
        return item;
    }

    private async Task<bool> TryPostAsync(byte[] body, string key, int count, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/telemetry") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                Refusals++;
                return false;
            }

            var answer = await response.Content.ReadAsStringAsync(cancellation);
            if (response.StatusCode != HttpStatusCode.Accepted)
                throw new InvalidOperationException($"A post was answered {response.StatusCode}; expected 202: {answer}");
            Check(answer, count);
            _isAnswerLost = ++_accepted % AnswerLostEvery == 0;
            return !_isAnswerLost;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException
            || (gone is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private void Check(string answer, int count)
    {
        using var json = JsonDocument.Parse(answer);
        var known = json.RootElement.GetProperty("isDuplicate").GetBoolean() ? 1 : 0;
        (KnownAfterLostAnswer, KnownAfterSilence) = _isAnswerLost
            ? (KnownAfterLostAnswer + known, KnownAfterSilence)
            : (KnownAfterLostAnswer, KnownAfterSilence + known);
        if (json.RootElement.GetProperty("samples").GetInt32() != count)
            throw new InvalidOperationException($"{count} values were posted; the answer is {answer}.");
    }
}
