using System.IO.Compression;
using System.Text;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>Requests to the telemetry endpoint that are wrong in every part in turn, drawn from a seeded random.</summary>
internal static class HostileRequests
{
    public const string Plant =
        """
        plantFile: 1
        line:
          l:
            machines:
              press: {states: alwaysProducing, sensors: {power: {unit: kW, tag: press/power}}}
        """;

    private const string Body =
        """[{"tag":"press/power","value":1},{"tag":"x","value":"y","timestamp":"2026-03-02T08:00:00Z"}]""";

    private static readonly (string Kind, Func<Random, byte[]> Make)[] Kinds =
    [
        ("flipped bytes", random => Flip(random, Text(Post(Body)))),
        ("cut short", random => Cut(random, Text(Post(Body)))),
        ("noise", Noise),
        ("wrong length", random => Text(Head($"Content-Length: {Length(random)}\r\n") + Body)),
        ("two lengths", random => Text(Head($"Content-Length: {Body.Length}\r\nContent-Length: {Length(random)}\r\n") + Body)),
        ("length and chunks", _ => Text(Head($"Content-Length: {Body.Length}\r\nTransfer-Encoding: chunked\r\n") + Chunks(Body))),
        ("wrong chunks", random => Text(Head("Transfer-Encoding: chunked\r\n") + WrongChunks(random))),
        ("many small chunks", _ => Text(Head("Transfer-Encoding: chunked\r\n") + string.Concat(
            Body.Select(letter => $"1\r\n{letter}\r\n")) + "0\r\n\r\n")),
        ("huge header", random => Text(Head($"X-A: {new string('a', random.Next(1 << 17))}\r\n") + Body)),
        ("many headers", random => Text(Head(string.Concat(
            Enumerable.Range(0, random.Next(400)).Select(i => $"X-{i}: 1\r\n"))) + Body)),
        ("header with control characters", random => Text(Head($"X-A: a{(char)random.Next(32)}b\r\n") + Body)),
        ("body over the limit", random => Text(Post(new string('[', random.Next(1 << 20))))),
        ("json flipped", random => Raw(Flip(random, Text(Body)), "")),
        ("deep json", random => Text(Post(new string('[', random.Next(1, 5000)) + new string(']', random.Next(5000))))),
        ("gzip flipped", random => Raw(Flip(random, Gzip(Text(Body))), "Content-Encoding: gzip\r\n")),
        ("gzip cut short", random => Raw(Cut(random, Gzip(Text(Body))), "Content-Encoding: gzip\r\n")),
        ("gzip that is none", _ => Raw(Text(Body), "Content-Encoding: gzip\r\n")),
        ("unknown encoding", _ => Raw(Text(Body), "Content-Encoding: br\r\n")),
        ("long key", random => Raw(Text(Body), $"Idempotency-Key: {new string('k', random.Next(400))}\r\n")),
        ("strange method", random => Text(Post(Body).Replace("POST", Word(random), StringComparison.Ordinal))),
        ("strange path", random => Text(Post(Body).Replace("telemetry", Word(random), StringComparison.Ordinal))),
    ];

    public static (string Kind, byte[] Bytes) Next(Random random)
    {
        var (kind, make) = Kinds[random.Next(Kinds.Length)];
        return (kind, make(random));
    }

    public static string Post(string body) => Head($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n") + body;

    public static byte[] Bomb(int unpackedBytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blank = Text(new string(' ', 1 << 20));
            for (var left = unpackedBytes; left > 0; left -= blank.Length)
                gzip.Write(blank);
        }

        return Raw(packed.ToArray(), "Content-Encoding: gzip\r\n");
    }

    private static string Head(string lines) =>
        "POST /api/v1/telemetry HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
        + $"{lines}\r\n";

    private static byte[] Raw(byte[] body, string lines) => [.. Text(Head($"{lines}Content-Length: {body.Length}\r\n")), .. body];

    private static string Chunks(string body) => $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n";

    private static string WrongChunks(Random random) => random.Next(6) switch
    {
        0 => $"ffffffffffffffff\r\n{Body}\r\n0\r\n\r\n",
        1 => $"-1\r\n{Body}\r\n0\r\n\r\n",
        2 => $"{Body.Length:x};{new string('e', random.Next(1 << 16))}\r\n{Body}\r\n0\r\n\r\n",
        3 => $"{Body.Length + random.Next(1, 100):x}\r\n{Body}\r\n0\r\n\r\n",
        4 => $"{Body.Length:x}\r\n{Body}\r\n0\r\nX-Trailer: {new string('t', random.Next(1 << 16))}\r\n\r\n",
        _ => $"zz\r\n{Body}",
    };

    private static string Length(Random random) => random.Next(5) switch
    {
        0 => "-1",
        1 => "99999999999999999999",
        2 => "1e3",
        3 => $"{Body.Length + random.Next(1, 1000)}",
        _ => $"{random.Next(Body.Length)}",
    };

    private static string Word(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next('!', '~'))]);

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 2000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Flip(Random random, byte[] bytes)
    {
        for (var flips = random.Next(1, 8); flips > 0; flips--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Cut(Random random, byte[] bytes) => bytes[..random.Next(bytes.Length)];

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
