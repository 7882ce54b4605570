using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Storage;

namespace OrleansTwin.Grains.Tests.Cluster;

/// <summary>
/// Grain storage that outlives silos, as a database does: what Orleans keeps in memory is lost with the silo that had it.
/// </summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (long Version, string Json)> _states = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = _states.TryGetValue((stateName, grainId), out var stored);
        if (grainState.RecordExists)
            (grainState.State, grainState.ETag) = (JsonSerializer.Deserialize<T>(stored.Json)!, TagOf(stored.Version));
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (version, json) = (Demand(stateName, grainId, grainState.ETag) + 1, JsonSerializer.Serialize(grainState.State));
        _states[(stateName, grainId)] = (version, json);
        (grainState.RecordExists, grainState.ETag) = (true, TagOf(version));
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Demand(stateName, grainId, grainState.ETag);
        _states.TryRemove((stateName, grainId), out _);
        (grainState.RecordExists, grainState.ETag) = (false, null);
        return Task.CompletedTask;
    }

    private long Demand(string stateName, GrainId grainId, string? tag)
    {
        var version = _states.TryGetValue((stateName, grainId), out var stored) ? stored.Version : 0;
        return (version == 0 ? null : TagOf(version)) == tag
            ? version
            : throw new InconsistentStateException($"{grainId} has version {version}.", TagOf(version), tag);
    }

    private static string TagOf(long version) => version.ToString(CultureInfo.InvariantCulture);
}
