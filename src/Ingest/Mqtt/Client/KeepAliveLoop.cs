namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Sends PINGREQ when a direction was quiet for half the keepalive, and gives the connection up when then nothing comes for
/// another half: within 1.5 times the keepalive in all (MQTT 5.0, 3.1.2.10). A broker that sends but takes nothing in for that
/// long is given up too. Looks four times per keepalive.
/// </summary>
internal static class KeepAliveLoop
{
    private static readonly byte[] PingReq = [0xC0, 0];

    public static async Task RunAsync(MqttLink link, TimeProvider time)
    {
        if (link.KeepAlive == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(link.KeepAlive / 4, time);
        long pinged = -1;
        while (await timer.WaitForNextTickAsync(link.Closing))
        {
            if (link.WriteStalled >= 1.5 * link.KeepAlive)
                throw Deaf(link);
            if (pinged >= 0 && (link.Paused || link.SinceReceived <= time.GetElapsedTime(pinged)))
                pinged = -1;
            if (pinged >= 0 && time.GetElapsedTime(pinged) >= link.KeepAlive / 2)
                throw Silent(link);
            bool quiet = link.SinceSent >= link.KeepAlive / 2 || (!link.Paused && link.SinceReceived >= link.KeepAlive / 2);
            if (pinged < 0 && quiet)
            {
                pinged = time.GetTimestamp();
                link.Outbox.Append(PingReq);
                link.Outbox.Wake();
            }
        }
    }

    private static MqttException Deaf(MqttLink link) => new(MqttReasonCode.KeepAliveTimeout,
        $"The broker has taken nothing in for {link.WriteStalled.TotalSeconds:0.#} s (keepalive "
        + $"{link.KeepAlive.TotalSeconds:0.#} s); the connection is given up.");

    private static MqttException Silent(MqttLink link) => new(MqttReasonCode.KeepAliveTimeout,
        $"The broker was silent for {link.SinceReceived.TotalSeconds:0.#} s and did not answer a ping (keepalive "
        + $"{link.KeepAlive.TotalSeconds:0.#} s); the connection is given up.");
}
