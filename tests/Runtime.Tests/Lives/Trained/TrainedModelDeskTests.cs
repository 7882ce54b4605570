using System.Text;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Runtime.Tests.Lives.Trained;

/// <summary>Which models are let in, and what is told of them.</summary>
public sealed class TrainedModelDeskTests : IAsyncLifetime
{
    private readonly string _directory = EngineBench.NewDirectory();
    private ITwinStore? _store;

    private ITwinStore Store => _store ?? throw new InvalidOperationException("Not open.");

    private TrainedModelDesk Desk => new(Store.TrainedModels, new HandTime());

    public async Task InitializeAsync() => _store = await SqliteTwinStore.OpenAsync(_directory);

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_model_is_told_with_its_record_and_the_versions_before()
    {
        await PutAsync(MadePresses.File);
        var put = await PutAsync(RulModelCodec.Write(MadePresses.Train(seed: 2)), note: "another seed");
        var listed = Assert.Single(await Desk.ListAsync(default));

        Assert.Equal(("press", 2, "eva", "another seed"), (listed.Name, listed.Version, listed.User, listed.Note));
        Assert.Equal(("made presses", 30), (listed.Record?.Data, listed.Record?.Assets));
        Assert.Equal(1, Assert.Single(listed.Earlier).Version);
        Assert.Equal(MadePresses.Layout.Sensors, listed.Record?.Sensors);
        Assert.Contains(listed.Record!.Figures, figure => figure.Name == "95 % band, share of truths inside");
        Assert.Equal(put.Record!.Figures, listed.Record.Figures);
        Assert.Equal(put.Earlier, listed.Earlier);

        Assert.True(await Desk.RemoveAsync("press", "eva", default));
        Assert.Empty(await Desk.ListAsync(default));
    }

    [Fact]
    public async Task What_is_damaged_newer_or_no_model_of_remaining_life_is_refused_with_the_reason_and_the_former_stays()
    {
        await PutAsync(MadePresses.File);
        byte[] damaged = [.. MadePresses.File];
        damaged[1000] ^= 1;
        byte[] newer = [.. MadePresses.File];
        newer["OTMODEL".Length]++;
        foreach (var (file, reason) in new (byte[], string)[]
        {
            (damaged, "checksum is wrong"), (MadePresses.File[..^100], "checksum is wrong"), (newer, "has layout 2"),
            ("unit,cycle"u8.ToArray(), "no model file"), ([], "no model file"),
            (ModelEnvelope.Seal("anomaly", [1, 2]), "of the kind 'anomaly'"),
        })
            Assert.Contains(reason, (await RefusedAsync(file)).Message, StringComparison.Ordinal);

        Assert.Equal(1, Assert.Single(await Desk.ListAsync(default)).Version);
    }

    [Fact]
    public async Task A_model_whose_own_record_says_that_a_band_covers_less_than_it_states_is_refused_with_figures()
    {
        var refused = await RefusedAsync(WithFigure("80 % band, share of truths inside", 0.7, 0.62, 0.78));
        Assert.StartsWith(
            "By its own record the model promises too much. Its 80 % band held 70 % of truths (95 % interval 62 to 78 %).",
            refused.Message, StringComparison.Ordinal);
        await PutAsync(WithFigure("80 % band, share of truths inside", 0.77, 0.7, 0.84));
    }

    [Fact]
    public async Task A_file_that_is_lost_is_told_without_a_record()
    {
        await PutAsync(MadePresses.File);
        await Store.TrainedModels.AddAsync("press", new byte[] { 1 }, "eva", 1, "");
        Assert.Null(Assert.Single(await Desk.ListAsync(default)).Record);
    }

    private Task<TrainedModelView> PutAsync(byte[] file, string? note = null) =>
        Desk.PutAsync(new TrainedModelSubmission("press", file, "eva", note), default);

    private async Task<HostFaultException> RefusedAsync(byte[] file)
    {
        var refused = await Assert.ThrowsAsync<HostFaultException>(() => PutAsync(file));
        Assert.Equal(HostFault.Invalid, refused.Fault);
        return refused;
    }

    /// <summary>The same model with another figure in its record: its three numbers follow its name.</summary>
    private static byte[] WithFigure(string name, double value, double low, double high)
    {
        var model = ModelEnvelope.Open(MadePresses.File, RulModelCodec.Kind).ToArray();
        var place = model.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) + name.Length;
        foreach (var (number, at) in new[] { (value, 0), (low, 8), (high, 16) })
            BitConverter.TryWriteBytes(model.AsSpan(place + at), number);
        return ModelEnvelope.Seal(RulModelCodec.Kind, model);
    }
}
