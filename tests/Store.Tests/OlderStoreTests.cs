using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>
/// A database as an earlier program left it (<c>Fixtures/schema-2.db</c>: chunks in their first form, a journal with a tail) is
/// brought forward with all that it holds.
/// </summary>
public sealed class OlderStoreTests
{
    private static readonly long Start = new DateTime(2026, 3, 2, 5, 58, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public async Task Its_history_is_read_bit_for_bit_and_goes_on()
    {
        await using var test = await OpenAsync();
        var power = Key(test, "acme/press/power");
        SampleAssert.Same(Power(0, 540), await test.Store.History.ReadAsync(power, 0, long.MaxValue));
        SampleAssert.Same(State(54), await test.Store.History.ReadAsync(Key(test, "acme/press/state"), 0, long.MaxValue));
        await foreach (var entry in test.Store.Journal.ReadAfterAsync(test.Store.Journal.CheckpointCursor))
        {
            foreach (var (sensor, sample) in entry.Samples)
                test.Store.History.Buffer(sensor, sample, entry.Sequence);
        }

        await test.CheckpointAsync();
        SampleAssert.Same(Power(0, 600), await test.Store.History.ReadAsync(power, 0, long.MaxValue));
    }

    [Fact]
    public async Task Its_records_are_all_there()
    {
        await using var test = await OpenAsync();
        var hour = Start - (Start % TimeSpan.TicksPerHour);
        var sum = await test.Store.Ledger.SumAsync(new ElementQuery(Key(test, "acme/press"), hour, hour + TimeSpan.TicksPerHour));
        Assert.Equal((102 + 105, 14), (sum[0], sum[2]));
        Assert.Equal(["import", "adopt"], (await test.Store.Audit.ReadAsync(10)).Select(entry => entry.Action));
        Assert.Equal("4.5", Assert.Single(await test.Store.UnknownTags.ReadAsync()).LastValue);
        Assert.Equal(3, test.Store.DeadLetters.List(10).Count);
        Assert.Equal("plant: acme", (await test.Store.PlantVersions.ReadLatestAsync())?.Text);
        var snapshot = Assert.Single(await test.Store.Snapshots.ReadAllAsync().ToListAsync());
        Assert.Equal((Key(test, "acme/press"), "090807"), (snapshot.TwinKey, Convert.ToHexString(snapshot.State.Span)));
    }

    private static Task<TestStore> OpenAsync()
    {
        var database = new SqliteTestDatabase();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "schema-2.db"), Path.Combine(database.Directory, "twin.db"));
        return TestStore.OpenAsync(database);
    }

    private static int Key(TestStore test, string name) => test.Store.Names.TryGetKey(name, out var key) ? key : -1;

    private static Sample[] Power(int from, int to) =>
    [
        .. Enumerable.Range(from, to - from).Select(i =>
        {
            var ticks = Start + (i * 30_000_000L) + (i % 7 * 10_000);
            var raw = Math.Round(20 + (Math.Sin(i / 9.0) * 5), 2);
            var quality = i % 50 == 0 ? Quality.Uncertain : Quality.Good;
            return new Sample(ticks, ticks + 1234 + (i % 5 * 1000), (raw * 1.5) - 2, raw, quality, null);
        }),
    ];

    private static Sample[] State(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
            new Sample(Start + (i * 300_000_000L), i % 4 == 0 ? "Execute" : i % 4 == 1 ? "Held" : "Größe µ")),
    ];
}
