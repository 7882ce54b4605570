using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Samples;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.HostConformance.Tests.Suite;

/// <summary>
/// Three hours over a New Year's night, as a bad network delivers them: with samples that are late, doubled and out of order, a
/// restart, another plant in the middle, and questions at every turn.
/// </summary>
internal sealed class SuiteDay
{
    public const int Seed = 20260101;

    /// <summary>Arrivals of this long come as one batch.</summary>
    private const long SliceTicks = 10 * TimeSpan.TicksPerSecond;

    public static readonly long StartTicks = new DateTime(2025, 12, 31, 21, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly Telemetry _telemetry = new(
        SuitePlant.Parse(SuitePlant.Before), StartTicks, Seed,
        new DisturbOptions { LateMaxTicks = TimeSpan.TicksPerHour }, new EmitOptions());

    private readonly SuiteTime _time;
    private readonly IHostUnderTest _host;
    private readonly List<FedSample> _slice = [];
    private readonly SortedDictionary<string, string> _answers = new(StringComparer.Ordinal);

    private SuiteDay(IHostUnderTest host, SuiteTime time) => (_host, _time) = (host, time);

    /// <summary>What became of the samples on their way.</summary>
    public IReadOnlyDictionary<DeliveryFate, long> Fates => _telemetry.Fates;

    /// <summary>Every question of the day with its answer, as the API would write it.</summary>
    public IReadOnlyDictionary<string, string> Answers => _answers;

    public static long At(double hours) => StartTicks + (long)(hours * TimeSpan.TicksPerHour);

    /// <summary>Plays the day with a host that runs <see cref="SuitePlant.Before"/> and has no past.</summary>
    public static async Task<SuiteDay> PlayAsync(IHostUnderTest host, SuiteTime time)
    {
        var day = new SuiteDay(host, time);
        await day.FeedUntilAsync(1);
        await day.AskAsync("1 first hour");
        await host.CheckpointAsync();
        await day.FeedUntilAsync(1.5);
        await host.RestartAsync();
        await day.AskAsync("2 restarted");
        await day.ReplaceAsync();
        await day.AskAsync("3 other plant");
        await day.FeedUntilAsync(3.25);
        await day.FeedAsync(day._telemetry.Rest());
        await day.FeedNewcomerAsync();
        await host.TickAsync(At(4.5));
        await day.AskAsync("4 settled");
        await host.RestartAsync();
        await day.AskAsync("5 restarted");
        await day.ActAsync("6 operator");
        return day;
    }

    private async Task ReplaceAsync()
    {
        var replaced = await _host.Twins.ReplacePlantAsync(
            new PlantReplacement(SuitePlant.After, null, "suite", IsCheckOnly: false), CancellationToken.None);
        Assert.True(replaced.IsApplied, string.Join("; ", replaced.Findings));
    }

    private Task FeedUntilAsync(double hours)
    {
        _time.NowTicks = At(hours);
        return FeedAsync(_telemetry.Until(At(hours)));
    }

    private async Task FeedAsync(IEnumerable<Delivery> deliveries)
    {
        var endTicks = 0L;
        foreach (var delivery in deliveries)
        {
            if (delivery.AtTicks >= endTicks)
            {
                await FeedSliceAsync();
                endTicks = delivery.AtTicks + SliceTicks;
            }

            _slice.Add(new FedSample(_telemetry.Sensors[delivery.Sample.Sensor].Id, Telemetry.SampleOf(delivery)));
        }

        await FeedSliceAsync();
    }

    private async Task FeedSliceAsync()
    {
        if (_slice.Count > 0)
            await _host.FeedAsync([.. _slice]);
        _slice.Clear();
    }

    /// <summary>What the simulation knows nothing of: a machine that only the other plant has.</summary>
    private async Task FeedNewcomerAsync()
    {
        for (var minute = 90; minute < 190; minute++)
        {
            _slice.Add(new FedSample(
                "acme/lyon/paint/cure/m-1/state", new Sample(At(minute / 60.0), minute % 7 < 5 ? "AUTO" : "WAITING")));
            _slice.Add(new FedSample("acme/lyon/paint/cure/m-1/power", new Sample(At(minute / 60.0), 1.1 * minute / 7)));
        }

        await FeedSliceAsync();
    }

    private async Task AskAsync(string moment)
    {
        await _host.DrainAsync();
        Add(moment, await new Questions(_host.Twins).AskAsync());
    }

    private async Task ActAsync(string moment) =>
        Add(moment, await new Questions(_host.Twins).AskAlarmsAsync(_host.CheckpointAsync));

    private void Add(string moment, IReadOnlyList<(string Question, string Answer)> answers)
    {
        foreach (var (question, answer) in answers)
            _answers.Add($"{moment}: {question}", answer);
    }
}
