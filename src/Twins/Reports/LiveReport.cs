using System.Runtime.CompilerServices;
using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Machines;

namespace OrleansTwin.Twins.Reports;

/// <summary>Number of machines per <see cref="TimeClass"/>.</summary>
[InlineArray(Length)]
public struct ClassCounts
{
    public const int Length = 10;

    private int _first;

    public int this[TimeClass timeClass]
    {
        readonly get => this[(int)timeClass];
        set => this[(int)timeClass] = value;
    }
}

/// <summary>
/// What a twin hands up at once, ahead of the watermark: present power, states and alarms. Integers, so that a parent's sums are
/// exact; the parent keeps the latest per child and replaces.
/// </summary>
public struct LiveReport
{
    /// <summary>Rises with every report of the child; a lower one is ignored.</summary>
    public long Version;

    /// <summary>Electric power, all meters of the twin together.</summary>
    public long PowerMilliwatts;

    /// <summary>Source time of the newest plausible sample below this twin; 0: none yet.</summary>
    public long NewestSourceTicks;

    public int ActiveAlarms;

    /// <summary>Machines below (or at) this twin by what they are doing now.</summary>
    public ClassCounts Machines;

    /// <summary>What two twins, or two parts of one, hand up together.</summary>
    public static LiveReport operator +(in LiveReport left, in LiveReport right)
    {
        var sum = left;
        LiveSums.Add(ref sum, right);
        sum.NewestSourceTicks = Math.Max(left.NewestSourceTicks, right.NewestSourceTicks);
        return sum;
    }
}
