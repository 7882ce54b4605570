using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Webhooks;

/// <summary>What came of an attempt.</summary>
/// <param name="Failure">Why it was not taken; null: it was.</param>
/// <param name="IsFinal">The receiver will never take this event.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone; null: it does not say.</param>
internal readonly record struct WebhookAnswer(string? Failure, bool IsFinal = false, TimeSpan? RetryAfter = null);

/// <summary>
/// Posts an event as Standard Webhooks has it: its id, the time of the attempt, and a signature over both and the body
/// (HMAC-SHA256). The id is the key by which a receiver knows what it has been told before.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const string SecretPrefix = "whsec_";

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly byte[]? _secret;

    /// <exception cref="FormatException">The secret can't be used.</exception>
    public WebhookSender(WebhookOptions options, HttpMessageHandler handler, TimeProvider time)
    {
        (Url, _time, _secret) = (new Uri(options.Url), time, SecretOf(options));
        _client = new HttpClient(handler) { Timeout = options.AnswerMax };
    }

    public Uri Url { get; }

    public async Task<WebhookAnswer> SendAsync(OutboxEvent told, CancellationToken cancellation)
    {
        using var request = Request(told);
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.IsSuccessStatusCode ? default : Refusal(answer);
        }
        catch (HttpRequestException unreachable)
        {
            return new WebhookAnswer($"{Url.Authority}: {unreachable.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookAnswer($"{Url.Authority} has not answered within {_client.Timeout.TotalSeconds:0.#} s.");
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(OutboxEvent told)
    {
        var body = Encoding.UTF8.GetBytes(told.Body);
        var at = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", told.Id);
        request.Headers.Add("webhook-timestamp", at);
        request.Headers.Add("Idempotency-Key", told.Id);
        if (_secret is not null)
            request.Headers.Add("webhook-signature", Signature(_secret, told.Id, at, body));
        return request;
    }

    private static string Signature(byte[] secret, string id, string at, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{at}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}";
    }

    /// <summary>What is wrong with the event stays wrong; all else may be mended where it is told.</summary>
    private WebhookAnswer Refusal(HttpResponseMessage answer) => new(
        $"{Url.Authority} answers {(int)answer.StatusCode} {answer.ReasonPhrase}.",
        answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity,
        answer.Headers.RetryAfter switch
        {
            { Delta: { } wait } => wait,
            { Date: { } until } => until - _time.GetUtcNow(),
            _ => null,
        });

    private static byte[]? SecretOf(WebhookOptions options)
    {
        if (options.ReadSecret() is not { } secret)
            return null;
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(secret);
        try
        {
            return Convert.FromBase64String(secret[SecretPrefix.Length..]);
        }
        catch (FormatException bad)
        {
            throw new FormatException(
                $"The secret of webhook '{options.Name}' begins with {SecretPrefix} and goes on with what is no Base64. "
                + $"Expected: {SecretPrefix} and Base64, or any other text.", bad);
        }
    }
}
