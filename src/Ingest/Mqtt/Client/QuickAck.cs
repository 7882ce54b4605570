using System.Net.Sockets;

namespace OrleansTwin.Ingest.Mqtt;

/// <summary>
/// Asks Linux to acknowledge what was just read at once. Brokers commonly leave Nagle's algorithm on; together with the
/// kernel's delayed acknowledgement each small message can then wait 40 ms. The kernel forgets the request by itself, so it is
/// made after every read.
/// </summary>
internal static class QuickAck
{
    private const int Tcp = 6;
    private const int TcpQuickAck = 12;

    private static volatile bool s_supported = OperatingSystem.IsLinux();

    public static void Request(Socket socket)
    {
        if (!s_supported)
            return;
        try
        {
            socket.SetRawSocketOption(Tcp, TcpQuickAck, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            // A kernel without it, or a connection that just broke, which the next read tells.
            // It is a hint: never worth a failure.
            s_supported = false;
        }
    }
}
