using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.EndToEnd.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("run-");

    [Fact]
    public async Task The_demo_serves_and_ends_in_order_with_everything_committed()
    {
        await using (var edge = EdgeProcess.Start("--listen", AnyPort, "--data", _data.FullName))
        {
            using var http = new HttpClient { BaseAddress = await edge.AddressAsync() };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode);
            await edge.SeesAsync("simulator is running");
            Assert.Equal(0, await edge.StopAsync());
            Assert.Contains("Stopped", edge.Output, StringComparison.Ordinal);
        }

        await using var store = await SqliteTwinStore.OpenAsync(_data.FullName);
        var counters = store.ReadCounters();
        Assert.True(counters.LastSequence > 0, "nothing was committed");
        Assert.Equal(counters.LastSequence, counters.CheckpointCursor);
    }

    [Fact]
    public async Task A_data_directory_has_one_process_and_a_port_too()
    {
        await using var edge = EdgeProcess.Start("run", "--listen", AnyPort, "--data", _data.FullName);
        var address = await edge.AddressAsync();

        var (directoryCode, directory) = await EdgeProcess.RunAsync("run", "--listen", AnyPort, "--data", _data.FullName);
        var (portCode, port) = await EdgeProcess.RunAsync("run", "--listen", address.GetLeftPart(UriPartial.Authority));

        Assert.Equal((1, 1), (directoryCode, portCode));
        Assert.Contains("--data", directory, StringComparison.Ordinal);
        Assert.Contains("--listen", port, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", directory + port, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_plant_the_version_in_the_data_directory_runs_and_another_file_becomes_the_next()
    {
        var (line, machine) = (Supplied("one-line.yaml"), Supplied("one-machine.yaml"));

        Assert.Contains("version 1, the first of this data", await RunOnceAsync("--plant", line), StringComparison.Ordinal);
        Assert.Contains("version 1, unchanged", await RunOnceAsync("--plant", line), StringComparison.Ordinal);
        Assert.Contains("no --plant was given", await RunOnceAsync(), StringComparison.Ordinal);
        Assert.Contains("new version 2", await RunOnceAsync("--plant", machine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_told_and_tried_until_it_is()
    {
        var port = PeerProcess.FreePort();
        var url = $"mqtt://127.0.0.1:{port}?reconnectMaxMs=200&reconnectMinMs=50";
        await using var edge = EdgeProcess.Start(
            "run", "--plant", Supplied("one-line.yaml"), "--mqtt", url, "--data", _data.FullName, "--listen", AnyPort);
        await edge.SeesAsync("It keeps trying.");

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var peer = await Wait.For("another attempt to connect", listener.AcceptTcpClientAsync());

        Assert.Equal(0, await edge.StopAsync());
    }

    [Fact]
    public async Task A_simulated_plant_reaches_another_process_through_a_broker_whole()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var edge = EdgeProcess.Start(
            "run", "--plant", Supplied("one-line.yaml"), "--mqtt", broker.Url, "--data", _data.FullName, "--listen", AnyPort);
        await edge.SeesAsync("is running");
        using var http = new HttpClient { BaseAddress = await edge.AddressAsync() };
        await SubscribedAsync(broker, http);

        var truth = Path.Combine(_data.FullName, "truth.json");
        var (exitCode, output) = await EdgeProcess.RunAsync(
            "simulate", "--plant", Supplied("one-line.yaml"), "--hours", "0.2", "--mqtt", broker.Url, "--truth", truth);

        Assert.Equal(0, exitCode);
        var told = output.Split("Published ")[1].Split(' ')[0];
        var published = long.Parse(told, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(File.Exists(truth));
        await FoldedAsync(http, published);
        Assert.Equal(0, await edge.StopAsync());
    }

    public void Dispose() => _data.Delete(recursive: true);

    private static string Supplied(string file) => Path.Combine(AppContext.BaseDirectory, "Plants", file);

    private async Task<string> RunOnceAsync(params string[] arguments)
    {
        await using var edge = EdgeProcess.Start(["run", "--listen", AnyPort, "--data", _data.FullName, .. arguments]);
        await edge.AddressAsync();
        Assert.Equal(0, await edge.StopAsync());
        return edge.Output;
    }

    // A probe that nobody has mapped arrives as an unknown tag once the subscription stands.
    private static async Task SubscribedAsync(MosquittoBroker broker, HttpClient http)
    {
        await using var client = new MqttClient(MqttOptions.Parse(broker.Url));
        await client.ConnectAsync();
        var until = DateTime.UtcNow + Wait.Limit;
        while (await MetricAsync(http, "orleanstwin_values_unknown_total") == 0)
        {
            await client.PublishAsync(new MqttPublish("factory/probe", "1"u8.ToArray(), MqttQos.AtLeastOnce));
            Assert.True(DateTime.UtcNow < until, $"No probe came within {Wait.Limit.TotalSeconds} s.");
        }
    }

    private static async Task FoldedAsync(HttpClient http, long expected)
    {
        var until = DateTime.UtcNow + Wait.Limit;
        for (var folded = 0L; folded < expected; folded = await MetricAsync(http, "orleanstwin_samples_folded_total"))
            Assert.True(DateTime.UtcNow < until, $"{folded} of {expected} samples came within {Wait.Limit.TotalSeconds} s.");
    }

    private static async Task<long> MetricAsync(HttpClient http, string name)
    {
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = metrics.Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
