using OrleansTwin.Runtime.Tests.Support;

namespace OrleansTwin.Edge.Tests.Replays;

/// <summary>What all twins of a live host were when a batch was the newest; states in hexadecimal digits.</summary>
internal sealed record KeptMoment(long Sequence, long AtTicks, IReadOnlyDictionary<string, string> States)
{
    /// <summary>Whether the next batch came at a later time.</summary>
    public bool IsLastOfItsTime { get; set; }

    public static async Task<KeptMoment> TakeAsync(EngineBench bench, long atTicks)
    {
        var runtime = bench.Engine.Runtime;
        var states = new Dictionary<string, string>();
        foreach (var asset in runtime.Plant.Assets)
            states.Add(asset.Id, Convert.ToHexString(await runtime.StateOfAsync(asset)));
        return new KeptMoment(bench.Store.Journal.LastSequence, atTicks, states);
    }
}
