using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// An Edge's way to a grid: one of its gateways, the next one where it fails. Whatever fails may have taken effect all the same.
/// </summary>
internal sealed class GridClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client;
    private readonly Uri[] _urls;
    private int _url;
    private long _bytes;

    /// <param name="options">Where the gateways are, and with which key.</param>
    /// <param name="handler">Carries the requests.</param>
    /// <param name="siteId">The site that is forwarded.</param>
    public GridClient(ForwardOptions options, HttpMessageHandler handler, string siteId)
    {
        _urls = [.. options.Grid.Select(url => new Uri(new Uri(url.TrimEnd('/') + "/"), $"api/v1/forward/{siteId}"))];
        _client = new HttpClient(handler) { Timeout = options.RequestMax };
        if (options.ReadKey() is { } key)
            _client.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public string Name => $"The grid at {_urls[Volatile.Read(ref _url)].Authority}";

    /// <summary>Bytes of bodies that were sent, packed.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <exception cref="IOException">No gateway took it; says why.</exception>
    public async Task<ForwardReceipt> SendAsync(byte[] packed, string contentType, CancellationToken cancellation)
    {
        var at = Volatile.Read(ref _url);
        try
        {
            using var content = new ByteArrayContent(packed);
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            content.Headers.ContentEncoding.Add(Packing.ContentEncoding);
            Interlocked.Add(ref _bytes, packed.Length);
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

    public void Dispose() => _client.Dispose();

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
