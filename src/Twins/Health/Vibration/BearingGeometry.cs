namespace OrleansTwin.Twins.Health.Vibration;

/// <summary>Frequencies in Hz at which parts of a bearing are rolled over.</summary>
/// <param name="Cage">FTF.</param>
/// <param name="OuterRace">BPFO: how often rollers pass a spot of the outer race.</param>
/// <param name="InnerRace">BPFI.</param>
/// <param name="Element">BSF: a rolling element's spin; a spot on it strikes twice as often.</param>
public readonly record struct BearingFrequencies(double Cage, double OuterRace, double InnerRace, double Element);

/// <summary>A rolling bearing whose outer race stands still.</summary>
/// <param name="Elements">Rolling elements in a row.</param>
/// <param name="ElementMm">Their diameter.</param>
/// <param name="PitchMm">Diameter of the circle of their centres.</param>
/// <param name="ContactDegrees">Contact angle.</param>
public sealed record BearingGeometry(int Elements, double ElementMm, double PitchMm, double ContactDegrees)
{
    /// <summary>By kinematics without slip; real bearings are up to 2 % slower.</summary>
    public BearingFrequencies At(double shaftHz)
    {
        var share = ElementMm / PitchMm * Math.Cos(ContactDegrees * Math.PI / 180);
        return new BearingFrequencies(
            shaftHz / 2 * (1 - share), Elements * shaftHz / 2 * (1 - share), Elements * shaftHz / 2 * (1 + share),
            shaftHz * PitchMm / (2 * ElementMm) * (1 - (share * share)));
    }
}
