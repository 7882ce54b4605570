using System.Globalization;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// From a state tag's value to a state. Remembers the last number, since a number's text would be made anew for every sample.
/// </summary>
internal sealed class StateReading
{
    private double _number = double.NaN;
    private MachineState _ofNumber;

    public MachineState Read(StateTag tag, in Sample sample)
    {
        if (sample.Text is { } text)
            return OfText(tag, text);
        if (sample.Value != _number)
            (_number, _ofNumber) = (sample.Value, OfText(tag, TextOf(sample)));
        return _ofNumber;
    }

    /// <summary>A sample's text; a number in invariant form.</summary>
    public static string TextOf(in Sample sample) => sample.Text ?? sample.Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>State by power. Where cycle pulses tell production, power only tells idle from stopped.</summary>
    public static MachineState OfPower(DerivedStates derived, double powerKw, bool hasPulse) =>
        hasPulse || (derived.PulseSensor is null && powerKw >= derived.ExecuteAboveKw) ? new MachineState(PackMlState.Execute)
        : powerKw >= derived.IdleAboveKw ? new MachineState(PackMlState.Idle)
        : new MachineState(PackMlState.Stopped);

    private static MachineState OfText(StateTag tag, string text)
    {
        if (tag.Map.TryGetValue(text, out var mapped))
            return mapped.Label is null ? mapped with { Label = text } : mapped;
        return Enum.TryParse<PackMlState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state)
            ? new MachineState(state)
            : new MachineState(PackMlState.Undefined, Label: text);
    }
}
