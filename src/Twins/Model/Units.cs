namespace OrleansTwin.Twins.Model;

/// <summary>
/// The units a sensor can have. Factors are exact by definition of the units (SI brochure; inch 25.4 mm, pound-force per square
/// inch 6894.757293168 Pa, standard gravity 9.80665 m/s²). Symbols are case-sensitive: <c>mW</c> is not <c>MW</c>. One symbol
/// may have two meanings (<c>g</c>: gram, and the vibration engineer's standard gravity); the other unit of a conversion tells
/// which is meant.
/// </summary>
public static class Units
{
    private static readonly Unit[] Table =
    [
        new("1", Dimension.Ratio, 1), new("%", Dimension.Ratio, 0.01), new("ppm", Dimension.Ratio, 1e-6),
        new("pcs", Dimension.Count, 1),
        new("pcs/min", Dimension.CountRate, 60), new("pcs/h", Dimension.CountRate, 1),
        new("W", Dimension.Power, 1e-3), new("kW", Dimension.Power, 1), new("MW", Dimension.Power, 1e3),
        new("mW", Dimension.Power, 1e-6), new("hp", Dimension.Power, 0.745699871582),
        new("Wh", Dimension.Energy, 1e-3), new("kWh", Dimension.Energy, 1), new("MWh", Dimension.Energy, 1e3),
        new("GWh", Dimension.Energy, 1e6), new("J", Dimension.Energy, 1 / 3.6e6), new("kJ", Dimension.Energy, 1 / 3600.0),
        new("MJ", Dimension.Energy, 1 / 3.6), new("GJ", Dimension.Energy, 1e3 / 3.6),
        new("var", Dimension.ReactivePower, 1e-3), new("kvar", Dimension.ReactivePower, 1),
        new("VA", Dimension.ApparentPower, 1e-3), new("kVA", Dimension.ApparentPower, 1),
        new("degC", Dimension.Temperature, 1), new("K", Dimension.Temperature, 1, -273.15),
        new("degF", Dimension.Temperature, 5 / 9.0, -160 / 9.0),
        new("Pa", Dimension.Pressure, 1e-5), new("hPa", Dimension.Pressure, 1e-3), new("kPa", Dimension.Pressure, 1e-2),
        new("MPa", Dimension.Pressure, 10), new("bar", Dimension.Pressure, 1), new("mbar", Dimension.Pressure, 1e-3),
        new("psi", Dimension.Pressure, 0.06894757293168), new("atm", Dimension.Pressure, 1.01325),
        new("m", Dimension.Length, 1e3), new("cm", Dimension.Length, 10), new("mm", Dimension.Length, 1),
        new("um", Dimension.Length, 1e-3), new("nm", Dimension.Length, 1e-6), new("km", Dimension.Length, 1e6),
        new("in", Dimension.Length, 25.4), new("ft", Dimension.Length, 304.8),
        new("mm2", Dimension.Area, 1), new("cm2", Dimension.Area, 100), new("m2", Dimension.Area, 1e6),
        new("mm/s", Dimension.Speed, 1), new("m/s", Dimension.Speed, 1e3), new("mm/min", Dimension.Speed, 1 / 60.0),
        new("m/min", Dimension.Speed, 1e3 / 60), new("km/h", Dimension.Speed, 1e3 / 3.6), new("in/s", Dimension.Speed, 25.4),
        new("in/min", Dimension.Speed, 25.4 / 60), new("um/s", Dimension.Speed, 1e-3),
        new("mm/s2", Dimension.Acceleration, 1), new("m/s2", Dimension.Acceleration, 1e3),
        new("g", Dimension.Acceleration, 9806.65), new("gn", Dimension.Acceleration, 9806.65),
        new("mg", Dimension.Acceleration, 9.80665),
        new("Hz", Dimension.Frequency, 1), new("kHz", Dimension.Frequency, 1e3), new("MHz", Dimension.Frequency, 1e6),
        new("rpm", Dimension.Frequency, 1 / 60.0), new("1/min", Dimension.Frequency, 1 / 60.0),
        new("1/s", Dimension.Frequency, 1),
        new("A", Dimension.Current, 1), new("mA", Dimension.Current, 1e-3), new("uA", Dimension.Current, 1e-6),
        new("kA", Dimension.Current, 1e3),
        new("V", Dimension.Voltage, 1), new("mV", Dimension.Voltage, 1e-3), new("kV", Dimension.Voltage, 1e3),
        new("Ohm", Dimension.Resistance, 1), new("kOhm", Dimension.Resistance, 1e3), new("MOhm", Dimension.Resistance, 1e6),
        new("Ah", Dimension.Charge, 1), new("mAh", Dimension.Charge, 1e-3),
        new("N", Dimension.Force, 1), new("kN", Dimension.Force, 1e3), new("MN", Dimension.Force, 1e6),
        new("Nm", Dimension.Torque, 1), new("kNm", Dimension.Torque, 1e3),
        new("mg", Dimension.Mass, 1e-6), new("g", Dimension.Mass, 1e-3), new("kg", Dimension.Mass, 1),
        new("t", Dimension.Mass, 1e3),
        new("lb", Dimension.Mass, 0.45359237),
        new("ml", Dimension.Volume, 1e-3), new("l", Dimension.Volume, 1), new("m3", Dimension.Volume, 1e3),
        new("l/min", Dimension.VolumeFlow, 1), new("l/h", Dimension.VolumeFlow, 1 / 60.0), new("l/s", Dimension.VolumeFlow, 60),
        new("m3/h", Dimension.VolumeFlow, 1e3 / 60), new("m3/min", Dimension.VolumeFlow, 1e3),
        new("m3/s", Dimension.VolumeFlow, 6e4),
        new("kg/h", Dimension.MassFlow, 1), new("kg/min", Dimension.MassFlow, 60), new("kg/s", Dimension.MassFlow, 3600),
        new("t/h", Dimension.MassFlow, 1e3), new("g/s", Dimension.MassFlow, 3.6),
        new("kg/m3", Dimension.Density, 1), new("g/cm3", Dimension.Density, 1e3),
        new("us", Dimension.Time, 1e-6), new("ms", Dimension.Time, 1e-3), new("s", Dimension.Time, 1),
        new("min", Dimension.Time, 60),
        new("h", Dimension.Time, 3600), new("d", Dimension.Time, 86400),
        new("deg", Dimension.Angle, Math.PI / 180), new("rad", Dimension.Angle, 1),
        new("dB", Dimension.SoundLevel, 1),
        new("kg m2", Dimension.Inertia, 1),
        new("mPa s", Dimension.Viscosity, 1e-3), new("Pa s", Dimension.Viscosity, 1),
        new("uS/cm", Dimension.Conductivity, 1), new("mS/cm", Dimension.Conductivity, 1e3),
    ];

