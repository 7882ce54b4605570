using OrleansTwin.Edge.Commands;
using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store.Sqlite;

namespace OrleansTwin.EndToEnd.Tests.Replay;

/// <summary>The recorded CNC mill out of one store as CSV and into another: real signals, of every kind that it has.</summary>
public sealed class CncMillFileTests : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("cnc-file-");

    [Fact]
    public async Task Out_of_one_store_and_into_another_it_has_the_same_kpis_and_goes_out_as_the_same_file()
    {
        ReplayReport expected;
        IReadOnlyList<Recording> recordings;
        await using (var replay = await Edge.Commands.Replay.OpenAsync(
            new ReplaySettings(Replayed.CncMill) { Data = InPlace("first") }, CancellationToken.None))
        {
            expected = await replay.RunAsync(CancellationToken.None);
            recordings = replay.Dataset.Recordings;
        }

        await ExportAsync("first", "first.csv");
        var code = await HistoryIn.RunAsync(
            new EdgeSettings { Plant = PlantDocuments.CncMill, Data = InPlace("other") }, InPlace("first.csv"), null,
            CancellationToken.None);
        await ExportAsync("other", "other.csv");

        Assert.Equal(0, code);
        Assert.Equal(
            await File.ReadAllBytesAsync(InPlace("first.csv")), await File.ReadAllBytesAsync(InPlace("other.csv")));

        // The last one ends the data: nobody has told the other store that time went on.
        Replayed.AssertSame(
            expected with { Runs = [.. expected.Runs.SkipLast(1)] },
            await ReadAsync(expected, [.. recordings.SkipLast(1)]));
    }

    public void Dispose() => _place.Delete(recursive: true);

    private async Task ExportAsync(string store, string file) => Assert.Equal(0, await HistoryOut.RunAsync(
        StorePlace.Of(InPlace(store), null), null, 0, DateTime.MaxValue.Ticks, InPlace(file), CancellationToken.None));

    private async Task<ReplayReport> ReadAsync(ReplayReport like, IReadOnlyList<Recording> recordings)
    {
        await using var store = await SqliteTwinStore.OpenAsync(InPlace("other"));
        var (reader, runs) = (new RunReader(store, like.Machine), new List<RunReport>());
        foreach (var recording in recordings)
        {
            var span = new NamedSpan(recording.StartTicks, recording.EndTicks, recording.Name).ToMinutes();
            runs.Add(await reader.ReadAsync(recording, span, CancellationToken.None));
        }

        return like with { Runs = runs };
    }

    private string InPlace(string name) => Path.Combine(_place.FullName, name);
}
