using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Machine types: templates for machines. A machine that adds nothing of its own shares what was read from its type; for any other the
/// machine's keys are laid over the type's.
/// </summary>
internal sealed class MachineTypes
{
    private readonly Dictionary<string, MapReader> _types = new(StringComparer.Ordinal);
    private readonly List<NamedNode> _named = [];
    private readonly Dictionary<string, MachineBody> _bodies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public static MachineTypes None => new();

    public static MachineTypes Read(MapReader plant)
    {
        var types = new MachineTypes();
        foreach (var named in plant.Named("machineTypes"))
        {
            if (named.Map(KeySets.MachineType) is { } reader)
            {
                types._types[named.Id] = reader;
                types._named.Add(named);
            }
        }
        return types;
    }

    /// <summary>A machine's body: the type's, the machine's, or one laid over the other.</summary>
    public MachineBody BodyOf(MapReader machine, PlantContext context)
    {
        if (Find(machine, context) is not { } type)
            return MachineReader.Body(machine, context);
        if (machine.Map.Entries.Any(entry => KeySets.MachineType.Has(entry.Key.Text)))
        {
            var merged = Merge.Over(type.Map, machine.Map, "states");
            return MachineReader.Body(new MapReader(merged, machine.Place, machine.Findings, KeySets.Machine), context);
        }
        var id = machine.Text("type")!;
        if (!_bodies.TryGetValue(id, out var body))
            _bodies[id] = body = MachineReader.Body(type, context);
        return body;
    }

    public void WarnOfUnused()
    {
        foreach (var named in _named.Where(type => !_used.Contains(type.Id)))
            named.Findings.Warning(named.Key, named.Place, "a machine type that no machine has", "a machine with this type", "its content was not checked");
    }

    private MapReader? Find(MapReader machine, PlantContext context)
    {
        if (References.Find(machine, "type", _types, "machine type") is not { } type)
            return null;
        _used.Add(machine.Text("type")!);
        return type;
    }
}
