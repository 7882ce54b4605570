namespace OrleansTwin.Ingest.Tags;

/// <summary>MQTT topic filters (MQTT 5, 4.7): <c>+</c> is one step, <c>#</c> at the end is the rest, including none.</summary>
public static class TopicFilter
{
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        // Wildcards at the start don't match the broker's own topics ($SYS).
        if (topic.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#')))
            return false;
        while (true)
        {
            var filterStep = FirstStep(filter);
            if (filterStep is "#")
                return true;
            var topicStep = FirstStep(topic);
            if (filterStep is not "+" && !filterStep.SequenceEqual(topicStep))
                return false;
            bool filterEnds = filterStep.Length == filter.Length, topicEnds = topicStep.Length == topic.Length;
            if (filterEnds || topicEnds)
                return topicEnds && (filterEnds || filter[(filterStep.Length + 1)..] is "#");
            filter = filter[(filterStep.Length + 1)..];
            topic = topic[(topicStep.Length + 1)..];
        }
    }

    private static ReadOnlySpan<char> FirstStep(ReadOnlySpan<char> path) =>
        path.IndexOf('/') is >= 0 and var end ? path[..end] : path;
}
