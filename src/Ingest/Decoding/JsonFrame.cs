using OrleansTwin.Ingest.Sources;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>What a payload rule's paths found around an item: these win over what stands in the item's own members.</summary>
internal readonly ref struct JsonFrame
{
    public JsonFrame()
    {
    }

    public ReadOnlySpan<byte> Name { get; init; }

    /// <summary>Objects with a value may name themselves by a member name or tag.</summary>
    public bool NamesItself { get; init; } = true;

    public TimeFormat TimeFormat { get; init; }

    public long Ticks { get; init; } = RawSample.NoTime;

    public Quality? Quality { get; init; }

    /// <summary>Places of tokens that the paths have used up; -1: none.</summary>
    public int NameAt { get; init; } = -1;

    public int TimeAt { get; init; } = -1;

    public int QualityAt { get; init; } = -1;

    public bool Uses(int at) => at == NameAt || at == TimeAt || at == QualityAt;
}
