using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTwin.Api;
using OrleansTwin.Api.Metrics;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>
/// The HTTP way in, over a real server, under requests that no client would send. Beside no other test: what the process
/// allocates is counted.
/// </summary>
[CollectionDefinition(nameof(HttpFuzzTests), DisableParallelization = true)]
[Collection(nameof(HttpFuzzTests))]
public sealed class HttpFuzzTests : IDisposable
{
    private const int Requests = 300;
    private const int HttpVersionNotSupported = 505;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(20_260_302)]
    [InlineData(-7)]
    public async Task Whatever_is_sent_is_answered_or_cut_off_and_the_next_good_batch_is_taken(int seed)
    {
        await using var host = await RunningHost.StartAsync(HostileRequests.Plant, _directory);
        await using var gateway = await RunningGateway.StartAsync(
            host.Twins,
            new ApiOptions
            {
                TelemetryBytesMax = 256 << 10,
                RequestsInFlightMax = Requests,
                HeadersTimeout = TimeSpan.FromSeconds(1),
                KeepAliveTimeout = TimeSpan.FromSeconds(1),
                RateGrace = TimeSpan.FromSeconds(2),
            });
        var random = new Random(seed);
        var requests = Enumerable.Range(0, Requests).Select(_ => HostileRequests.Next(random)).ToList();
        var statuses = await Task.WhenAll(requests.Select((request, number) => SendAsync(
            gateway.Address, request.Bytes, $"seed {seed}, request {number} ({request.Kind})")));

        foreach (var (number, status) in statuses.Index())
        {
            Assert.True(
                status is 0 or (>= 200 and < 500) or HttpVersionNotSupported,
                $"seed {seed}, request {number} ({requests[number].Kind}): status {status}");
        }

        Assert.True(statuses.Distinct().Count() > 5, $"seed {seed}: only {string.Join(", ", statuses.Distinct())} came.");
        var good = Encoding.ASCII.GetBytes(HostileRequests.Post("""[{"tag":"press/power","value":3}]"""));
        Assert.Equal(202, await SendAsync(gateway.Address, good, "the good one"));
        Assert.Equal(3, (await host.SensorAsync("l/press/power"))?.Value);
        var problems = gateway.Service<ApiMetrics>().Read().Single(family => family.Name == "orleanstwin_api_problems_total");
        Assert.DoesNotContain(problems.Points, point => point.Labels[0].Value == "500");
        Assert.Equal(0, host.Host.Ingest.Http.Waiting);
    }

    [Fact]
    public async Task Bodies_that_unpack_to_gigabytes_cost_no_more_than_their_limit()
    {
        await using var host = await RunningHost.StartAsync(HostileRequests.Plant, _directory);
        await using var gateway = await RunningGateway.StartAsync(host.Twins, new ApiOptions());
        var bomb = HostileRequests.Bomb(unpackedBytes: 1 << 30);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(413, await SendAsync(gateway.Address, bomb, "bomb"));
        var cost = GC.GetTotalAllocatedBytes() - before;
        Assert.True(cost < 256 << 20, $"{cost} bytes were allocated for a body that is refused.");
    }

    /// <summary>The answer's status; 0: the server closed without one.</summary>
    private static async Task<int> SendAsync(Uri address, byte[] bytes, string which)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        var answer = new StringBuilder();
        try
        {
            var sending = SendAsync(socket, bytes);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer).WaitAsync(Limit) is > 0 and var read)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            await sending;
        }
        catch (SocketException)
        {
            // Cut off while sending or receiving: what came before counts.
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{which}: neither an answer nor an end within {Limit}.");
        }

        var text = answer.ToString();
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text[9..12]) : 0;
    }

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        try
        {
            await socket.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // The server closed first.
        }
    }
}
