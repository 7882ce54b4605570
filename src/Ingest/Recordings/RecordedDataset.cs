using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Recordings;

/// <summary>
/// A folder of recorded experiments (<c>experiment_XX.csv</c> or <c>.csv.gz</c>, one row per interval, columns named in the first line) with
/// their table <c>train.csv</c>, played through the pipeline as a source.
/// </summary>
public sealed class RecordedDataset : ISource
{
    private RecordedDataset(IReadOnlyList<Recording> recordings) => Recordings = recordings;

    public string Name => "replay";

    public SourceStatus Status => throw new NotImplementedException();

    /// <summary>The experiments with their virtual times, in order.</summary>
    public IReadOnlyList<Recording> Recordings { get; }

    /// <summary>Reads the table and counts the rows.</summary>
    /// <exception cref="FormatException">The folder isn't such a data set; says what is missing.</exception>
    public static RecordedDataset Open(string folder, RecordedDatasetOptions options, TimeProvider? time = null)
    {
        _ = (folder, options, time);
        return new RecordedDataset([]);
    }

    public Task RunAsync(IIngest ingest, CancellationToken cancel) => throw new NotImplementedException();
}
