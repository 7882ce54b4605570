namespace OrleansTwin.Ingest.Mqtt;

/// <summary>A name and value pair that the application attaches to a version 5 packet.</summary>
public readonly record struct MqttUserProperty(string Name, string Value);
