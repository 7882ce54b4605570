using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

/// <summary>What an operator is told of a store that a process has open.</summary>
public abstract class CheckTests(StoreKind kind)
{
    [Theory]
    [InlineData("UPDATE journal SET data = substr(data, 2) WHERE sequence = 3", "journal", "Batch 3, acknowledged, is damaged.")]
    [InlineData("DELETE FROM journal WHERE sequence = 3", "journal", "Batches 3 to 3, acknowledged, are missing.")]
    [InlineData("UPDATE snapshot SET state = substr(state, 2)", "snapshot", "twin key 1")]
    [InlineData("UPDATE snapshot SET since = since - 1", "snapshot", "twin key 1")]
    [InlineData("UPDATE name SET name = 'other'", "name", "Name 0")]
    [InlineData("UPDATE chunk SET data = substr(data, 2)", "chunk", "chunk of acme/lyon/press-3/power in")]
    [InlineData("UPDATE ledger SET version = version + 1", "ledger", "row of acme/lyon/press-3/power at")]
    [InlineData("UPDATE rollup SET total = substr(total, 2)", "rollup", "sums of acme/lyon/press-3/power at")]
    [InlineData("UPDATE plant_version SET text = 'other'", "plant_version", "Plant version 1")]
    [InlineData("UPDATE archive SET data = substr(data, 2)", "archive", "batches 1 to 2")]
    [InlineData("UPDATE milestone SET cursor = cursor + 1", "milestone", "Milestone 1")]
    [InlineData("UPDATE audit SET actor = 'bob'", "audit", "Audit entry 1")]
    [InlineData("UPDATE unknown_tag SET count = count + 1", "unknown_tag", "'press/speed'")]
    [InlineData("UPDATE dead_letter SET reason = 'other'", "dead_letter", "Dead letter 1")]
    public async Task A_check_names_what_is_damaged_and_finds_it_only(string damage, string table, string text)
    {
        await using var whole = await FilledAsync(kind);
        Assert.Empty(await whole.Database.CheckAsync());
        await whole.Database.RunAsync(damage);

        var findings = await whole.Database.CheckAsync();
        Assert.All(findings, finding => Assert.Equal(table, finding.Table));
        Assert.Contains(text, findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_tells_what_there_is_and_where_there_is_nothing()
    {
        await using var test = await FilledAsync(kind);
        var info = await test.Database.ReadInfoAsync();
        Assert.Equal((2L, 4L, 2L), (info.Cursor, info.LastSequence, info.ArchivedSamples));
        Assert.Equal((1L, 2L), (info.Rows["chunk"], info.Rows["journal"]));
        Assert.All(info.Bytes.Values, bytes => Assert.InRange(bytes, 1, long.MaxValue));

        await using var nothing = TestDatabase.New(kind);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(nothing.ReadInfoAsync);
        Assert.Contains("There is no store of this program", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Sequences 1 and 2 are in the checkpoint, 3 and 4 only in the journal.</summary>
    internal static async Task<TestStore> FilledAsync(StoreKind kind)
    {
        var test = await TestStore.OpenAsync(TestDatabase.New(kind));
        await test.AddSensorAsync();
        await test.Store.PlantVersions.AddAsync("plant: acme", "anna", 1, "first");
        await test.Store.PlantVersions.PutInForceAsync(1, Seeded.Start);
        await test.Store.Audit.AppendAsync(1, "anna", "adopt", "press");
        await test.Store.UnknownTags.SaveAsync(
            [new("press/speed", new UnknownTag("press/speed", "http", 1, 2, 3, "4", ValueKind.Number))]);
        test.Store.DeadLetters.Add(new DeadLetter(0, 1, "http", "press", "syntax", "not JSON", 2, "{x"u8.ToArray()));
        await test.TakeAsync(0, Sample(1));
        await test.TakeAsync(0, Sample(2));
        var seeded = new Seeded(1);
        var row = seeded.Row(0, Seeded.Start, 1);
        while (row.Report.Slices.Count == 0)
            row = seeded.Row(0, Seeded.Start, 1);
        await test.Store.CheckpointAsync(new Checkpoint(2, [new(1, new byte[] { 1, 2 })], [row]));
        await test.TakeAsync(0, Sample(3));
        await test.TakeAsync(0, Sample(4));
        return test;
    }

    private static Sample Sample(int value) => new(Seeded.Start + value, value);
}

public sealed class SqliteCheckTests() : CheckTests(StoreKind.Sqlite);

public sealed class PostgresCheckTests() : CheckTests(StoreKind.Postgres);
