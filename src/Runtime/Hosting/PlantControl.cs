using System.Globalization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.PlantFiles;
using OrleansTwin.PlantFiles.Editing;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;
using ListedVersion = OrleansTwin.Api.Hosting.PlantVersion;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>The plant file in force: its versions, and how another one takes its place while the twins live.</summary>
/// <param name="store">Keeps the versions and the audit.</param>
/// <param name="host">Runs by them.</param>
/// <param name="current">The version in force.</param>
/// <param name="time">Dates them.</param>
internal sealed class PlantControl(ITwinStore store, IPlantFollower host, PlantVersion current, TimeProvider time) : IDisposable
{
    public const string Author = "api";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private PlantVersion _current = current;

    public PlantVersion Current => Volatile.Read(ref _current);

    /// <summary>The version in force, or an earlier one; null: it is not kept.</summary>
    public async Task<PlantDocument?> ReadAsync(long? version, CancellationToken cancellation)
    {
        if (version is > int.MaxValue or < 1)
            return null;
        var kept = version is { } number ? await store.PlantVersions.ReadAsync((int)number, cancellation) : Current;
        return kept is null ? null : new PlantDocument(kept.Info.Number, Times.Of(kept.Info.AtTicks), kept.Info.Note, kept.Text);
    }

    /// <summary>Kept versions, newest first.</summary>
    public async Task<Page<ListedVersion>> ListAsync(PageQuery query, CancellationToken cancellation)
    {
        var before = query.Cursor is null ? int.MaxValue : Cursors.Parse(query.Cursor);
        var versions = await store.PlantVersions.ListAsync(query.Limit, before, cancellation);
        var current = Current.Info.Number;
        var items = versions.Select(version => new ListedVersion(
            version.Number, Times.Of(version.AtTicks), version.Note, version.Number == current)).ToList();
        var next = versions.Count == query.Limit ? versions[^1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return new Page<ListedVersion>(items, next);
    }

    public async Task<PlantReplaced> ReplaceAsync(PlantReplacement replacement, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var version = Current.Info.Number;
            if (replacement.ExpectedVersion is { } expected && expected != version)
            {
                throw new HostFaultException(
                    HostFault.Conflict, $"Version {version} of the plant is in force.", $"version {expected}, which was edited.",
                    "Read it again and merge.");
            }

            var result = PlantFile.Parse(replacement.Text, "plant");
            var findings = result.Errors.Concat(result.Warnings).Select(Finding).ToList();
            if (result.Plant is not { } plant || replacement.IsCheckOnly)
                return new PlantReplaced(false, version, findings);
            var number = await PutInForceAsync(plant, replacement.Text, "plant replaced", replacement.Note ?? "", cancellation);
            return new PlantReplaced(true, number, findings);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives an unknown tag to a sensor, in a new version of the plant that keeps its author's layout.</summary>
    public async Task<AdoptedTag> AdoptAsync(TagAdoption adoption, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var kind = await host.KindOfUnknownAsync(adoption.Tag, cancellation);
            var sensor = new SensorTag(adoption.SensorId, adoption.Tag, kind ?? ValueKind.Number, adoption.Name, adoption.Unit);
            var edit = PlantEdit.AdoptTag(Current.Text, sensor);
            if (edit.Refusal is { Fault: PlantEditFault.Conflict } || (kind is not null && edit.Refusal is not null))
                throw Fault(edit.Refusal);
            if (kind is null || edit is not { Plant: { } plant, Text: { } text })
            {
                throw new HostFaultException(
                    HostFault.NotFound, $"Tag '{adoption.Tag}' is not among the unknown tags.", "a tag that has arrived.",
                    "GET /api/v1/unknown-tags lists them.");
            }

            var note = $"adopted tag {adoption.Tag} for {adoption.SensorId}";
            return new AdoptedTag(
                adoption.Tag, adoption.SensorId, await PutInForceAsync(plant, text, "tag adopted", note, cancellation));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    // Once the version is kept it takes force, whether or not who asked for it still waits.
    private async Task<int> PutInForceAsync(Plant plant, string text, string action, string note, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcTicks;
        var kept = await store.PlantVersions.AddAsync(text, Author, now, note, cancellation);
        try
        {
            await host.FollowAsync(plant, kept);
        }
        catch
        {
            // A restart takes the newest version: that has to be the one that went on running.
            var undone = $"version {kept.Info.Number} could not be put in force";
            Volatile.Write(
                ref _current,
                await store.PlantVersions.AddAsync(Current.Text, Author, now, undone, CancellationToken.None));
            throw;
        }

        Volatile.Write(ref _current, kept);
        await store.Audit.AppendAsync(now, Author, action, $"version {kept.Info.Number}", note, CancellationToken.None);
        return kept.Info.Number;
    }

    private static HostFaultException Fault(PlantEditRefusal refusal) => new(
        refusal.Fault switch
        {
            PlantEditFault.NotFound => HostFault.NotFound,
            PlantEditFault.Conflict => HostFault.Conflict,
            _ => HostFault.Invalid,
        },
        refusal.Found,
        refusal.Expected,
        refusal.Remedy);

    private static PlantFinding Finding(PlantFileError error) => new(
        error.Severity == Severity.Error ? FindingSeverity.Error : FindingSeverity.Warning,
        error.Line,
        error.Column,
        error.Key,
        error.Found,
        error.Expected,
        error.Hint);
}
