using OrleansTwin.Api.Hosting;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Runtime.Tests.Hosting;

public sealed class HealthTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_partition_that_stays_stopped_is_told_with_its_reason_its_twins_are_unavailable_and_the_others_answer()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory, over: BrittleStore.Over);
        Assert.True((await host.Twins.CheckHealthAsync(default)).IsAlive);
        await host.PostAsync("""[{"tag":"press/power","value":666}]""");
        await Waiting.Until(() => host.Host.Engine.Recovery.HasGivenUp, "the end of all attempts");

        var refused = await Assert.ThrowsAsync<HostFaultException>(() => host.Twins.GetTwinAsync("a/l1/press", default));
        Assert.Equal(HostFault.Unavailable, refused.Fault);
        Assert.Contains("planted", refused.Found, StringComparison.Ordinal);
        var health = await host.Twins.CheckHealthAsync(default);
        Assert.Equal((false, false), (health.IsAlive, health.IsReady));
        var check = health.Checks.Single(check => check.Part == "partition a/l1");
        Assert.Equal("planted", check.Detail);
        Assert.Contains("5 attempts", check.Remedy, StringComparison.Ordinal);
        Assert.Contains(
            host.Twins.ReadMetrics(), family => family is { Name: "orleanstwin_twin_reloads_total", Points: [{ Value: 5 }] });

        await host.PostAsync("""[{"tag":"mill/power","value":3}]""");
        Assert.Equal(3, (await host.SensorAsync("a/l2/mill/power"))?.Value);
        Assert.NotNull(await host.Twins.GetKpisAsync(
            new KpiQuery("a/l2", new TimeWindow(null, null, null, TimeSpan.FromHours(1)), null, null, null), default));
    }

    [Fact]
    public async Task A_question_to_a_partition_that_waits_for_its_database_is_refused_in_time_and_the_others_answer()
    {
        var time = new StandingTime();
        await using var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory, time: time);
        var line = Array.Find(host.Host.Engine.Runtime.Lines, line => line.Mailbox.Name == "a/l1");
        Assert.NotNull(line);
        var databaseIsBack = new TaskCompletionSource();
        await line.Mailbox.PostAsync(async () => await databaseIsBack.Task);

        var asked = host.Twins.GetTwinAsync("a/l1/press/power", default);
        time.GoOn();
        var refused = await Assert.ThrowsAsync<HostFaultException>(() => asked.WaitAsync(Patience));
        Assert.Equal(HostFault.Unavailable, refused.Fault);
        Assert.StartsWith("No answer within 5 s", refused.Found, StringComparison.Ordinal);
        Assert.NotNull(await host.SensorAsync("a/l2/mill/power"));
        databaseIsBack.SetResult();
        Assert.NotNull(await host.SensorAsync("a/l1/press/power"));
    }

    [Fact]
    public async Task Damage_is_told_by_the_twin_it_affects_and_does_not_keep_the_others_from_serving()
    {
        await using (var before = await RunningHost.StartAsync(RunningHost.TwoLines, _directory))
        {
            Assert.True((await before.Twins.CheckHealthAsync(default)).Checks.Single(check => check.Part == "damage").IsHealthy);
            await before.PostAsync("""[{"tag":"press/power","value":2},{"tag":"mill/power","value":3}]""");
        }

        await StoreFile.DamageSnapshotAsync(_directory, "a/l1/press");
        await using var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory);
        var health = await host.Twins.CheckHealthAsync(default);
        Assert.True(health.IsAlive);
        var check = health.Checks.Single(check => check.Part == "damage");
        Assert.False(check.IsHealthy);
        Assert.Contains("The snapshot of a/l1/press is damaged", check.Detail, StringComparison.Ordinal);
        Assert.Equal(3, (await host.SensorAsync("a/l2/mill/power"))?.Value);
    }

    [Fact]
    public async Task Damage_that_somebody_accepted_is_no_trouble_any_more_and_is_in_the_audit_log()
    {
        await using (var before = await RunningHost.StartAsync(RunningHost.TwoLines, _directory))
            await before.PostAsync("""[{"tag":"press/power","value":2}]""");
        await StoreFile.DamageSnapshotAsync(_directory, "a/l1/press");
        await using (var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory))
        {
            var report = await host.Twins.ListDamageAsync(10, default);
            Assert.Equal((1, 0, "a/l1/press"), (report.Count, report.Accepted, Assert.Single(report.Items).TwinId));
            var unseen = await Assert.ThrowsAsync<HostFaultException>(
                () => host.Twins.AcceptDamageAsync(new DamageAcceptance(0), default));
            Assert.Equal(HostFault.Conflict, unseen.Fault);
            await host.Twins.AcceptDamageAsync(new DamageAcceptance(1, "scrap anyway"), default);
            var entry = Assert.Single(await host.Host.Engine.Store.Audit.ReadAsync(1));
            Assert.Equal(("damage accepted", "scrap anyway"), (entry.Action, entry.Detail));
        }

        await using var restarted = await RunningHost.StartAsync(RunningHost.TwoLines, _directory);
        var check = (await restarted.Twins.CheckHealthAsync(default)).Checks.Single(check => check.Part == "damage");
        Assert.True(check.IsHealthy);
        Assert.Equal("1 set aside, accepted as lost", check.Detail);
    }

    [Fact]
    public async Task A_plant_file_takes_the_place_of_a_version_that_is_damaged()
    {
        await using (await RunningHost.StartAsync(RunningHost.TwoLines, _directory))
        {
            // Keeps version 1.
        }

        await StoreFile.ChangeAsync(_directory, "UPDATE plant_version SET text = 'other'");
        await using var host = await RunningHost.StartAsync(RunningHost.TwoLines, _directory);
        Assert.Equal(2, (await host.Twins.GetPlantAsync(null, default))?.Version);
    }
}
