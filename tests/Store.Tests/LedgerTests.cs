using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Store.Tests;

public abstract class LedgerTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task Sums_equal_the_plain_sum_of_the_newest_rows_through_puts_checkpoints_and_restarts()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var seeded = new Seeded(seed);
            var test = await OpenAsync();
            var twins = await test.Store.Names.GetOrAddAsync(["acme/press", "acme/lathe"]);
            var newest = new Dictionary<LedgerRowKey, LedgerRow>();
            var dirty = new Dictionary<LedgerRowKey, LedgerRow>();
            for (var round = 1; round <= 60; round++)
            {
                for (var i = 0; i < 10; i++)
                    Put(test, seeded, twins, round, newest, dirty);
                if (seeded.Chance(0.4))
                {
                    await test.CheckpointAsync([.. dirty.Values]);
                    dirty.Clear();
                    Assert.Equal(0, test.Store.ReadCounters().PendingRows);
                }

                await CheckAsync(test, seeded, twins, newest, $"seed {seed}, round {round}");
                if (round == 40)
                {
                    await test.CheckpointAsync([.. dirty.Values]);
                    dirty.Clear();
                    var restarted = await test.OpenCopyAsync();
                    await test.DisposeAsync();
                    test = restarted;
                }
            }

            await test.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_goes_from_place_to_place_gets_the_last_version_of_every_row_and_none_from_the_place_it_has_left()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var seeded = new Seeded(seed);
            await using var test = await OpenAsync();
            var twins = await test.Store.Names.GetOrAddAsync(["acme/press", "acme/lathe"]);
            await test.Store.Ledger.IndexChangesAsync();
            await test.Store.Ledger.IndexChangesAsync();
            var (newest, taken) = (new Dictionary<LedgerRowKey, LedgerRow>(), new Dictionary<LedgerRowKey, BucketReport>());
            var (place, cursor, pages) = (default(LedgerPlace), 0L, 0);
            for (var round = 1; round <= 60; round++)
            {
                var bucket = MinuteOf(seeded.Random.Next(0, 12));
                var row = seeded.Row(twins[seeded.Random.Next(2)], bucket, round);
                newest[row.Key] = row;
                cursor = await test.Store.Journal.AppendAsync(default);
                await test.Store.CheckpointAsync(new Checkpoint(cursor, [], [row]));
                if (!seeded.Chance(0.3) && round < 60)
                    continue;
                for (var isAll = false; !isAll; pages++)
                {
                    var page = await test.Store.Ledger.ReadChangesAsync(place, cursor, limit: 3);
                    Assert.All(page.Rows, change => Assert.True(newest[change.Key].Report.Version == change.Report.Version));
                    foreach (var change in page.Rows)
                        taken[change.Key] = change.Report;
                    (place, isAll) = (page.To, page.IsAll);
                }
            }

            Assert.Equal((newest.Count, true), (taken.Count, pages > 10));
            Assert.All(newest, row => Assert.Equal(row.Value.Report.Slices, taken[row.Key].Slices));
            Assert.Equal(["acme/lathe", "acme/press"], taken.Values.Select(report => report.TwinId).Distinct().Order());
            Assert.Empty((await test.Store.Ledger.ReadChangesAsync(place, cursor, limit: 3)).Rows);
            Assert.Empty((await test.Store.Ledger.ReadChangesAsync(default, cursor: 0, limit: 3)).Rows);
        }
    }

    [Fact]
    public async Task Sums_never_waver_while_checkpoints_move_rows_into_the_database()
    {
        await using var test = await OpenAsync();
        var twin = await test.AddSensorAsync();
        var query = new ElementQuery(twin, Seeded.Start, Seeded.Start + (600 * Buckets.WidthTicks));
        var least = 0L;
        var writing = Task.Run(async () =>
        {
            for (var version = 1; version <= 150; version++)
            {
                int[] minutes = [0, 59, 118];
                LedgerRow[] rows = [.. minutes.Select(minute => RowOf(twin, MinuteOf(minute), version, 1000 + version))];
                foreach (var row in rows)
                    test.Store.Ledger.Put(row);
                Volatile.Write(ref least, (3 * (1000 + version)) - 2);
                await test.CheckpointAsync(rows);
            }
        });
        while (!writing.IsCompleted)
        {
            var atLeast = Volatile.Read(ref least);
            var sum = (await test.Store.Ledger.SumAsync(query))[Element.GoodQuantity];
            Assert.True(sum >= atLeast && (atLeast == 0 || sum <= 3 * 1150), $"{sum} after at least {atLeast}");
        }

        await writing;
    }

    [Fact]
    public async Task A_correction_of_an_earlier_bucket_counts_where_it_belongs()
    {
        await using var test = await OpenAsync();
        var twin = await test.AddSensorAsync();
        var later = Seeded.Start + ILedger.LookBackTicks;
        var correction = RowOf(twin, later, 1, 5, sliceTicks: Seeded.Start);
        await test.CheckpointAsync(RowOf(twin, Seeded.Start, 1, 7), correction);
        var first = await test.Store.Ledger.SumAsync(new ElementQuery(twin, Seeded.Start, Seeded.Start + Buckets.WidthTicks));
        var second = await test.Store.Ledger.SumAsync(new ElementQuery(twin, later, later + Buckets.WidthTicks));
        Assert.Equal((12, 0), (first[Element.GoodQuantity], second[Element.GoodQuantity]));
    }

    [Fact]
    public async Task Rows_that_break_the_look_back_or_the_minute_are_refused()
    {
        await using var test = await OpenAsync();
        var twin = await test.AddSensorAsync();
        foreach (var slice in new[] { MinuteOf(-1) - ILedger.LookBackTicks, MinuteOf(1), Seeded.Start - 1 })
        {
            var row = RowOf(twin, Seeded.Start, 1, 1, slice);
            Assert.Throws<ArgumentException>(() => test.Store.Ledger.Put(row));
            await Assert.ThrowsAsync<ArgumentException>(() => test.CheckpointAsync(row).AsTask());
        }

        await Assert.ThrowsAsync<ArgumentException>(
            () => test.Store.Ledger.SumAsync(new ElementQuery(twin, Seeded.Start + 1, MinuteOf(1))).AsTask());
    }

    [Fact]
    public async Task A_row_with_a_lower_version_is_ignored_and_counted()
    {
        await using var test = await OpenAsync();
        var twin = await test.AddSensorAsync();
        await test.CheckpointAsync(RowOf(twin, Seeded.Start, 5, 10));
        test.Store.Ledger.Put(RowOf(twin, Seeded.Start, 4, 99));
        var query = new ElementQuery(twin, Seeded.Start, Seeded.Start + Buckets.WidthTicks);
        Assert.Equal(10, (await test.Store.Ledger.SumAsync(query))[Element.GoodQuantity]);
        var summary = await test.CheckpointAsync(RowOf(twin, Seeded.Start, 4, 99));
        Assert.Equal((0, 1), (summary.Rows, summary.RowsStale));
        Assert.Equal(10, (await test.Store.Ledger.SumAsync(query))[Element.GoodQuantity]);
        Assert.Equal(1, test.Store.ReadCounters().RowsStale);
    }

    [Fact]
    public async Task Rows_come_back_whole_from_memory_and_database()
    {
        await using var test = await OpenAsync();
        var twin = (await test.Store.Names.GetOrAddAsync(["acme/press"]))[0];
        var seeded = new Seeded(11);
        LedgerRow[] rows = [.. Enumerable.Range(0, 40).Select(i => seeded.Row(twin, MinuteOf(i), 1))];
        await test.CheckpointAsync(rows[..30]);
        rows[7] = seeded.Row(twin, rows[7].Report.BucketTicks, 2);
        foreach (var row in rows[30..].Append(rows[7]))
            test.Store.Ledger.Put(row);
        var read = await test.Store.Ledger.ReadRowsAsync(twin, ReportPart.Own, rows[3].Report.BucketTicks, long.MaxValue);
        Assert.Equal(37, read.Count);
        foreach (var (expected, actual) in rows[3..].Zip(read))
            AssertSame(expected, actual);
        foreach (var expected in rows)
            AssertSame(expected, await test.Store.Ledger.ReadRowAsync(expected.Key));
        Assert.Equal(5, (await test.Store.Ledger.ReadRowsAsync(twin, ReportPart.Own, 0, long.MaxValue, limit: 5)).Count);
        Assert.Empty(await test.Store.Ledger.ReadRowsAsync(twin, ReportPart.Flow, 0, long.MaxValue));
        Assert.Null(await test.Store.Ledger.ReadRowAsync(new LedgerRowKey(twin, ReportPart.Flow, Seeded.Start)));
    }

    private static void Put(
        TestStore test, Seeded seeded, int[] twins, int round,
        Dictionary<LedgerRowKey, LedgerRow> newest, Dictionary<LedgerRowKey, LedgerRow> dirty)
    {
        var minute = seeded.Chance(0.5) ? seeded.Random.Next(0, 200) : seeded.Random.Next(0, 4000);
        var part = seeded.Pick(ReportPart.Own, ReportPart.Flow);
        var row = seeded.Row(seeded.Pick<int>(twins), MinuteOf(minute), round, part);
        if (newest.TryGetValue(row.Key, out var before) && before.Report.Version >= round)
            return;
        newest[row.Key] = dirty[row.Key] = row;
        test.Store.Ledger.Put(row);
    }

    private static async Task CheckAsync(
        TestStore test, Seeded seeded, int[] twins, Dictionary<LedgerRowKey, LedgerRow> newest, string because)
    {
        var from = MinuteOf(seeded.Random.Next(-200, 4000));
        var to = from + (seeded.Random.Next(0, seeded.Pick(10, 300, 5000)) * Buckets.WidthTicks);
        var (product, order) = (seeded.Pick("bolt", "nut", null, null), seeded.Pick("A-1", null, null));
        var query = new ElementQuery(seeded.Pick<int>(twins), from, to, product, order);
        var slices = newest.Values.Where(row => row.TwinKey == query.TwinKey).SelectMany(row => row.Report.Slices)
            .Where(slice => slice.Key.BucketTicks >= from && slice.Key.BucketTicks < to)
            .Where(slice => query.Product is null || slice.Key.Product == query.Product)
            .Where(slice => query.Order is null || slice.Key.Order == query.Order).ToList();
        Assert.True(Sum(slices) == await test.Store.Ledger.SumAsync(query), $"{because}: the sum of {query} differs");
    }

    private static ElementVector Sum(IEnumerable<ElementSlice> slices)
    {
        var sum = default(ElementVector);
        foreach (var slice in slices)
            sum.Add(slice.Elements);
        return sum;
    }

    private static LedgerRow RowOf(int twin, long bucketTicks, long version, long good, long? sliceTicks = null)
    {
        var elements = default(ElementVector);
        elements[Element.GoodQuantity] = good;
        var slice = new ElementSlice(new SliceKey(sliceTicks ?? bucketTicks, null, null), elements);
        var report = new BucketReport("acme/press", ReportPart.Own, bucketTicks, version, true, [slice], []);
        return new LedgerRow(twin, report, default);
    }

    private static long MinuteOf(int minute) => Seeded.Start + (minute * Buckets.WidthTicks);

    private static void AssertSame(LedgerRow expected, LedgerRow? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Report with { Slices = [], Events = [] }, actual.Report with { Slices = [], Events = [] });
        Assert.Equal(expected.Report.Slices, actual.Report.Slices);
        Assert.Equal(expected.Report.Events, actual.Report.Events);
        Assert.Equal(expected.OpeningState.ToArray(), actual.OpeningState.ToArray());
        Assert.Equal(expected.TwinKey, actual.TwinKey);
    }
}

public sealed class SqliteLedgerTests() : LedgerTests(StoreKind.Sqlite);

public sealed class PostgresLedgerTests() : LedgerTests(StoreKind.Postgres);
