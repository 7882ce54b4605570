using System.Text;
using OrleansTwin.Ingest.Conditioners;
using OrleansTwin.Ingest.Decoding;

namespace OrleansTwin.Ingest.Tags;

/// <summary>
/// Remembers where the tags of a <see cref="TagMap"/> lead, known and unknown, so that a value costs one look into a table and
/// no memory. Bounded: when full it starts anew, and tells so. Belongs to one thread.
/// </summary>
public sealed class TagRouter(TagMap map, int routesMax, Action? restarted = null)
{
    private readonly Dictionary<string, TopicRoute> _topics = new(StringComparer.Ordinal);
    private int _routes;

    public TagMap Map => map;

    public TopicRoute TopicOf(string topic)
    {
        if (_topics.TryGetValue(topic, out var route))
            return route;
        Remember();
        return _topics[topic] = new TopicRoute(topic, map.Find(topic), map.PayloadPlanOf(topic));
    }

    /// <summary>The way of a topic's named value; of the topic itself where the name is empty.</summary>
    public TagRoute TagOf(TopicRoute topic, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return topic.Own;
        var names = (topic.Names ??= new(Utf8Comparer.Instance)).GetAlternateLookup<ReadOnlySpan<byte>>();
        if (names.TryGetValue(name, out var route))
            return route;
        Remember();
        var tag = $"{topic.Own.Tag}:{Encoding.UTF8.GetString(name)}";
        return names[name] = new TagRoute(tag, map.Find(tag));
    }

    private void Remember()
    {
        if (++_routes <= routesMax)
            return;
        _topics.Clear();
        _routes = 1;
        restarted?.Invoke();
    }
}

/// <summary>A tag and what it feeds; null: an unknown tag.</summary>
public readonly record struct TagRoute(string Tag, SensorPlan? Sensor);

/// <summary>A topic's own route, how its payloads are read, and the routes of the names in them.</summary>
public sealed class TopicRoute(string topic, SensorPlan? sensor, PayloadPlan payload)
{
    public TagRoute Own { get; } = new(topic, sensor);

    public PayloadPlan Payload => payload;

    /// <summary>Null while payloads have named nothing: of most topics they never do.</summary>
    internal Dictionary<byte[], TagRoute>? Names { get; set; }
}
