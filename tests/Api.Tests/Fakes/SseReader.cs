namespace OrleansTwin.Api.Tests.Fakes;

/// <summary>One block of an event stream. A comment has neither id nor name.</summary>
internal sealed record SseEvent(string? Id, string? Name, string Data);

/// <summary>Reads an event stream as a client does.</summary>
internal sealed class SseReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private SseReader(HttpResponseMessage answer, Stream body) => (_answer, _lines) = (answer, new StreamReader(body));

    public static async Task<SseReader> OpenAsync(Gateway gateway, string ids, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/live?ids=" + ids, UriKind.Relative));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new SseReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; what it waits for names the failure.</summary>
    public async Task<SseEvent> NextAsync(string awaited)
    {
        while (true)
        {
            var block = await BlockAsync(awaited) ?? throw new InvalidOperationException($"The stream ended before {awaited}.");
            if (block.Name is not null)
                return block;
        }
    }

    /// <summary>The next block, comments included; null: the stream has ended.</summary>
    public async Task<SseEvent?> BlockAsync(string awaited)
    {
        var block = new SseEvent(null, null, "");
        var isEmpty = true;
        while (await LineAsync(awaited) is { } line)
        {
            if (line.Length == 0 && !isEmpty)
                return block;
            isEmpty = false;
            var (field, value) = (
                line.Split(':')[0], line.Contains(':', StringComparison.Ordinal) ? line[(line.IndexOf(':') + 1)..].Trim() : "");
            block = field switch
            {
                "id" => block with { Id = value },
                "event" => block with { Name = value },
                "data" => block with { Data = value },
                _ => block with { Data = line },
            };
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }

    private async Task<string?> LineAsync(string awaited)
    {
        try
        {
            return await _lines.ReadLineAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{awaited} did not come within {Patience.TotalSeconds} s.");
        }
    }
}
