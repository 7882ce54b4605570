namespace OrleansTwin.Twins.Maintenance;

/// <summary>What is known of how long a part that runs will last: from parts like it, or from its own wear.</summary>
public interface IRemainingLife
{
    /// <summary>
    /// Hours of operation by which a part of this age has failed, with each of the probabilities; infinite: as far as is known it
    /// may never fail.
    /// </summary>
    double[] HoursLeft(double ageHours, ReadOnlySpan<double> probabilities);

    /// <summary>
    /// The probability that a part of this age fails within so many hours of operation, and the interval that what is not known
    /// leaves of it.
    /// </summary>
    Estimate Risk(double ageHours, double hours, double probability = 0.9);
}
