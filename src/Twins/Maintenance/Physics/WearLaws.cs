namespace OrleansTwin.Twins.Maintenance.Physics;

/// <summary>Closed forms of how fast things age and wear.</summary>
public static class WearLaws
{
    /// <summary>Boltzmann's constant.</summary>
    private const double ElectronvoltPerKelvin = 8.617333262e-5;
    private const double KelvinAtZeroCelsius = 273.15;

    /// <summary>How many times as fast something ages at a temperature as at another (Arrhenius 1889).</summary>
    /// <param name="activationEv">Activation energy, such as 0.8 eV for insulation.</param>
    /// <param name="temperatureC">Where it runs.</param>
    /// <param name="referenceC">Where its life is known.</param>
    public static double Arrhenius(double activationEv, double temperatureC, double referenceC)
    {
        var (here, there) = (Kelvin(temperatureC), Kelvin(referenceC));
        return Math.Exp(activationEv / ElectronvoltPerKelvin * ((1 / there) - (1 / here)));
    }

    /// <summary>Depth that sliding takes off in mm (Archard 1953): k p s, pressure in N/mm² and way in mm.</summary>
    /// <param name="coefficientMm2PerN">Specific wear rate k, mm³/(N mm).</param>
    public static double ArchardDepthMm(double coefficientMm2PerN, double pressureNPerMm2, double slidingMm) =>
        coefficientMm2PerN * pressureNPerMm2 * slidingMm;

    /// <summary>Temperature of a body of first order, a time after its surroundings or its losses changed.</summary>
    /// <param name="startC">When they changed.</param>
    /// <param name="finalC">What it tends to.</param>
    /// <param name="elapsed">Time since then.</param>
    /// <param name="timeConstant">In which 63 % of the way is gone; in the same unit.</param>
    public static double FirstOrderC(double startC, double finalC, double elapsed, double timeConstant) =>
        finalC + ((startC - finalC) * Math.Exp(-elapsed / timeConstant));

    /// <summary>When such a body reaches a limit, in the time constant's unit; infinite: never.</summary>
    public static double TimeToLimit(double startC, double finalC, double limitC, double timeConstant) =>
        (limitC - startC) * (finalC - startC) <= 0 ? (limitC == startC ? 0 : double.PositiveInfinity)
        : Math.Abs(limitC - startC) >= Math.Abs(finalC - startC) ? double.PositiveInfinity
        : timeConstant * Math.Log((finalC - startC) / (finalC - limitC));

    private static double Kelvin(double celsius) => celsius > -KelvinAtZeroCelsius
        ? celsius + KelvinAtZeroCelsius
        : throw new ArgumentOutOfRangeException(nameof(celsius), celsius, "Expected a temperature above absolute zero.");
}
