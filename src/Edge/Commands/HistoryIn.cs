using System.IO.Compression;
using Microsoft.Extensions.Logging;
using OrleansTwin.Edge.Replays;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Runtime.Logging;
using OrleansTwin.Store;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// <c>history import</c>: a CSV into a store that no Edge runs on, by the way that a running Edge takes one. Minutes for which
/// samples came late are folded again when the Edge starts: its clock, not this command, says when that is.
/// </summary>
internal sealed class HistoryIn(FileStream file) : IProgressSource
{
    public double Fraction => file.Length == 0 ? 1 : file.Position / (double)file.Length;

    public string? Trouble => null;

    public static async Task<int> RunAsync(EdgeSettings settings, string path, string? columns, CancellationToken cancellation)
    {
        var named = settings.Plant is { } plant ? PlantDocuments.Load(plant) : null;
        await using var file = File.OpenRead(path);
        if (settings is { Data: null, Store: null })
            settings = SettingsReader.Read<EdgeSettings>(file: null);
        using var data = DataDirectory.Of(settings, isTemporary: false);
        using var logs = LoggerFactory.Create(Logs.ConfigureQuiet);
        await using var store = await data.OpenStoreAsync(settings.Storage);
        var document = named ?? await KeptAsync(store, data.Place, cancellation);
        await using var host = await PlantHost.OpenAsync(
            new PlantHostOptions { HasClock = false }, document.Text, document.Plant, store, [], TimeProvider.System,
            logs.CreateLogger("OrleansTwin"), cancellation, freeBytes: data.FreeBytes);
        host.Start();
        await using var content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        var result = await ProgressScreen.ShowAsync(
            "import", new HistoryIn(file), host.Ingest.ImportAsync(content, columns, cancellation));
        Tell(result, data.Place);
        return result.Refused.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
    }

    private static async Task<PlantDocument> KeptAsync(ITwinStore store, string place, CancellationToken cancellation) =>
        await store.PlantVersions.ReadLatestAsync(cancellation) is { } version
            ? PlantDocuments.Parse(version.Text, $"version {version.Info.Number}")
            : throw new CommandException(
                ExitCode.BadInput, $"{place} has no plant yet. Name the plant that the samples are of with --plant FILE.");

    private static void Tell(HistoryImportResult result, string place)
    {
        Console.WriteLine(result.Samples == 0
            ? $"No samples in {result.Lines:N0} lines."
            : $"{result.Samples:N0} samples of {result.Lines:N0} lines are in {place}, "
                + $"from {ReplayMoment.Text(result.FromTicks)} to {ReplayMoment.Text(result.ToTicks)}.");
        foreach (var (reason, count) in result.Refused)
            Console.Error.WriteLine($"Refused as {ReasonWords.Of(reason)}: {count:N0}");
        foreach (var error in result.Errors)
            Console.Error.WriteLine($"  line {error.Line}: {error.Detail}");
    }
}
