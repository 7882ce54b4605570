using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// The sums that hold in every vector of elements, corrections included (<see cref="Element"/>). Hosts check them before a vector
/// is written and after it was read; where they fail, a defect would otherwise turn into a wrong KPI.
/// </summary>
public static class ElementInvariants
{
    /// <summary>
    /// Null where both sums hold, else what was found and what was expected. Allocates only in the second case.
    /// </summary>
    public static string? Check(in ElementVector elements)
    {
        var input = new KpiInput(elements, 0);
        var busy = input.Aubt + input.Adot + input[Element.UnmeasuredTime];
        if (busy != input.Pbt)
        {
            return $"Planned busy time is {input.Pbt} ticks, but production, setup, minor stop, starved, blocked, waiting, "
                + $"breakdown and unmeasured time sum to {busy}.";
        }
        var pieces = input.Gq + input.Sq + input.Rq;
        return pieces == input.Pq
            ? null
            : $"Produced quantity is {input.Pq}, but good {input.Gq}, scrap {input.Sq} and rework {input.Rq} sum to {pieces}.";
    }

    /// <exception cref="InvalidOperationException">A sum does not hold; the message begins with <paramref
    /// name="whose"/>.</exception>
    public static void Require(in ElementVector elements, string whose)
    {
        if (Check(elements) is { } error)
            throw new InvalidOperationException($"{whose}: {error}");
    }
}
