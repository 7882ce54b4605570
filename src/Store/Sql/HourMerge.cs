using System.Runtime.InteropServices;
using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Sql;

/// <summary>Merges the chunks of one sensor's hour, and builds its aggregates.</summary>
internal sealed class HourMerge(StoreOptions options, DamageBook damage)
{
    private readonly List<ChunkOutline> _chunks = [];
    private readonly List<Sample> _samples = [];
    private readonly ByteWriter _data = new();

    /// <summary>Merges what was appended since the last time.</summary>
    public (int Samples, int Chunks) MergeAppended(SqlDatabase database, int sensorKey, long hour)
    {
        Outline(database, sensorKey, hour);
        _chunks.RemoveAll(static chunk => chunk.Tier != ChunkTier.Appended);
        return Merge(database, sensorKey, hour);
    }

    /// <summary>Merges all that is not full, and builds the aggregates.</summary>
    public (int Samples, int Chunks) Settle(SqlDatabase database, int sensorKey, long hour)
    {
        Outline(database, sensorKey, hour);
        if (!IsEntangled())
            _chunks.RemoveAll(static chunk => chunk.Tier == ChunkTier.Full);
        var merged = Merge(database, sensorKey, hour);
        if (merged.Chunks == 0 && PyramidTable.IsSettled(database, sensorKey, hour))
            return merged;
        _samples.Clear();
        ChunkTable.Read(database, sensorKey, hour, long.MinValue, long.MaxValue, _samples, damage);
        SampleOrder.SortDistinct(_samples);
        PyramidTable.Write(database, sensorKey, hour, CollectionsMarshal.AsSpan(_samples));
        return (merged.Samples + _samples.Count, merged.Chunks);
    }

    private void Outline(SqlDatabase database, int sensorKey, long hour)
    {
        _chunks.Clear();
        ChunkTable.Outline(database, sensorKey, hour, _chunks);
    }

    /// <summary>
    /// Late samples lie among those of full chunks: all are merged then. Otherwise a late repetition could get a lower part
    /// number than the sample that came first.
    /// </summary>
    private bool IsEntangled()
    {
        foreach (var open in _chunks)
        {
            if (open.Tier != ChunkTier.Full && _chunks.Exists(full => full.Tier == ChunkTier.Full
                && full.FirstTicks <= open.LastTicks && open.FirstTicks <= full.LastTicks))
                return true;
        }

        return false;
    }

    private (int Samples, int Chunks) Merge(SqlDatabase database, int sensorKey, long hour)
    {
        if (_chunks.Count < 2)
            return default;
        _samples.Clear();
        long bytes = 0;
        foreach (var chunk in _chunks)
        {
            if (ChunkTable.Read(database, sensorKey, hour, chunk.Id, _samples, damage) is not { } read)
                continue;
            bytes -= read;
            ChunkTable.Delete(database, chunk.Id);
        }

        SampleOrder.SortDistinct(_samples);
        ChunkTable.CountBytes(database, bytes + Write(database, sensorKey, hour));
        return (_samples.Count, _chunks.Count);
    }

    /// <summary>
    /// The merged samples take the part numbers of the chunks that they come from; there are never more of them than there were
    /// chunks.
    /// </summary>
    private long Write(SqlDatabase database, int sensorKey, long hour)
    {
        long bytes = 0;
        var size = Math.Max(options.ChunkSamplesMax, (_samples.Count + _chunks.Count - 1) / _chunks.Count);
        for (int start = 0, piece = 0; start < _samples.Count; start += size, piece++)
        {
            var stretch = CollectionsMarshal.AsSpan(_samples).Slice(start, Math.Min(size, _samples.Count - start));
            var tier = stretch.Length >= options.ChunkSamplesMax ? ChunkTier.Full : ChunkTier.Merged;
            _data.Clear();
            SampleChunk.Write(_data, stretch);
            ChunkTable.Insert(
                database,
                new ChunkRow(sensorKey, hour, _chunks[piece].Part, tier, stretch[0].SourceTicks, stretch[^1].SourceTicks),
                _data.Written);
            bytes += _data.Length;
        }

        return bytes;
    }
}
