using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OrleansTwin.Api;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Ingest.Mqtt;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Commands;

/// <summary>
/// From an exception to what the user reads on standard error and what the process returns. The one place that decides both.
/// </summary>
internal static class Failures
{
    public static async Task<int> TellAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            var (exitCode, text) = Explain(failure);
            await Console.Error.WriteLineAsync(text);
            return exitCode;
        }
    }

    internal static (int ExitCode, string Text) Explain(Exception failure) => failure switch
    {
        CommandException told => (told.ExitCode, told.Message),
        FormatException or ArgumentException or ApiOptionsException => (ExitCode.BadInput, failure.Message),
        StoreRefusedException or StoreUnavailableException or StoreCorruptedException
            or MqttException or MailboxStoppedException or HistoryImportException => (
            ExitCode.Failed, failure.Message),
        IOException { InnerException: AddressInUseException } => (
            ExitCode.Failed,
            $"{failure.Message}\nStop what listens there, or choose another port: --listen http://127.0.0.1:8081"),
        IOException or UnauthorizedAccessException or SocketException => (ExitCode.Failed, failure.Message),
        OutOfMemoryException or AggregateException { InnerException: OutOfMemoryException } => (
            ExitCode.Failed, "There is not enough memory for this; nothing was written. Free some, or give it fewer rows."),
        _ => (ExitCode.Failed, $"This should not have happened; please report it.\n{failure}"),
    };
}
