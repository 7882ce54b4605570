using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Where a machine's state comes from: <c>{sensor, map}</c>, <c>{power, …}</c> and/or <c>{pulse, …}</c>, or the word
/// alwaysProducing.
/// </summary>
internal static class StatesReader
{
    public const string AlwaysProducingWord = "alwaysProducing";

    private const string Expected =
        "{sensor, map} or {power, executeAboveKw, idleAboveKw} or {pulse, cycleTimeout} or alwaysProducing";
    private const string ExpectedState =
        "a PackML state (Execute, Idle, …), a reason (setup, starved, …) or both (Held/breakdown)";

    private static readonly string[] TagKeys = ["sensor", "map"];
    private static readonly string[] DerivedKeys = ["power", "executeAboveKw", "idleAboveKw", "pulse", "cycleTimeout"];

    public static StateSource Read(MapReader machine, MachineSensors sensors)
    {
        switch (machine.Node("states"))
        {
            case TextNode { Text: AlwaysProducingWord }:
                return new AlwaysProducing();
            case MapNode map:
                var reader = new MapReader(map, machine.Place.At("states"), machine.Findings, KeySets.States);
                return reader.Has("sensor") ? FromTag(reader, sensors) : Derived(reader, sensors);
            case TextNode text:
                machine.Error("states", Expected, Suggest.Hint(text.Text, [AlwaysProducingWord]));
                return new AlwaysProducing();
            default:
                machine.Error("states", Expected, "say where the machine's state comes from");
                return new AlwaysProducing();
        }
    }

    private static StateTag FromTag(MapReader reader, MachineSensors sensors)
    {
        foreach (var key in DerivedKeys.Where(reader.Has))
            reader.Error(key, "no " + key + " beside sensor: a state comes from a tag or from signals");
        sensors.Find(reader, "sensor", "a sensor of this machine", _ => true);
        return new StateTag(reader.Text("sensor") ?? "", StateMap(reader));
    }

    private static DerivedStates Derived(MapReader reader, MachineSensors sensors)
    {
        foreach (var key in TagKeys.Where(reader.Has))
            reader.Error(key, "the key sensor beside map");
        if (!reader.Has("power") && !reader.Has("pulse"))
            reader.Findings.Error(reader.Map, reader.Place, "neither sensor nor power nor pulse", Expected);
        sensors.Find(reader, "power", "a sensor in kW", sensor => sensor.Unit == "kW");
        sensors.Find(reader, "pulse", "a number or boolean sensor", sensor => sensor.ValueKind != ValueKind.Text);
        var execute = reader.Number("executeAboveKw", 0, 0);
        var idle = reader.Number("idleAboveKw", 0, 0);
        if (reader.Has("power") && !reader.Has("executeAboveKw"))
            reader.Error("executeAboveKw", "the power from which the machine produces, in kW");
        if (reader.Has("power") && idle > execute)
            reader.Error("idleAboveKw", "a power not above executeAboveKw");
        if (reader.Has("pulse") && !reader.Has("cycleTimeout"))
            reader.Error("cycleTimeout", "how long after a pulse the machine still counts as producing");
        return new DerivedStates(
            reader.Text("power"), execute, idle, reader.Text("pulse"), reader.Duration("cycleTimeout", 0, mayBeZero: false));
    }

    private static Dictionary<string, MachineState> StateMap(MapReader reader)
    {
        var map = new Dictionary<string, MachineState>(StringComparer.Ordinal);
        if (reader.InnerMap("map") is not { } entries)
            return map;
        var place = reader.Place.At("map");
        foreach (var (key, value) in entries.Entries)
        {
            if (value is TextNode word && TryState(word.Text, out var state))
                map[key.Text] = state with { Label = key.Text };
            else
                reader.Findings.Error(
                    value, place.At(key.Text), value.Found, ExpectedState, value is TextNode wrong ? Hint(wrong.Text) : null);
        }
        return map;
    }

    private static bool TryState(string text, out MachineState state)
    {
        state = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && Vocabulary.Reasons.TryRead(text, out var alone))
        {
            state = new MachineState(Implied(alone), alone);
            return true;
        }
        var reason = StateReason.None;
        var isRead = Vocabulary.States.TryRead(slash < 0 ? text : text[..slash], out var name)
            && (slash < 0 || Vocabulary.Reasons.TryRead(text[(slash + 1)..], out reason));
        state = new MachineState(name, reason);
        return isRead;
    }

    private static PackMlState Implied(StateReason reason) => reason switch
    {
        StateReason.Setup => PackMlState.Idle,
        StateReason.Starved or StateReason.Blocked => PackMlState.Suspended,
        StateReason.Breakdown => PackMlState.Aborted,
        _ => PackMlState.Stopped,
    };

    private static string? Hint(string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 1)
            return Suggest.Hint(text, [.. Vocabulary.States.All, .. Vocabulary.Reasons.All]);
        var state = Suggest.Nearest(parts[0], Vocabulary.States.All);
        var reason = Suggest.Nearest(parts[1], Vocabulary.Reasons.All);
        return state is null || reason is null
            ? "after the slash: " + string.Join(", ", Vocabulary.Reasons.All)
            : $"did you mean \"{state}/{reason}\"?";
    }
}
