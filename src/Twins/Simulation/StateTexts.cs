using System.Globalization;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// What a machine's controller says for each state: the key of the machine's <see cref="StateTag.Map"/> that means it, and a
/// PackML name where the map has none.
/// </summary>
internal sealed class StateTexts
{
    private readonly (string Text, MachineState Meaning)[] _byClass = new (string, MachineState)[(int)TimeClass.Unmeasured + 1];

    /// <param name="machine">Whose map is used.</param>
    /// <param name="tellsFlowReason">
    /// Starved and blocked are told apart, if the map has words for them. False: both are plain Suspended, unless the map has
    /// no word for that.
    /// </param>
    public StateTexts(MachineAsset machine, bool tellsFlowReason)
    {
        var map = (machine.States as StateTag)?.Map ?? new Dictionary<string, MachineState>();
        for (var index = 0; index < _byClass.Length; index++)
            _byClass[index] = TextOf(map, (TimeClass)index, tellsFlowReason);
    }

    public string TextOf(TimeClass timeClass) => _byClass[(int)timeClass].Text;

    /// <summary>The text as a number, for a numeric state tag: the map's key if it is one, otherwise PackML's.</summary>
    public double NumberOf(TimeClass timeClass) =>
        double.TryParse(TextOf(timeClass), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : (double)_byClass[(int)timeClass].Meaning.State;

    /// <summary>True where the text itself says breakdown, so that the length of the stop doesn't matter.</summary>
    public bool SaysBreakdown(TimeClass timeClass) =>
        _byClass[(int)timeClass].Meaning.Reason is StateReason.Breakdown or StateReason.CorrectiveMaintenance;

    /// <summary>True where the text says that the machine is down and not merely held up: its energy counts as such.</summary>
    public bool SaysDown(TimeClass timeClass) =>
        SaysBreakdown(timeClass) || _byClass[(int)timeClass].Meaning.State is PackMlState.Aborted or PackMlState.Stopped;

    private static (string Text, MachineState Meaning) TextOf(
        IReadOnlyDictionary<string, MachineState> map, TimeClass timeClass, bool tellsFlowReason)
    {
        var (state, reason) = Wanted(timeClass);
        var plain = Find(map, meaning => meaning.State == state && meaning.Reason == StateReason.None);
        var withReason = reason == StateReason.None
            ? null
            : Find(map, meaning => meaning.State == state && meaning.Reason == reason)
                ?? Find(map, meaning => meaning.Reason == reason);
        var isFlowReason = reason is StateReason.Starved or StateReason.Blocked;
        var found = isFlowReason && !tellsFlowReason ? plain ?? withReason : withReason ?? plain;
        // A controller with one word for all its own stops.
        if (found is null && timeClass == TimeClass.Breakdown)
            found = Find(map, meaning => meaning is { State: PackMlState.Held, Reason: StateReason.None });
        return found ?? (state.ToString(), new MachineState(state));
    }

    private static (string Text, MachineState Meaning)? Find(
        IReadOnlyDictionary<string, MachineState> map, Func<MachineState, bool> means) =>
        map.Where(entry => means(entry.Value))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => ((string, MachineState)?)(entry.Key, entry.Value))
            .FirstOrDefault();

    private static (PackMlState State, StateReason Reason) Wanted(TimeClass timeClass) =>
        timeClass switch
        {
            TimeClass.Producing => (PackMlState.Execute, StateReason.None),
            TimeClass.Setup => (PackMlState.Idle, StateReason.Setup),
            TimeClass.MinorStop => (PackMlState.Held, StateReason.None),
            TimeClass.Starved => (PackMlState.Suspended, StateReason.Starved),
            TimeClass.Blocked => (PackMlState.Suspended, StateReason.Blocked),
            TimeClass.Waiting => (PackMlState.Suspended, StateReason.None),
            TimeClass.Breakdown => (PackMlState.Aborted, StateReason.Breakdown),
            TimeClass.PlannedStop => (PackMlState.Stopped, StateReason.PlannedStop),
            _ => (PackMlState.Stopped, StateReason.None),
        };
}
