using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Composites;

/// <summary>
/// Tells starved from blocked by the flow graph of a line: folds one bucket of all machines' timelines, in order of time, over
/// the levels of the buffers between them. A machine that begins to produce takes a piece from each of its inputs; pieces that it
/// finished, less scrap, go to each of its outputs (parts are joined and split one to one). Levels mend themselves: taking from
/// an empty buffer leaves it empty, giving to a full one leaves it full, so a wrong start or a lost count does not last. Counts
/// that come up to one cycle after the next machine took the piece are told from that by what is owed. Waiting time then becomes
/// starved or blocked; what can't be told stays waiting.
/// </summary>
public static class FlowAttribution
{
    /// <param name="graph">The line.</param>
    /// <param name="opening">The state at the bucket's start; not changed.</param>
    /// <param name="bucketTicks">The bucket's start.</param>
    /// <param name="events">
    /// By machine: the settled timeline of the bucket, in order of time; null where the machine has not told (yet).
    /// </param>
    public static FlowFold Fold(
        FlowGraph graph, FlowState opening, long bucketTicks, IReadOnlyList<IReadOnlyList<MachineEvent>?> events)
    {
        var line = new FlowLine(graph, opening.Copy(), bucketTicks);
        var next = new int[events.Count];
        var endTicks = bucketTicks + Buckets.WidthTicks;
        for (var atTicks = bucketTicks; atTicks < endTicks;)
        {
            var untilTicks = endTicks;
            for (var machine = 0; machine < events.Count; machine++)
            {
                if (events[machine] is not { } timeline)
                    continue;
                while (next[machine] < timeline.Count && timeline[next[machine]].AtTicks <= atTicks)
                    line.Apply(machine, timeline[next[machine]++]);
                if (next[machine] < timeline.Count)
                    untilTicks = Math.Min(untilTicks, timeline[next[machine]].AtTicks);
            }
            line.Pass(atTicks, untilTicks - atTicks);
            atTicks = untilTicks;
        }
        return line.Close();
    }
}

/// <summary>
/// What folding a bucket came to: by machine, what moves from waiting to starved or blocked (empty where nothing does), and since
/// when its waiting has which cause; and the state at the bucket's end.
/// </summary>
public sealed record FlowFold(
    IReadOnlyList<IReadOnlyList<ElementSlice>> Corrections, IReadOnlyList<IReadOnlyList<MachineEvent>> Causes, FlowState Closing);
