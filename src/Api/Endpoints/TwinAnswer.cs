using System.Buffers;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Json;

namespace OrleansTwin.Api.Endpoints;

/// <summary>
/// A twin's view as pollers ask for it: its length is told, so that nothing is chunked, and its ETag is a digest of what it says,
/// so that an unchanged view costs no body, from whichever process it comes.
/// </summary>
internal sealed class TwinAnswer(TwinView view) : IResult, IEndpointMetadataProvider
{
    private const int DigestBytes = 8;

    private static readonly JsonTypeInfo<TwinView> ViewType =
        (JsonTypeInfo<TwinView>)ApiJsonOptions.Shared.GetTypeInfo(typeof(TwinView));

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(TwinView), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (Write(httpContext))
            await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>Writes headers and body; false where the client has the view already.</summary>
    private bool Write(HttpContext context)
    {
        var json = Json(view);
        var tag = TagOf(json);
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && Knows(known.ToString(), tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return false;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        context.Response.BodyWriter.Write(json);
        return true;
    }

    private static bool Knows(string known, string tag) =>
        known == tag
        || (EntityTagHeaderValue.TryParseList([known], out var tags)
            && tags.Any(other => other.Tag == tag || other.Equals(EntityTagHeaderValue.Any)));

    private static string TagOf(ReadOnlySpan<byte> json)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, digest);
        return string.Create(2 + (DigestBytes * 2), digest[..DigestBytes], static (text, bytes) =>
        {
            text[0] = text[^1] = '"';
            Convert.TryToHexStringLower(bytes, text[1..], out _);
        });
    }

    // A thread's own writer and memory, used over and over.
    private static ReadOnlySpan<byte> Json(TwinView view)
    {
        var bytes = _bytes ??= new ArrayBufferWriter<byte>(4096);
        var writer = _writer ??= new Utf8JsonWriter(
            bytes, new JsonWriterOptions { Encoder = ApiJsonOptions.Shared.Encoder, SkipValidation = true });
        bytes.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, view, ViewType);
        return bytes.WrittenSpan;
    }
}
