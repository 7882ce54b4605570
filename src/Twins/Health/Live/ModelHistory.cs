using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Live;

/// <summary>Versions of a machine's models, what became of them, and what work orders found about their alerts.</summary>
public sealed class ModelHistory
{
    /// <summary>Older events are let go.</summary>
    public const int EventsMax = 10;

    private readonly List<ModelEvent> _events = [];

    /// <summary>Of the newest model; 0: there was none yet.</summary>
    public int Version { get; private set; }

    /// <summary>Alerts in which a fault was found.</summary>
    public int FaultsFound { get; private set; }

    /// <summary>Alerts in which none was.</summary>
    public int FalseAlerts { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ModelEvent> Events => _events;

    /// <summary>Null: nothing has become of any.</summary>
    public ModelEvent? Newest => _events.Count == 0 ? null : _events[^1];

    internal void Add(ModelEventKind kind, long atTicks, string why)
    {
        Version += kind is ModelEventKind.Learned or ModelEventKind.Recalibrated or ModelEventKind.Taught ? 1 : 0;
        if (_events.Count == EventsMax)
            _events.RemoveAt(0);
        _events.Add(new ModelEvent(Version, kind, atTicks, why));
    }

    internal void Count(bool wasFault) =>
        (FaultsFound, FalseAlerts) = wasFault ? (FaultsFound + 1, FalseAlerts) : (FaultsFound, FalseAlerts + 1);

    internal void Write(StateWriter writer)
    {
        writer.WriteCount(Version);
        writer.WriteCount(FaultsFound);
        writer.WriteCount(FalseAlerts);
        writer.WriteCount(_events.Count);
        foreach (var (version, kind, atTicks, why) in _events)
        {
            writer.WriteCount(version);
            writer.WriteByte((byte)kind);
            writer.WriteInt64(atTicks);
            writer.WriteString(why);
        }
    }

    /// <exception cref="StateFormatException">The bytes are no such state.</exception>
    internal static ModelHistory Read(ref StateReader reader)
    {
        var history = new ModelHistory
        {
            Version = reader.ReadCount(int.MaxValue),
            FaultsFound = reader.ReadCount(int.MaxValue),
            FalseAlerts = reader.ReadCount(int.MaxValue),
        };
        for (var left = reader.ReadCount(EventsMax); left > 0; left--)
        {
            history._events.Add(new ModelEvent(
                reader.ReadCount(int.MaxValue), (ModelEventKind)reader.ReadByte((byte)ModelEventKind.Forgotten),
                reader.ReadInt64(), reader.ReadText()));
        }

        return history;
    }
}
