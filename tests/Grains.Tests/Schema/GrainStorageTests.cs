using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansTwin.Grains.Tests.Schema;

/// <summary>What a grain's state goes through in the tables, by Orleans' own provider on a real server.</summary>
public sealed class GrainStorageTests
{
    private const string Kind = "plant";

    private static readonly GrainId Plant = Grain(Kind, GrainIdKeyExtensions.CreateIntegerKey(0));

    [Fact]
    public async Task State_that_nobody_wrote_does_not_exist()
    {
        var storage = await (await ClusterDatabase.PreparedAsync()).StorageAsync();
        var read = await ReadAsync(storage, Plant);
        Assert.Equal((false, null, ""), (read.RecordExists, read.ETag, read.State!.Text));
    }

    [Fact]
    public async Task State_is_read_back_as_it_was_written_last()
    {
        var storage = await (await ClusterDatabase.PreparedAsync()).StorageAsync();
        var state = await ReadAsync(storage, Plant);
        foreach (var text in new[] { "one", "two", "three" })
        {
            state.State!.Text = text;
            await storage.WriteStateAsync(Kind, Plant, state);
            var read = await ReadAsync(storage, Plant);
            Assert.Equal((true, text, state.ETag), (read.RecordExists, read.State!.Text, read.ETag));
        }

        Assert.Equal("3", state.ETag);
    }

    [Fact]
    public async Task Each_grain_and_service_has_a_state_of_its_own()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var storage = await database.StorageAsync();
        (string Kind, GrainId Id)[] grains =
        [
            (Kind, Plant), (Kind, Grain(Kind, GrainIdKeyExtensions.CreateIntegerKey(1))),
            ("shard", Grain("shard", GrainIdKeyExtensions.CreateIntegerKey(0))),
            ("feed", Grain("feed", IdSpan.Create("main"))), ("feed", Grain("feed", IdSpan.Create("Main"))),
            ("hall", Grain("hall", GrainIdKeyExtensions.CreateIntegerKey(0, "main"))),
            ("order", Grain("order", GrainIdKeyExtensions.CreateGuidKey(Guid.Parse("11111111-2222-3333-4444-555555555555")))),
            ("order", Grain("order", GrainIdKeyExtensions.CreateGuidKey(Guid.Parse("11111111-2222-3333-4444-555555555556")))),
        ];
        foreach (var (kind, id) in grains)
            await storage.WriteStateAsync(kind, id, State($"{kind} {id}"));
        await (await database.StorageAsync(service: "another")).WriteStateAsync(Kind, Plant, State("of another"));
        foreach (var (kind, id) in grains)
            Assert.Equal($"{kind} {id}", (await ReadAsync(storage, id, kind)).State!.Text);
    }

    [Fact]
    public async Task Who_wrote_without_knowing_the_newest_state_is_refused()
    {
        var storage = await (await ClusterDatabase.PreparedAsync()).StorageAsync();
        await storage.WriteStateAsync(Kind, Plant, State("first"));
        var (mine, theirs) = (await ReadAsync(storage, Plant), await ReadAsync(storage, Plant));
        theirs.State!.Text = "theirs";
        await storage.WriteStateAsync(Kind, Plant, theirs);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(Kind, Plant, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(Kind, Plant, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(Kind, Plant, State("as if new")));
        Assert.Equal("theirs", (await ReadAsync(storage, Plant)).State!.Text);
    }

    [Fact]
    public async Task State_that_was_lost_is_not_written_as_if_it_were_there()
    {
        var database = await ClusterDatabase.PreparedAsync();
        var storage = await database.StorageAsync();
        var state = State("first");
        await storage.WriteStateAsync(Kind, Plant, state);
        await storage.WriteStateAsync(Kind, Plant, state);
        await database.RunAsync("DELETE FROM grain_state");
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync(Kind, Plant, state));
    }

    [Theory]
    [InlineData(false, "2", "3")]
    [InlineData(true, null, "1")]
    public async Task State_that_is_cleared_is_gone_and_can_be_written_again(bool isDeleted, string? cleared, string written)
    {
        var storage = await (await ClusterDatabase.PreparedAsync()).StorageAsync(isDeleted);
        var state = State("first");
        await storage.WriteStateAsync(Kind, Plant, state);
        await storage.ClearStateAsync(Kind, Plant, state);
        var read = await ReadAsync(storage, Plant);
        Assert.Equal((false, cleared, cleared), (read.RecordExists, read.ETag, state.ETag));
        read.State!.Text = "second";
        await storage.WriteStateAsync(Kind, Plant, read);
        Assert.Equal((written, "second"), (read.ETag, (await ReadAsync(storage, Plant)).State!.Text));
    }

    [Fact]
    public async Task Of_two_that_write_at_the_same_time_one_is_refused()
    {
        var storage = await (await ClusterDatabase.PreparedAsync()).StorageAsync();
        for (var round = 1; round <= 20; round++)
        {
            var states = new[] { await ReadAsync(storage, Plant), await ReadAsync(storage, Plant) };
            var written = await Task.WhenAll(states.Select(async state =>
            {
                var error = await Record.ExceptionAsync(() => storage.WriteStateAsync(Kind, Plant, state));
                return error is null || (error is InconsistentStateException ? false : throw error);
            }));
            Assert.Single(written, true);
            Assert.Equal($"{round}", (await ReadAsync(storage, Plant)).ETag);
        }
    }

    private static async Task<GrainState<Note>> ReadAsync(IGrainStorage storage, GrainId id, string kind = Kind)
    {
        var state = State("");
        await storage.ReadStateAsync(kind, id, state);
        return state;
    }

    private static GrainId Grain(string kind, IdSpan key) => GrainId.Create(GrainType.Create(kind), key);

    private static GrainState<Note> State(string text) => new() { State = new Note { Text = text } };

    public sealed class Note
    {
        public string Text { get; set; } = "";
    }
}
