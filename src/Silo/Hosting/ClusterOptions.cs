using System.Net;

namespace OrleansTwin.Silo.Hosting;

/// <summary>Where this process stands in the cluster.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Processes with the same id form one cluster.</summary>
    public string Id { get; init; } = "orleanstwin";

    /// <summary>Names what the cluster runs, for good: what is stored belongs to it, whatever cluster runs it.</summary>
    public string Service { get; init; } = "orleanstwin";

    /// <summary>
    /// Address at which the others reach this process; null: its host's own, or loopback where there is no database.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>Port for the other silos.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for gateways that run alone.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>
    /// How long a silo may leave a probe unanswered. After two, each witnessed by another silo, it is taken for dead and its
    /// shards are taken up elsewhere.
    /// </summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public ClusterOptions Validate()
    {
        if (Address is not null && !IPAddress.TryParse(Address, out _))
            throw new FormatException($"Cluster:Address is '{Address}'. Expected: an IP address that the other processes reach.");
        foreach (var (key, port) in new[] { (nameof(SiloPort), SiloPort), (nameof(GatewayPort), GatewayPort) })
        {
            if (port is < 1 or > 65_535)
                throw new FormatException($"Cluster:{key} is {port}. Expected: 1 to 65535.");
        }

        if (ProbeTimeout < TimeSpan.FromMilliseconds(200) || ProbeTimeout > TimeSpan.FromMinutes(1))
            throw new FormatException($"Cluster:ProbeTimeout is {ProbeTimeout}. Expected: 00:00:00.2 to 00:01:00.");
        return this;
    }
}
