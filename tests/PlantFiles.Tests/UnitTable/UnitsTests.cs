using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Tests.UnitTable;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(1500, "W", "kW", 1.5)]
    [InlineData(1, "MJ", "kWh", 0.2777777777777778)]
    [InlineData(212, "degF", "degC", 100)]
    [InlineData(25, "degC", "K", 298.15)]
    [InlineData(0, "K", "degF", -459.67)]
    [InlineData(1, "bar", "kPa", 100)]
    [InlineData(14.5037737730209, "psi", "bar", 1)]
    [InlineData(1, "in", "mm", 25.4)]
    [InlineData(600, "mm/min", "mm/s", 10)]
    [InlineData(1500, "rpm", "Hz", 25)]
    [InlineData(1, "g", "m/s2", 9.80665)]
    [InlineData(250, "g", "kg", 0.25)]
    [InlineData(6, "m3/h", "l/min", 100)]
    [InlineData(35, "%", "1", 0.35)]
    [InlineData(2, "h", "min", 120)]
    [InlineData(3, "m³/h", "m3/h", 3)]
    public void Values_convert_between_units_of_one_dimension(double value, string from, string to, double expected)
    {
        Assert.True(Units.TryConversion(from, to, out var conversion));
        Assert.Equal(expected, conversion.Apply(value), 1e-12 * Math.Max(1, Math.Abs(expected)));
    }

    [Theory]
    [InlineData("kW", "kWh")]
    [InlineData("degC", "bar")]
    [InlineData("kW", "horse")]
    [InlineData("horse", "kW")]
    [InlineData("mw", "kW")]
    public void Units_of_other_dimensions_and_unknown_units_do_not_convert(string from, string to) =>
        Assert.False(Units.TryConversion(from, to, out _));

    [Fact]
    public void A_unit_converts_to_itself_without_touching_the_value()
    {
        foreach (var symbol in Units.Symbols)
        {
            Assert.True(Units.TryConversion(symbol, symbol, out var conversion));
            Assert.True(conversion.IsNone, symbol);
        }
    }

    [Fact]
    public void There_and_back_is_the_value_again()
    {
        var units = Units.Symbols.SelectMany(Units.Meanings).ToList();
        foreach (var (from, to) in units.Join(units, unit => unit.Dimension, unit => unit.Dimension, (from, to) => (from, to)))
            Assert.Equal(123.456, to.To(from).Apply(from.To(to).Apply(123.456)), 1e-9);
    }
}