    /// <summary>Other spellings that files and sources use.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["°C"] = "degC", ["°F"] = "degF", ["°"] = "deg", ["µm"] = "um", ["μm"] = "um", ["m²"] = "m2", ["m³"] = "m3",
        ["m³/h"] = "m3/h", ["m³/min"] = "m3/min", ["m/s²"] = "m/s2", ["mm/s²"] = "mm/s2", ["m/s^2"] = "m/s2",
        ["mm/s^2"] = "mm/s2",
        ["L"] = "l", ["L/min"] = "l/min", ["kg m^2"] = "kg m2", ["kg m²"] = "kg m2", ["Ω"] = "Ohm", ["N m"] = "Nm",
    };

    private static readonly Dictionary<string, Unit[]> BySymbol = Table
        .GroupBy(unit => unit.Symbol, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.ToArray(), StringComparer.Ordinal);

    /// <summary>Every symbol, without other spellings.</summary>
    public static IReadOnlyCollection<string> Symbols => BySymbol.Keys;

    /// <summary>The meanings of a symbol; empty where it is not known.</summary>
    public static IReadOnlyList<Unit> Meanings(string symbol) =>
        BySymbol.GetValueOrDefault(Aliases.GetValueOrDefault(symbol, symbol)) ?? [];

    public static bool IsKnown(string symbol) => Meanings(symbol).Count > 0;

    /// <summary>
    /// How a value in one unit becomes a value in the other; false where a unit is not known or the dimensions differ.
    /// </summary>
    public static bool TryConversion(string from, string to, out LinearConversion conversion)
    {
        conversion = LinearConversion.None;
        if (!IsKnown(from) || !IsKnown(to))
            return false;
        foreach (var source in Meanings(from))
        {
            foreach (var target in Meanings(to).Where(target => target.Dimension == source.Dimension))
            {
                conversion = source.To(target);
                return true;
            }
        }
        return false;
    }
}
