using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Feeds;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// The grid as an Edge sees it: one taker, behind one of its gateways. Whatever fails may have taken effect all the same, and the
/// next question goes to the next gateway.
/// </summary>
internal sealed class HttpGrid : IFeedTarget, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client;
    private readonly Uri[] _urls;
    private readonly Forwarder _edge;
    private int _url;

    /// <param name="options">Where the gateways are, and with which key.</param>
    /// <param name="handler">Carries the requests.</param>
    /// <param name="edge">Who asks, and how it stands.</param>
    public HttpGrid(ForwardOptions options, HttpMessageHandler handler, Forwarder edge)
    {
        _edge = edge;
        _urls = [.. options.Grid.Select(url => new Uri(new Uri(url.TrimEnd('/') + "/"), $"api/v1/forward/{edge.SiteId}"))];
        _client = new HttpClient(handler) { Timeout = options.RequestMax };
        if (options.ReadKey() is { } key)
            _client.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public int Count => 1;

    public string NameOf(int shard) => $"The grid at {_urls[Volatile.Read(ref _url)].Authority}";

    public async Task<int[]> KeysAsync(int shard, IReadOnlyList<string> sensorIds, CancellationToken cancellation)
    {
        var answer = await SendAsync(Message(_edge.Feed) with { Names = sensorIds }, cancellation);
        return answer.Keys.Count == sensorIds.Count ? [.. answer.Keys] : throw new InvalidDataException(
            $"The grid gave {answer.Keys.Count} keys of {sensorIds.Count} sensors.");
    }

    public async Task<long> PositionAsync(int shard, string feed, CancellationToken cancellation) =>
        (await SendAsync(Message(feed), cancellation)).Position;

    public async Task<long> TakeAsync(int shard, FeedBatch batch, CancellationToken cancellation)
    {
        var message = Message(batch.Feed) with { From = batch.From, To = batch.To, Samples = batch.Samples };
        return (await SendAsync(message, cancellation)).Position;
    }

    public void Dispose() => _client.Dispose();

    private ForwardMessage Message(string feed) => new(feed, _edge.Report, [], 0, 0, default);

    private async Task<ForwardReceipt> SendAsync(ForwardMessage message, CancellationToken cancellation)
    {
        var at = Volatile.Read(ref _url);
        try
        {
            using var content = new ByteArrayContent(message.Pack());
            content.Headers.ContentType = new MediaTypeHeaderValue(ForwardMessage.ContentType);
            content.Headers.ContentEncoding.Add(ForwardMessage.ContentEncoding);
            using var answer = await _client.PostAsync(_urls[at], content, cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new IOException(await ComplaintAsync(answer, cancellation));
            return await answer.Content.ReadFromJsonAsync<ForwardReceipt>(Json, cancellation)
                ?? throw new IOException("its answer is empty.");
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            Interlocked.CompareExchange(ref _url, (at + 1) % _urls.Length, at);
            throw failed switch
            {
                HttpRequestException unreachable => new IOException($"{unreachable.Message}.", unreachable),
                OperationCanceledException late => new IOException($"No answer within {_client.Timeout.TotalSeconds} s.", late),
                JsonException strange => new IOException("What answers there is no gateway of a grid.", strange),
                _ => failed,
            };
        }
    }

    /// <summary>What a gateway has to say, or what else answered in its place.</summary>
    private static async Task<string> ComplaintAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<Complaint>(Json, cancellation);
            if (problem is { Found: { } found })
                return $"{found} Expected: {problem.Expected} {problem.Remedy}";
        }
        catch (JsonException)
        {
            // A proxy's own page, perhaps.
        }

        return $"it answers {(int)answer.StatusCode} {answer.ReasonPhrase}. Expected: a gateway of a grid.";
    }

    private sealed record Complaint(string? Found, string? Expected, string? Remedy);
}
