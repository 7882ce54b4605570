using MathNet.Numerics.Distributions;

namespace OrleansTwin.Twins.Anomaly;

/// <summary>The one scale of all that is watched: how far a standard normal number would have to lie to be as rare.</summary>
public static class NormalDeviate
{
    /// <summary>Of a value of Student's t, keeping its sign (Wallace 1959; within 2 % from two degrees of freedom on).</summary>
    public static double OfStudent(double t, double degreesOfFreedom)
    {
        var root = Math.Sqrt(degreesOfFreedom * Math.Log(1 + (t * t / degreesOfFreedom)));
        return Math.CopySign(root * ((8 * degreesOfFreedom) + 1) / ((8 * degreesOfFreedom) + 3), t);
    }

    /// <summary>The other way: the value of Student's t, not negative, that has this deviate.</summary>
    public static double ToStudent(double deviate, double degreesOfFreedom)
    {
        var root = deviate * ((8 * degreesOfFreedom) + 3) / ((8 * degreesOfFreedom) + 1);
        return Math.Sqrt(degreesOfFreedom * (Math.Exp(root * root / degreesOfFreedom) - 1));
    }

    /// <summary>What none of <paramref name="count"/> independent ones passes with probability 1 - <paramref name="share"/>
    /// (Šidák 1967), two-sided.</summary>
    public static double Limit(double share, int count) =>
        Normal.InvCDF(0, 1, 1 - ((1 - Math.Pow(1 - share, 1.0 / count)) / 2));
}
