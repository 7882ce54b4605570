using OrleansTwin.Twins.Model;

namespace OrleansTwin.Ingest.Sources;

/// <summary>
/// Where telemetry comes from: a broker, a server, a file, the simulator. A source turns what it receives into
/// <see cref="SourceMessage"/>s and acknowledges its peer only when the pipeline says that they are committed.
/// </summary>
public interface ISource
{
    /// <summary>Unique among a host's sources; shown in status, dead letters and unknown tags.</summary>
    string Name { get; }

    /// <summary>A consistent reading; may be asked from any thread.</summary>
    SourceStatus Status { get; }

    /// <summary>
    /// Runs until the source has no more (a recording) or <paramref name="cancel"/> is raised. It reconnects by itself and
    /// reports trouble in <see cref="Status"/>; it throws only what no waiting would mend, such as a file that isn't there.
    /// </summary>
    Task RunAsync(IIngest ingest, CancellationToken cancel);

    /// <summary>
    /// Another version of the plant is in force; a source that asks its peer for what the plant names asks anew.
    /// </summary>
    void UsePlant(Plant plant)
    {
    }

    /// <summary>
    /// Before the start: the version of the plant that an earlier process ended with, where it is another. A peer that keeps a
    /// session may still send what that version asked for.
    /// </summary>
    void LeavePlant(Plant former)
    {
    }
}
