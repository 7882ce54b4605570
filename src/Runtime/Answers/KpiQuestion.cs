using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Energy;
using OrleansTwin.Twins.Kpis;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Answers;

/// <summary>
/// A KPI question: the sums that it takes, which follow from the plant alone, and the answer that is made of them, wherever they
/// were summed.
/// </summary>
internal sealed class KpiQuestion
{
    private readonly Plant _plant;
    private readonly Asset _asset;
    private readonly KpiQuery _query;
    private readonly NamedSpan _span;
    private readonly OeeRule _rule;
    private readonly List<(string? Region, int Year, ElementSum Sum)> _periods;

    public KpiQuestion(Plant plant, Asset asset, KpiQuery query, long nowTicks)
    {
        if (asset is SensorAsset)
        {
            throw new HostFaultException(
                HostFault.Invalid, $"{asset.Id} is a sensor.", "a machine or what is above it.", "Ask for its machine.");
        }

        (_plant, _asset, _query) = (plant, asset, query);
        _span = ShiftWindows.Resolve(query.Window, asset, nowTicks).ToMinutes();
        var scope = KpiScope.Of(asset, query.Rule);
        _rule = scope.Rule;
        _periods = [.. CarbonPeriods()];
        var first = scope.FirstOperationIds;
        Sums = [Sum(IdsOf(scope, asset)), Sum(first.Count > 0 ? first : [asset.Id]), .. _periods.Select(period => period.Sum)];
    }

    public IReadOnlyList<ElementSum> Sums { get; }

    /// <summary>What stands for a twin in a sum, by its own rule.</summary>
    public static IReadOnlyList<string> IdsOf(Asset asset) => IdsOf(KpiScope.Of(asset), asset);

    public KpiAnswer Answer(KpiPart whole)
    {
        var (sum, first) = (whole.Sums[0], whole.Sums[1][Element.ProducedQuantity]);
        var carbon = _periods.Select((period, i) => new CarbonPeriod(
            period.Region, period.Year, new(period.Sum.FromTicks, period.Sum.ToTicks), whole.Sums[i + 2]));
        return new KpiAnswer(
            _asset.Id,
            _span.ToWindow(),
            _query.Product,
            _query.Order,
            _rule,
            (_asset as CompositeAsset)?.ConstraintId,
            whole.SettledUntilTicks < _span.ToTicks,
            Times.OrNull(whole.SettledUntilTicks),
            KpiAnswers.Elements(sum),
            KpiAnswers.Kpis(sum, first),
            KpiAnswers.Waterfall(sum),
            KpiAnswers.Losses(sum),
            KpiAnswers.Energy(sum),
            KpiAnswers.CarbonOf(carbon, _plant.EmissionFactors));
    }

    private static IReadOnlyList<string> IdsOf(KpiScope scope, Asset asset) => scope.IsWhole ? [asset.Id] : scope.MachineIds;

    private ElementSum Sum(IReadOnlyList<string> ids) => new(ids, _span.FromTicks, _span.ToTicks, _query.Product, _query.Order);

    /// <summary>The elements of each region and year apart, since each has its own factor.</summary>
    private IEnumerable<(string? Region, int Year, ElementSum Sum)> CarbonPeriods()
    {
        var zone = ShiftWindows.CalendarOf(_asset)?.TimeZone ?? TimeZoneInfo.Utc;
        foreach (var (region, part) in RegionsOf(_asset))
        {
            foreach (var (year, interval) in CarbonPeriod.Years(new(_span.FromTicks, _span.ToTicks), zone))
                yield return (region, year, Sum([part.Id]) with { FromTicks = interval.FromTicks, ToTicks = interval.ToTicks });
        }
    }

    /// <summary>The highest twins that lie in one region each.</summary>
    private static IEnumerable<(string? Region, Asset Part)> RegionsOf(Asset asset) =>
        asset is CompositeAsset composite
        && composite.Children.SelectMany(RegionsOf).Select(part => part.Region).Distinct().Count() > 1
            ? composite.Children.SelectMany(RegionsOf)
            : [(RegionBelow(asset), asset)];

    private static string? RegionBelow(Asset asset) =>
        asset.Region ?? (asset as CompositeAsset)?.Children.Select(RegionBelow).FirstOrDefault(region => region is not null);
}
