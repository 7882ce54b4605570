using OrleansTwin.Store.Sqlite;
using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>
/// Bytes of real database files changed at seeded places, pages zeroed, files cut: the store opens or says why not, and answers
/// are right or told to be damaged.
/// </summary>
public sealed class FlippedBytesTests
{
    private const int Sensors = 3;
    private const int SamplesPerSensor = 3000;

    [Fact]
    public async Task Nothing_wrong_is_answered_in_silence()
    {
        await using var original = await FilledAsync();
        var (opened, told) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            await using var copy = new SqliteTestDatabase();
            foreach (var file in Directory.GetFiles(original.Directory, "*.db"))
                File.Copy(file, Path.Combine(copy.Directory, Path.GetFileName(file)));
            Break(copy.Directory, new Random(seed));
            try
            {
                await using var store = await copy.OpenAsync(StoreOptions.Default).WaitAsync(TimeSpan.FromMinutes(1));
                opened++;
                told += await ReadAsync(store, copy.Directory, $"seed {seed}") ? 1 : 0;
            }
            catch (Exception refused) when (IsTold(refused))
            {
                told++;
            }
        }

        Assert.InRange(opened, 10, 40);
        Assert.InRange(told, 10, 40);
    }

    private static bool IsTold(Exception exception) =>
        exception is StoreCorruptedException or StoreUnavailableException or StoreRefusedException;

    private static void Break(string directory, Random random)
    {
        var file = Path.Combine(directory, random.Next(5) == 0 ? "journal.db" : "twin.db");
        using var stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        if (random.Next(8) == 0)
        {
            stream.SetLength(random.NextInt64(4096, stream.Length));
            return;
        }

        // The first page tells of the file; all others hold rows.
        var at = random.NextInt64(random.Next(10) == 0 ? 0 : 4096, stream.Length);
        var length = random.Next(3) == 0 ? Math.Min(4096, stream.Length - at) : random.Next(1, 4);
        for (var i = 0; i < length && at + i < stream.Length; i++)
        {
            stream.Position = at + i;
            stream.WriteByte((byte)random.Next(256));
        }
    }

    /// <summary>Reads everything. True: damage was told; false: all of it must be as it was.</summary>
    private static async Task<bool> ReadAsync(ITwinStore store, string directory, string where)
    {
        var isTold = false;
        var read = 0;
        for (var sensor = 0; sensor < Sensors; sensor++)
        {
            try
            {
                foreach (var sample in await store.History.ReadAsync(sensor, 0, long.MaxValue))
                {
                    Assert.True(sample == SampleAt(sensor, IndexOf(sample)), $"{where}: {sample}");
                    read++;
                }
            }
            catch (Exception exception) when (IsTold(exception))
            {
                isTold = true;
            }
        }

        try
        {
            var day = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).Ticks;
            var sum = await store.Ledger.SumAsync(new ElementQuery(0, day, day + TimeSpan.TicksPerDay));
            await store.CheckpointAsync(new Checkpoint(store.Journal.LastSequence, [], []));
            isTold |= store.Damage.Count > 0 || SqliteMaintenance.Check(directory).Count > 0;
            Assert.True(isTold || sum[0] == 42, $"{where}: a sum of {sum[0]}");
        }
        catch (Exception exception) when (IsTold(exception))
        {
            isTold = true;
        }

        Assert.True(isTold || read == Sensors * SamplesPerSensor, $"{where}: {read} samples, and no damage told");
        return isTold;
    }

    private static async Task<SqliteTestDatabase> FilledAsync()
    {
        var database = new SqliteTestDatabase();
        await using var test = await TestStore.OpenAsync(database);
        await test.Store.Names.GetOrAddAsync([.. Enumerable.Range(0, Sensors).Select(i => $"sensor-{i}")]);
        for (var from = 0; from < SamplesPerSensor; from += 300)
        {
            for (var sensor = 0; sensor < Sensors; sensor++)
            {
                var first = from;
                await test.TakeAsync(sensor, [.. Enumerable.Range(first, 300).Select(i => SampleAt(sensor, i))]);
            }

            await test.CheckpointAsync();
        }

        var row = new Seeded(1).Row(0, Seeded.Start, 1);
        var vector = default(ElementVector);
        vector[0] = 42;
        var slice = new ElementSlice(new SliceKey(Seeded.Start, null, null), vector);
        await test.Store.CheckpointAsync(new Checkpoint(
            test.Store.Journal.LastSequence, [.. Enumerable.Range(0, Sensors).Select(i => new Snapshot(i, new byte[500]))],
            [row with { Report = row.Report with { Slices = [slice] } }]));
        await test.AppendAsync(0);
        await test.Store.DisposeAsync();
        var kept = new SqliteTestDatabase();
        foreach (var file in Directory.GetFiles(database.Directory))
            File.Copy(file, Path.Combine(kept.Directory, Path.GetFileName(file)));
        return kept;
    }

    private static int IndexOf(in Sample sample) => (int)((sample.SourceTicks - Seeded.Start) / 100_000_000L);

    private static Sample SampleAt(int sensor, int i) =>
        new(Seeded.Start + (i * 100_000_000L), (sensor * 10_000) + (i * 7 % 1000));
}
