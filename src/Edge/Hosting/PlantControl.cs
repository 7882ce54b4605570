using OrleansTwin.Api.Hosting;
using OrleansTwin.Edge.Runtime;
using OrleansTwin.PlantFiles;
using OrleansTwin.Store;
using PlantVersion = OrleansTwin.Store.PlantVersion;

namespace OrleansTwin.Edge.Hosting;

/// <summary>The plant file in force: its versions, and how another one takes its place while the twins live.</summary>
internal sealed class PlantControl(EdgeEngine engine, PlantVersion current, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private PlantVersion _current = current;

    public PlantVersion Current => Volatile.Read(ref _current);

    /// <summary>Called with the new plant when it is in force.</summary>
    public event Action<Twins.Model.Plant>? Replaced;

    /// <summary>The version in the store if its text is this one, else a new version of it.</summary>
    public static async Task<PlantVersion> KeepAsync(ITwinStore store, string text, string note, TimeProvider time, CancellationToken cancellation)
    {
        var latest = await store.PlantVersions.ReadLatestAsync(cancellation);
        return latest is not null && latest.Text == text
            ? latest
            : await store.PlantVersions.AddAsync(text, "operator", time.GetUtcNow().UtcTicks, note, cancellation);
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
                    HostFault.Conflict, $"Version {version} of the plant is in force.", $"version {expected}, which was edited.", "Read it again and merge.");
            }

            var result = PlantFile.Parse(replacement.Text, "plant");
            var findings = result.Errors.Concat(result.Warnings).Select(Finding).ToList();
            if (result.Plant is not { } plant || replacement.IsCheckOnly)
                return new PlantReplaced(false, version, findings);
            return new PlantReplaced(true, await PutInForceAsync(plant, replacement, cancellation), findings);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    public Task<AdoptedTag> AdoptAsync(TagAdoption adoption, CancellationToken cancellation) =>
        Current is null ? throw new InvalidOperationException() : throw new HostFaultException(HostFault.Invalid, "Not yet.", "a later version.", "Edit the plant file.");

    private async Task<int> PutInForceAsync(Twins.Model.Plant plant, PlantReplacement replacement, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcTicks;
        var kept = await engine.Store.PlantVersions.AddAsync(replacement.Text, "api", now, replacement.Note ?? "", cancellation);
        await engine.ReplacePlantAsync(plant, cancellation);
        Replaced?.Invoke(plant);
        await engine.Store.Audit.AppendAsync(now, "api", "plant replaced", $"version {kept.Info.Number}", replacement.Note, cancellation);
        Volatile.Write(ref _current, kept);
        return kept.Info.Number;
    }

    private static PlantFinding Finding(PlantFileError error) => new(
        error.Severity == Severity.Error ? FindingSeverity.Error : FindingSeverity.Warning,
        error.Line,
        error.Column,
        error.Key,
        error.Found,
        error.Expected,
        error.Hint);
}
