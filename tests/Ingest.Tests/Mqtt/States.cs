using OrleansTwin.Ingest.Mqtt;

namespace OrleansTwin.Ingest.Tests.Mqtt;

/// <summary>Waits for a client's next entry into a state.</summary>
internal static class States
{
    public static Task Reached(MqttClient client, MqttState state)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += now =>
        {
            if (now == state)
                reached.TrySetResult();
        };
        return reached.Task;
    }
}
