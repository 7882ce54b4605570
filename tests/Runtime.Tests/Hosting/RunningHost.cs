using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.PlantFiles;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.Runtime.Tests.Hosting;

/// <summary>A host over a store in a directory of its own, fed by posts.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    /// <summary>A plant of two machines, each in a line of its own.</summary>
    public const string TwoLines =
        """
        plantFile: 1
        area:
          a:
            lines:
              l1: {machines: {press: {states: alwaysProducing, sensors: {power: {unit: kW, tag: press/power}}}}}
              l2: {machines: {mill: {states: alwaysProducing, sensors: {power: {unit: kW, tag: mill/power}}}}}
        """;

    private readonly PlantHost _host;

    private RunningHost(PlantHost host) => _host = host;

    public TwinHost Twins => _host.Twins;

    public PlantHost Host => _host;

    public static string NewDirectory() => Directory.CreateTempSubdirectory("orleans-twin-host-").FullName;

    public static async Task<RunningHost> StartAsync(
        string plantText,
        string directory,
        StoreOptions? options = null,
        Func<long>? freeBytes = null,
        TimeProvider? time = null,
        Func<ITwinStore, ITwinStore>? over = null)
    {
        var plant = PlantFile.Parse(plantText, "plant.yaml").Plant
            ?? throw new ArgumentException("The plant has errors.", nameof(plantText));
        var store = await SqliteTwinStore.OpenAsync(directory, options);
        var host = await PlantHost.OpenAsync(
            new PlantHostOptions
            {
                HasClock = false, CheckpointPeriod = TimeSpan.FromHours(1),
                Recovery = new RecoveryOptions { WaitMin = TimeSpan.Zero },
            },
            plantText, plant, over?.Invoke(store) ?? store, [], time ?? TimeProvider.System, NullLogger.Instance,
            CancellationToken.None, freeBytes: freeBytes);
        host.Start();
        return new RunningHost(host);
    }

    public Task<TelemetryReceipt> PostAsync(string json, string? key = null, CancellationToken cancellation = default) =>
        Twins.SubmitTelemetryAsync(
            new TelemetrySubmission(Encoding.UTF8.GetBytes(json), "application/json", null, key, DateTimeOffset.UtcNow),
            cancellation);

    public async Task<IReadOnlyList<UnknownTag>> UnknownTagsAsync() =>
        (await Twins.ListUnknownTagsAsync(new PageQuery(100), CancellationToken.None)).Items;

    public async Task<SensorView?> SensorAsync(string id) => (await Twins.GetTwinAsync(id, CancellationToken.None))?.Sensor;

    public Task<AdoptedTag> AdoptAsync(string tag, string sensorId, string? name = null, string? unit = null) =>
        Twins.AdoptTagAsync(new TagAdoption(tag, sensorId, name, unit), CancellationToken.None);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
