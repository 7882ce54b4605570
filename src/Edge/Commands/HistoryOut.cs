using OrleansTwin.Ingest.Csv;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;
using OrleansTwin.Store.Archive;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary><c>history export</c>: reads a store beside whatever runs on it, and shows it as it is at one moment.</summary>
internal static class HistoryOut
{
    /// <summary>Under this name until it is whole.</summary>
    private const string PartSuffix = ".part";

    public static async Task<int> RunAsync(
        StorePlace store, string? twin, long fromTicks, long toTicks, string? file, CancellationToken cancellation)
    {
        if (toTicks <= fromTicks)
            throw new CommandException(ExitCode.BadInput, "--to is not after --from. Exchange them, or choose a later end.");
        if (File.Exists(file))
            throw new CommandException(ExitCode.BadInput, $"{file} exists. Name a file that does not, or delete it first.");
        await using var past = store.OpenPast();
        var plant = await PlantOf(past, store, cancellation);
        var asset = twin is null ? plant.Root : plant.Find(twin) ?? throw new CommandException(
            ExitCode.BadInput,
            $"The plant in {store.Name} has no twin '{twin}'. plant show FILE --sensors lists all of a plant.");
        var part = file + PartSuffix;
        long samples;
        await using (var to = file is null ? Console.OpenStandardOutput() : File.Create(part))
        {
            var writer = new HistoryCsvWriter(to);
            try
            {
                await new HistoryExport(new StoredSamples(past.Names, past.ReadHistoryAsync, past.LostSamples), writer)
                    .WriteAsync(plant, asset, fromTicks, toTicks, cancellation);
            }
            catch (StoreCorruptedException damaged)
            {
                throw new CommandException(
                    ExitCode.Failed,
                    $"{damaged.Message} Choose a window beside it (--from, --to); restore a backup; or accept the loss at the "
                    + "Edge (POST /api/v1/damage/accept): then files go without it.");
            }

            samples = writer.Samples;
        }

        if (file is not null)
            File.Move(part, file);
        await Console.Error.WriteLineAsync($"{samples:N0} samples of {asset.Id}.");
        return ExitCode.Ok;
    }

    private static async Task<Plant> PlantOf(IPast past, StorePlace store, CancellationToken cancellation) =>
        await past.ReadLatestPlantAsync(cancellation) is { } version
            ? PlantDocuments.Parse(version.Text, $"version {version.Info.Number}").Plant
            : throw new CommandException(ExitCode.BadInput, $"{store.Name} has no plant, and so no history. Name another store.");
}
