using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// Energy of one carrier in a window, by what the machine did while it was used. <paramref name="IdleShare"/> is the part used
/// ready but not producing, of all; null where none was used.
/// </summary>
public sealed record EnergyShare(Carrier Carrier, double TotalKwh, IReadOnlyList<double> KwhByUse, double? IdleShare)
{
    public double Kwh(EnergyUse use) => KwhByUse[(int)use];

    /// <summary>One entry for each carrier that was used at all, in the order of <see cref="Carrier"/>.</summary>
    public static IReadOnlyList<EnergyShare> Of(in ElementVector elements)
    {
        var shares = new List<EnergyShare>();
        foreach (var carrier in Enum.GetValues<Carrier>())
        {
            var byUse = new double[ElementVector.UseCount];
            for (var use = 0; use < byUse.Length; use++)
                byUse[use] = elements.EnergyKwh(carrier, (EnergyUse)use);
            if (!byUse.AsSpan().ContainsAnyExcept(0.0))
                continue;
            var total = elements.EnergyKwh(carrier);
            shares.Add(new EnergyShare(carrier, total, byUse, total > 0 ? byUse[(int)EnergyUse.Idle] / total : null));
        }
        return shares;
    }
}
