using System.Diagnostics;
using OrleansTwin.Peers;

namespace OrleansTwin.Proofs;

/// <summary>What goes wrong between the process and its broker, one after the other, one in every second life.</summary>
internal sealed class NetworkTrouble(PrivateNetwork network, TimeSpan keepAlive, Action<string> tell)
{
    private static readonly string[] Kinds = ["cables pulled", "cables that worked one way", "times the process stood still"];

    private readonly int[] _times = new int[Kinds.Length];
    private int _lives;
    private TimeSpan _longest;

    public IReadOnlyDictionary<string, double> Counts => Kinds.Zip(_times)
        .ToDictionary(kind => kind.First, kind => (double)kind.Second)
        .Append(new("a cut noticed after, at most (s)", _longest.TotalSeconds))
        .ToDictionary();

    /// <summary>Returns when the process has its broker again.</summary>
    public async Task DisturbAsync(RunningEdge edge)
    {
        if (++_lives % 2 != 0)
            return;
        var kind = (_lives / 2 - 1) % Kinds.Length;
        _times[kind]++;
        await edge.IsReadyAsync();
        tell(Kinds[kind]);
        await (kind switch
        {
            0 => network.WhilePulledAsync(() => NoticesAsync(edge)),
            1 => network.WhileOneWayAsync(() => NoticesAsync(edge)),
            _ => edge.Process.WhileStoppedAsync(() => Task.Delay(3 * keepAlive)),
        });
        await edge.IsReadyAsync();
    }

    private async Task NoticesAsync(RunningEdge edge)
    {
        var began = Stopwatch.GetTimestamp();
        await edge.IsInTroubleAsync();
        var after = Stopwatch.GetElapsedTime(began);
        _longest = after > _longest ? after : _longest;
    }
}
