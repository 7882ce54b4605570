namespace OrleansTwin.Ingest.Mqtt;

/// <summary>Aliases that we use towards the broker on one connection: the first topics get them; later ones go without.</summary>
internal sealed class OutboundAliases(int maximum)
{
    private readonly Dictionary<string, ushort> _aliases = [];

    /// <summary>The alias for a topic (0: none) and whether the broker knows it already.</summary>
    public (ushort Alias, bool Known) For(string topic)
    {
        if (_aliases.TryGetValue(topic, out ushort alias))
            return (alias, true);
        return (_aliases.Count < maximum ? (ushort)(_aliases.Count + 1) : (ushort)0, false);
    }

    /// <summary>The packet that names the alias is on its way.</summary>
    public void Remember(string topic, ushort alias) => _aliases[topic] = alias;
}
