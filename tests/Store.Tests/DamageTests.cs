using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>Damage is isolated: it is told with what it affects, set aside, and everything else serves.</summary>
public abstract class DamageTests(StoreKind kind) : StoreContract(kind)
{
    private const long Hour = TimeSpan.TicksPerHour;

    /// <summary>The first sample lies two minutes before an hour begins.</summary>
    private static readonly long FirstHour = Seeded.Start + (2 * TimeSpan.TicksPerMinute) - Hour;

    [Fact]
    public async Task A_damaged_chunk_costs_its_hour_and_nothing_else()
    {
        var database = await (await FilledAsync()).CloseAndRunAsync(
            $"UPDATE chunk SET crc = crc + 1 WHERE sensor = 0 AND hour = {(FirstHour / Hour) + 2}");
        await using var test = await TestStore.OpenAsync(database);
        var history = test.Store.History;
        var (from, to) = (FirstHour + (2 * Hour), FirstHour + (3 * Hour));
        Assert.Empty(await history.ReadAsync(0, from, to));
        var others = (await history.ReadAsync(0, 0, from)).Length + (await history.ReadAsync(0, to, long.MaxValue)).Length;
        Assert.Equal(1800 - 360, others);
        Assert.Equal(1000, (await history.ReadAsync(1, 0, long.MaxValue)).Length);
        var damage = Assert.Single(test.Store.Damage.List());
        Assert.Equal((DamageKind.Samples, 0, from, to), (damage.Kind, damage.TwinKey, damage.FromTicks, damage.ToTicks));
        Assert.Equal(HistoryGapCause.Damage, Assert.Single(history.GapsIn(0, from, to)).Cause);
        Assert.Empty(history.GapsIn(1, from, to));
        await test.CheckpointAsync();
        await using (var past = await test.Database.OpenPastAsync())
        {
            Assert.Equal(damage, Assert.Single(past.LostSamples(new HashSet<int> { 0, 1 }, from, to)));
            Assert.Equal(HistoryGapCause.Damage, Assert.Single(past.GapsIn(0, from, to)).Cause);
            Assert.Empty(past.LostSamples(new HashSet<int> { 1 }, from, to));
            Assert.Empty(past.LostSamples(new HashSet<int> { 0 }, to, to + Hour));
        }

        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal(damage, Assert.Single(restarted.Store.Damage.List()));
        Assert.Single(restarted.Store.History.GapsIn(0, from, to));
        Assert.Empty(await restarted.Store.History.ReadAsync(0, from, to));
    }

    [Fact]
    public async Task Damaged_aggregates_are_told_and_built_again()
    {
        var database = await (await FilledAsync()).CloseAndRunAsync("UPDATE pyramid SET crc = crc + 1 WHERE sensor = 0");
        await using var test = await TestStore.OpenAsync(database);
        var (from, to) = (Seeded.Start, Seeded.Start + (20 * Hour));
        Assert.Equal(1800, (await test.Store.History.ReadPointsAsync(0, from, to, 10)).Sum(point => point.Count));
        var told = test.Store.Damage.Count;
        Assert.True(told > 0);
        await test.CheckpointAsync();
        Assert.Equal(1800, (await test.Store.History.ReadPointsAsync(0, from, to, 10)).Sum(point => point.Count));
        Assert.Equal(told, test.Store.Damage.Count);
    }

    [Fact]
    public async Task Damage_that_was_looked_at_is_accepted_for_good_and_what_is_found_later_is_not()
    {
        var database = await (await FilledAsync()).CloseAndRunAsync("UPDATE chunk SET crc = crc + 1 WHERE sensor = 1");
        var test = await TestStore.OpenAsync(database);
        await test.Store.History.ReadAsync(1, 0, long.MaxValue);
        var count = test.Store.Damage.Count;
        Assert.All(
            test.Store.Damage.List(), told => Assert.Contains("chunk of b in the hour", told.Detail, StringComparison.Ordinal));
        Assert.False(await test.Store.Damage.AcceptAsync(count - 1));
        Assert.Equal(0, test.Store.Damage.Accepted);
        var sensors = new HashSet<int> { 1 };
        Assert.Equal(count, test.Store.Damage.LostSamples(sensors, 0, long.MaxValue).Count);
        Assert.True(await test.Store.Damage.AcceptAsync(count));
        Assert.Empty(test.Store.Damage.LostSamples(sensors, 0, long.MaxValue));
        await using var restarted = await TestStore.OpenAsync(
            await test.CloseAndRunAsync("UPDATE pyramid SET crc = crc + 1 WHERE sensor = 0"));
        Assert.Equal((count, count), (restarted.Store.Damage.Count, restarted.Store.Damage.Accepted));
        await restarted.Store.History.ReadPointsAsync(0, Seeded.Start, Seeded.Start + (20 * Hour), 10);
        Assert.True(restarted.Store.Damage.Count > count);
        Assert.Equal(count, restarted.Store.Damage.Accepted);
    }

    [Fact]
    public async Task A_damaged_name_is_told_once_with_what_was_left_of_it()
    {
        var database = await (await FilledAsync()).CloseAndRunAsync("UPDATE name SET name = 'bb' WHERE key = 1");
        await using var test = await TestStore.OpenAsync(database);
        Assert.Contains("'bb' differs", Assert.Single(test.Store.Damage.List()).Detail, StringComparison.Ordinal);
        Assert.True(await test.Store.Damage.AcceptAsync(1));
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal((1, 1), (restarted.Store.Damage.Count, restarted.Store.Damage.Accepted));
        Assert.False(restarted.Store.Names.TryGetKey("bb", out _));
    }

    private async Task<TestStore> FilledAsync()
    {
        var test = await OpenAsync();
        var sensors = await test.Store.Names.GetOrAddAsync(["a", "b"]);
        foreach (var (sensor, count) in sensors.Zip([1800, 1000]))
        {
            var samples = Enumerable.Range(0, count).Select(i => new Sample(Seeded.Start + (i * 100_000_000L), i));
            foreach (var batch in samples.Chunk(200))
            {
                await test.TakeAsync(sensor, batch);
                await test.CheckpointAsync();
            }
        }

        await test.CheckpointAsync();
        return test;
    }
}

public sealed class SqliteDamageTests() : DamageTests(StoreKind.Sqlite);

public sealed class PostgresDamageTests() : DamageTests(StoreKind.Postgres);
