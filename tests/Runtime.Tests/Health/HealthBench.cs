using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Store;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Health;

/// <summary>The machines of a line, minute by minute, with who watches their health; can be left behind as by a kill.</summary>
internal sealed class HealthBench : IAsyncDisposable
{
    private readonly HealthOptions _options;
    private readonly Plant _plant;
    private readonly string[] _machines;
    private readonly Random _random = new(5);
    private EngineBench? _bench;
    private HealthWatch? _watch;
    private WebhookSet? _webhooks;
    private MaintenanceDesk? _desk;

    private HealthBench(HealthOptions options, Plant plant, string[] machines) =>
        (_options, _plant, _machines) = (options, plant, machines);

    public EngineBench Engine => _bench ?? throw new InvalidOperationException("Not open.");

    public HealthWatch Watch => _watch ?? throw new InvalidOperationException("Not open.");

    public MaintenanceDesk Desk => _desk ?? throw new InvalidOperationException("Not open.");

    /// <summary>The minute to come, counted from 07:00.</summary>
    public int Minute { get; private set; }

    /// <summary>Begins to produce with all machines of a small plant.</summary>
    public static Task<HealthBench> OpenAsync(HealthOptions options, params string[] machines) =>
        OpenAsync(options, SmallPlant.Create(Quiet), machines);

    /// <summary>Begins to produce with all machines.</summary>
    public static async Task<HealthBench> OpenAsync(HealthOptions options, Plant plant, params string[] machines)
    {
        var bench = new HealthBench(options, plant, machines);
        await bench.OpenAsync(EngineBench.NewDirectory());
        foreach (var machine in machines)
            await bench.SayAsync(machine, "state", "EXECUTE");
        return bench;
    }

    /// <summary>A machine whose sensors raise no alarm of their own.</summary>
    public static MachineAsset Quiet(MachineAsset machine) => machine with
    {
        Sensors = [.. machine.Sensors.Select(sensor => sensor with { Limits = null, StaleTicks = 0 })],
    };

    public HealthView ViewOf(string machine) =>
        Watch.Book.Find(machine) ?? throw new InvalidOperationException($"{machine} is not watched.");

    public async Task<IReadOnlyList<WorkOrder>> OrdersAsync() =>
        [.. (await Engine.Store.WorkOrders.ReadAsync(null, long.MaxValue, 100)).Select(WorkOrderJson.Read)];

    public bool HasAlarm(string machine) => Engine.Engine.Alarms.List().Any(alarm =>
        alarm.Asset.Id == machine && alarm.Source == AlarmSource.Anomaly && alarm.ReturnedTicks is null);

    public Task SayAsync(string machine, string sensor, string text) =>
        Engine.CommitAsync($"{machine}/{sensor}", new Sample(At(Minute, 1), text));

    public Task SayAsync(string machine, string sensor, double value) =>
        Engine.CommitAsync($"{machine}/{sensor}", new Sample(At(Minute, 1), value));

    /// <summary>Minutes with a sample of power and temperature every ten seconds; the watch looks after each.</summary>
    /// <param name="minutes">How many.</param>
    /// <param name="temperature">What a machine's temperature is above its normal in a minute.</param>
    public async Task ProduceAsync(int minutes, Func<string, int, double>? temperature = null)
    {
        for (var end = Minute + minutes; Minute < end; Minute++)
        {
            for (var second = 5; second < 60; second += 10)
            {
                var at = At(Minute, second);
                await Engine.CommitAsync(_machines.SelectMany(machine => new[]
                {
                    new SensorSample(Engine.KeyOf($"{machine}/power"), new Sample(at, 20 + _random.NextDouble())),
                    new SensorSample(
                        Engine.KeyOf($"{machine}/temperature"),
                        new Sample(at, 60 + (temperature?.Invoke(machine, Minute) ?? 0) + (4 * _random.NextDouble()))),
                }));
            }

            await LookAsync();
        }
    }

    /// <summary>The watch looks once, and what it has sensed has come to the twins.</summary>
    public async Task LookAsync()
    {
        await Watch.LookAsync(CancellationToken.None);
        await Engine.DrainAsync();
    }

    public async Task KillAsync()
    {
        var copy = Engine.CopyAsKilled();
        await DisposeAsync();
        await OpenAsync(copy);
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        if (_webhooks is not null)
            await _webhooks.DisposeAsync();
        await Engine.DisposeAsync();
    }

    public static long At(int minute, int second = 0) =>
        SmallPlant.At(7) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);

    private async Task OpenAsync(string directory)
    {
        _bench = await EngineBench.OpenAsync(_plant, directory);
        _webhooks = await WebhookSet.OpenAsync([], _bench.Store.Outbox, TimeProvider.System, NullLogger.Instance, default);
        _desk = new MaintenanceDesk(_bench.Engine, _webhooks, TimeProvider.System);
        _watch = new HealthWatch(_options, _bench.Engine, _desk, TimeProvider.System, NullLogger.Instance);
        await LookAsync();
    }
}
