using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Machine types: templates for machines, and for other types. A machine that adds nothing of its own shares what was read from
/// its type; for any other the machine's keys are laid over the type's.
/// </summary>
internal sealed class MachineTypes
{
    private readonly Dictionary<string, MapReader> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MapReader> _complete = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MachineBody> _bodies = new(StringComparer.Ordinal);
    private readonly List<NamedNode> _named = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public static MachineTypes None => new();

    public static MachineTypes Read(MapReader plant)
    {
        var types = new MachineTypes();
        foreach (var named in plant.Named("machineTypes"))
        {
            if (named.Map(KeySets.MachineType) is not { } reader)
                continue;
            types._own[named.Id] = reader;
            types._named.Add(named);
        }
        return types;
    }

    /// <summary>A machine's body: its type's, its own, or one laid over the other.</summary>
    public MachineBody BodyOf(MapReader machine, PlantContext context)
    {
        if (Complete(machine, []) is not { } type)
            return MachineReader.Body(machine, context);
        if (machine.Map.Entries.Any(entry => entry.Key.Text != "type" && KeySets.MachineType.Has(entry.Key.Text)))
            return MachineReader.Body(Over(type, machine, KeySets.Machine), context);
        var id = machine.Text("type")!;
        if (!_bodies.TryGetValue(id, out var body))
            _bodies[id] = body = MachineReader.Body(type, context);
        return body;
    }

    public void WarnOfUnused()
    {
        foreach (var named in _named.Where(type => !_used.Contains(type.Id)))
            named.Findings.Warning(
                named.Key, named.Place, "a machine type that no machine has", "a machine of this type", "it was not checked");
    }

    /// <summary>
    /// The type that a machine or type names, laid over the type it builds on itself; null where none is named (or, with an
    /// error, known).
    /// </summary>
    private MapReader? Complete(MapReader named, HashSet<string> open)
    {
        if (References.Find(named, "type", _own, "machine type") is not { } own)
            return null;
        var id = named.Text("type")!;
        _used.Add(id);
        if (_complete.TryGetValue(id, out var complete))
            return complete;
        if (!open.Add(id))
        {
            named.Error("type", "types that do not build on themselves", $"{string.Join(", ", open)} form a cycle");
            return null;
        }
        return _complete[id] = Complete(own, open) is { } below ? Over(below, own, KeySets.MachineType) : own;
    }

    private static MapReader Over(MapReader below, MapReader above, KeySet keys) =>
        new(Merge.Over(below.Map, above.Map, "states"), above.Place, above.Findings, keys);
}
