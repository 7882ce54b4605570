using System.Runtime.Intrinsics;

namespace OrleansTwin.Twins.Learning;

/// <summary>First and second derivative of the loss, summed over rows. The second stands for the rows' weight.</summary>
internal readonly struct GradientSum(Vector128<double> both)
{
    private readonly Vector128<double> _both = both;

    public GradientSum(double gradient, double weight)
        : this(Vector128.Create(gradient, weight))
    {
    }

    public double Gradient => _both.GetElement(0);

    public double Weight => _both.GetElement(1);

    public static GradientSum operator +(GradientSum a, GradientSum b) => new(a._both + b._both);

    public static GradientSum operator -(GradientSum a, GradientSum b) => new(a._both - b._both);
}
