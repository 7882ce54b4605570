using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Energy;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Tests.Calendars;

namespace OrleansTwin.Twins.Tests.Energy;

public class CarbonTests
{
    private static readonly EmissionFactor GridOf2024 =
        new(Carrier.Electricity, "DEU", 2024, 0.36, FactorMethod.LocationBased, 2, "v3", "agency");

    private static readonly EmissionFactor GridOf2025 = GridOf2024 with { Year = 2025, KgCo2ePerKwh = 0.33 };
    private static readonly EmissionFactor Contract = GridOf2025 with { Method = FactorMethod.MarketBased, KgCo2ePerKwh = 0.05 };

    private static readonly EmissionFactor Gas =
        new(Carrier.NaturalGas, "DEU", 2025, 0.2, FactorMethod.LocationBased, 1, "v3", "agency");
    private static readonly EmissionFactor GasSupply = Gas with { Scope = 3, KgCo2ePerKwh = 0.03 };

    [Fact]
    public void Scope_two_is_told_by_location_and_by_market_and_fuel_once()
    {
        var year = Period(2025, (Carrier.Electricity, 100), (Carrier.NaturalGas, 50));
        var report = Carbon.Of([year], [GridOf2025, Contract, Gas, GasSupply]);

        Assert.Empty(report.Missing);
        Assert.Equal(10, Assert.NotNull(report.KgCo2e(1)), 1e-9);
        Assert.Equal(33, Assert.NotNull(report.KgCo2e(2)), 1e-9);
        Assert.Equal(5, Assert.NotNull(report.KgCo2e(2, FactorMethod.MarketBased)), 1e-9);
        Assert.Equal(1.5, Assert.NotNull(report.KgCo2e(3)), 1e-9);
        Assert.Equal(15, Assert.NotNull(report.OperationalKgCo2e(FactorMethod.MarketBased)), 1e-9);
        var figure = report.Figures.Single(each => each.Factor == Contract);
        Assert.Equal((Carrier.Electricity, 100.0, false), (figure.Carrier, figure.EnergyKwh, figure.IsFactorOfEarlierYear));
    }

    [Fact]
    public void A_window_over_new_year_takes_each_years_factor()
    {
        var report = Carbon.Of(
            [Period(2024, (Carrier.Electricity, 10)), Period(2025, (Carrier.Electricity, 10))], [GridOf2025, GridOf2024]);
        Assert.Equal([3.6, 3.3], report.Figures.Select(figure => Math.Round(figure.KgCo2e, 9)));
        Assert.All(report.Figures, figure => Assert.False(figure.IsFactorOfEarlierYear));
    }

    [Fact]
    public void An_earlier_years_factor_stands_in_and_says_so_and_a_later_ones_does_not()
    {
        var later = Carbon.Of([Period(2027, (Carrier.Electricity, 10))], [GridOf2024, GridOf2025]);
        Assert.Equal((2025, true), (later.Figures[0].Factor.Year, later.Figures[0].IsFactorOfEarlierYear));

        var earlier = Carbon.Of([Period(2023, (Carrier.Electricity, 10))], [GridOf2024, GridOf2025]);
        Assert.Empty(earlier.Figures);
        Assert.Null(Assert.Single(earlier.Missing).Method);
    }

    [Fact]
    public void A_missing_factor_is_said_and_not_guessed()
    {
        var report = Carbon.Of([Period(2025, (Carrier.Electricity, 10), (Carrier.Heat, 4))], [GridOf2025]);

        Assert.Equal(
            [(Carrier.Electricity, FactorMethod.MarketBased), (Carrier.Heat, null)],
            report.Missing.Select(each => (each.Carrier, each.Method)));
        Assert.Contains("market-based emission factor of region DEU", report.Missing[0].Message, StringComparison.Ordinal);
        Assert.Null(report.OperationalKgCo2e(FactorMethod.LocationBased));
        Assert.Equal(3.3, Assert.NotNull(report.KgCo2e(2)), 1e-9);
        Assert.Null(report.KgCo2e(1));
    }

    [Fact]
    public void Another_regions_factor_does_not_apply_and_no_region_has_none()
    {
        var abroad = Period(2025, (Carrier.Electricity, 10)) with { Region = "FRA" };
        Assert.Empty(Carbon.Of([abroad], [GridOf2025]).Figures);

        var nowhere = Assert.Single(Carbon.Of([abroad with { Region = null }], [GridOf2025]).Missing);
        Assert.Contains("have no region", nowhere.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_is_cut_where_the_year_changes_on_the_plants_clock()
    {
        var window = new TimeWindow(TestCalendars.Utc("2024-12-31T22:00Z"), TestCalendars.Utc("2026-01-02T00:00Z"));
        var years = CarbonPeriod.Years(window, TestCalendars.CentralEurope).ToList();
        Assert.Equal([2024, 2025, 2026], years.Select(each => each.Year));
        Assert.Equal(TestCalendars.Utc("2024-12-31T23:00Z"), years[0].Interval.ToTicks);
        Assert.Equal(TestCalendars.Utc("2025-12-31T23:00Z"), years[1].Interval.ToTicks);
        Assert.Equal(window.ToTicks, years[2].Interval.ToTicks);
    }

    private static CarbonPeriod Period(int year, params (Carrier Carrier, int Kwh)[] energy)
    {
        var elements = default(ElementVector);
        foreach (var (carrier, kwh) in energy)
            elements.AddEnergy(carrier, EnergyUse.Producing, (Int128)3.6e15 * kwh);
        return new CarbonPeriod("DEU", year, new TimeWindow(0, 1), elements);
    }
}
