using System.Diagnostics;
using OrleansTwin.Diagnostics;
using OrleansTwin.Runtime.Otlp;
using OrleansTwin.Runtime.Tests.Hosting;

namespace OrleansTwin.Runtime.Tests.Otlp;

public sealed class OtlpExportTests : IDisposable
{
    private const string Plant =
        """
        plantFile: 1
        line:
          l:
            machines:
              press: {states: alwaysProducing, sensors: {power: {unit: kW, tag: press/power}}}
        """;

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_collector_gets_every_instrument_that_prometheus_shows_and_the_spans_of_the_datas_way()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await RunningHost.StartAsync(Plant, _directory);
        var options = new OtlpOptions { Endpoint = collector.Endpoint, ServiceName = "lyon", TraceShare = 1 };
        using (OtlpExport.Start(options, host.Twins.ReadMetrics, TimeProvider.System))
        {
            await host.PostAsync("""[{"tag":"press/power","value":3}]""");
            await host.Host.Engine.CheckpointAsync(default);
        }

        var metrics = collector.Text("/v1/metrics");
        var shown = host.Twins.ReadMetrics().Where(family => family.Points.Any(point => point.Latency?.Read().Count != 0));
        foreach (var family in shown)
            Assert.Contains(family.Name, metrics, StringComparison.Ordinal);
        foreach (var meter in new[] { "OrleansTwin.Ingest", "OrleansTwin.Store", "OrleansTwin.Edge", "lyon", "notFinite" })
            Assert.Contains(meter, metrics, StringComparison.Ordinal);
        var traces = collector.Text("/v1/traces");
        foreach (var name in new[] { "commit batch", "batch.samples", "checkpoint", "lyon" })
            Assert.Contains(name, traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_names_the_requests_that_brought_it_as_its_causes()
    {
        var links = new List<ActivityLink>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (links)
                    links.AddRange(span.Links);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var request = Tracing.Start("request");
        Assert.NotNull(request);
        await using (var host = await RunningHost.StartAsync(Plant, _directory))
            await host.PostAsync("""[{"tag":"press/power","value":3}]""");
        lock (links)
            Assert.Contains(links, link => link.Context.TraceId == request.TraceId && link.Context.SpanId == request.SpanId);
    }

    [Fact]
    public void Without_a_collector_nothing_is_made_and_nothing_is_read()
    {
        var read = 0;
        Assert.Null(OtlpExport.Start(
            new OtlpOptions(), () => [MetricLayer.Edge.Gauge("x", "1", "h", ++read)], TimeProvider.System));
        Assert.Equal(0, read);
    }

    [Theory]
    [InlineData("collector:4318", "Otlp:Endpoint is 'collector:4318'. Expected: an address such as http://collector:4318.")]
    [InlineData("ftp://collector", "Otlp:Endpoint is 'ftp://collector'.")]
    public void An_endpoint_that_is_no_address_is_refused_at_the_start(string endpoint, string message) => Assert.StartsWith(
        message,
        Assert.Throws<FormatException>(
            () => OtlpExport.Start(new OtlpOptions { Endpoint = endpoint }, () => [], TimeProvider.System)).Message,
        StringComparison.Ordinal);
}
