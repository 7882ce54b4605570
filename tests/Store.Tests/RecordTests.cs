using OrleansTwin.Store.Tests.Databases;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Tests;

public abstract class RecordTests(StoreKind kind) : StoreContract(kind)
{
    [Fact]
    public async Task Names_have_stable_keys_from_zero_without_gaps()
    {
        await using var test = await OpenAsync(new StoreOptions { NamesMax = 4, NameCharsMax = 5 });
        var names = test.Store.Names;
        Assert.Equal((int[])[0, 1, 0], await names.GetOrAddAsync(["a", "b", "a"]));
        Assert.Equal((int[])[2, 1], await names.GetOrAddAsync(["c", "b"]));
        await Assert.ThrowsAsync<ArgumentException>(() => names.GetOrAddAsync(["d", "e"]).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => names.GetOrAddAsync(["d23456"]).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => names.GetOrAddAsync([""]).AsTask());
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal((int[])[2, 3], await restarted.Store.Names.GetOrAddAsync(["c", "d"]));
        Assert.Equal("c", restarted.Store.Names.NameOf(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => restarted.Store.Names.NameOf(4));
    }

    [Fact]
    public async Task A_name_that_would_not_be_read_back_as_it_is_is_refused()
    {
        await using var test = await OpenAsync();
        foreach (var name in new[] { "press\u0000power", "press\uD83D", "\uDE00press" })
        {
            var refused = await Assert.ThrowsAsync<ArgumentException>(
                () => test.Store.Names.GetOrAddAsync(["a", name]).AsTask());
            Assert.Contains("U+0000", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal((int[])[0, 1], await test.Store.Names.GetOrAddAsync(["press \U0001F600", "a"]));
    }

    [Fact]
    public async Task Names_added_by_many_at_once_get_one_key_each()
    {
        await using var test = await OpenAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => test.Store.Names.GetOrAddAsync([.. Enumerable.Range(i, 10).Select(name => $"sensor {name}")]).AsTask()));
        Assert.Equal(29, test.Store.Names.Count);
        for (var i = 0; i < 20; i++)
            Assert.Equal(Enumerable.Range(i, 10).Select(name => $"sensor {name}"), keys[i].Select(test.Store.Names.NameOf));
    }

    [Fact]
    public async Task Plant_versions_are_numbered_and_kept()
    {
        await using var test = await OpenAsync(new StoreOptions { PlantBytesMax = 10 });
        var versions = test.Store.PlantVersions;
        Assert.Null(await versions.ReadLatestAsync());
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(i, (await versions.AddAsync($"plant {i}", "anna", i, "note")).Info.Number);
            Assert.Equal(i, (await versions.ReadLatestAsync())?.Info.Number);
        }

        await using var restarted = await test.OpenCopyAsync();
        versions = restarted.Store.PlantVersions;
        Assert.Equal(new PlantVersion(new PlantVersionInfo(3, "anna", 3, "note"), "plant 3"), await versions.ReadLatestAsync());
        Assert.Equal("plant 2", (await versions.ReadAsync(2))?.Text);
        Assert.Null(await versions.ReadAsync(4));
        Assert.Equal([2, 1], (await versions.ListAsync(10, before: 3)).Select(info => info.Number));
        await Assert.ThrowsAsync<ArgumentException>(() => test.Store.PlantVersions.AddAsync("far too long", "a", 1, "").AsTask());
    }

    [Fact]
    public async Task The_audit_log_pages_backwards()
    {
        await using var test = await OpenAsync();
        for (var i = 1; i <= 7; i++)
        {
            var detail = i % 2 == 0 ? null : $"version {i}";
            Assert.Equal(i, await test.Store.Audit.AppendAsync(i, "anna", "plant.replace", "plant", detail));
        }

        await using var restarted = await test.OpenCopyAsync();
        var page = await restarted.Store.Audit.ReadAsync(3);
        Assert.Equal([7L, 6, 5], page.Select(entry => entry.Id));
        var next = await restarted.Store.Audit.ReadAsync(1, page[^1].Id);
        Assert.Equal(new AuditEntry(4, 4, "anna", "plant.replace", "plant", null), Assert.Single(next));
    }

    [Fact]
    public async Task Unknown_tags_are_kept_as_last_saved_until_they_are_no_more()
    {
        await using var test = await OpenAsync();
        UnknownTag a = new("a", "mqtt", 1, 9, 2, "RUN", ValueKind.Text), b = new("b", "http", 2, 3, 1, "5", ValueKind.Number);
        await test.Store.UnknownTags.SaveAsync([new("a", a with { Count = 1 }), new("b", b), new("c", b with { Tag = "c" })]);
        await test.Store.UnknownTags.SaveAsync([new("a", a), new("c", null), new("never there", null)]);
        await using var restarted = await test.OpenCopyAsync();
        Assert.Equal([b, a], await restarted.Store.UnknownTags.ReadAsync());
    }

    [Fact]
    public async Task Dead_letters_are_a_ring_of_the_newest_with_the_head_of_their_payload()
    {
        await using var test = await OpenAsync(new StoreOptions { DeadLettersMax = 3, DeadLetterHeadBytes = 4 });
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i, test.Store.DeadLetters.Add(Letter(i)));
            if (i == 2)
                await test.CheckpointAsync();
        }

        await test.CheckpointAsync();
        await using var restarted = await test.OpenCopyAsync();
        var letters = restarted.Store.DeadLetters.List(10);
        Assert.Equal([5L, 4, 3], letters.Select(letter => letter.Id));
        Assert.Equal(Letter(5) with { Id = 5, PayloadHead = default }, letters[0] with { PayloadHead = default });
        Assert.Equal("payl"u8, letters[0].PayloadHead.Span);
        Assert.Equal([4L], restarted.Store.DeadLetters.List(1, beforeId: 5).Select(letter => letter.Id));
        Assert.Equal(5, restarted.Store.DeadLetters.Total);
        Assert.Equal(6, restarted.Store.DeadLetters.Add(Letter(6)));
    }

    private static DeadLetter Letter(int number) =>
        new(0, number, "mqtt", $"topic/{number}", "malformed", "not JSON at 1:2", 700, "payload"u8.ToArray());
}

public sealed class SqliteRecordTests() : RecordTests(StoreKind.Sqlite);

public sealed class PostgresRecordTests() : RecordTests(StoreKind.Postgres);
