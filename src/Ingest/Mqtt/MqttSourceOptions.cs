namespace OrleansTwin.Ingest.Mqtt;

/// <summary>How telemetry is taken from a broker.</summary>
public sealed record MqttSourceOptions
{
    public required MqttOptions Client { get; init; }

    /// <summary>Topic filters; at least one.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    public MqttQos Qos { get; init; } = MqttQos.AtLeastOnce;

    /// <summary>
    /// Shown in status; also the scope of the receipts by which redelivered messages are known. Null: made of host and port.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// A retained message is the last value before we came, not a new one. Those without a time of their own would look fresh;
    /// false: they are skipped and counted.
    /// </summary>
    public bool TakesRetained { get; init; } = true;

    /// <summary>
    /// At the end, how long to wait for messages on their way to the journal, so that the broker need not send them again.
    /// </summary>
    public TimeSpan FarewellMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Options from a URL (<see cref="MqttOptions.Parse"/>). Unless the URL says otherwise the broker keeps the session, under
    /// <paramref name="defaultClientId"/> where it names none: so what arrives while we are away, or was not committed when we
    /// fell, comes (again) later.
    /// </summary>
    /// <exception cref="FormatException">names the key, the value found, what was expected and how to mend it.</exception>
    public static MqttSourceOptions FromUrl(string url, string defaultClientId, IReadOnlyList<string> filters)
    {
        var client = MqttOptions.Parse(url);
        if (!url.Contains("cleanStart=", StringComparison.OrdinalIgnoreCase))
            client = client with { ClientId = client.ClientId is "" ? defaultClientId : client.ClientId, CleanStart = false };
        return new MqttSourceOptions { Client = client.Validate(), Filters = filters };
    }
}
