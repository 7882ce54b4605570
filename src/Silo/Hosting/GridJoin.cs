using OrleansTwin.Api.Hosting;
using OrleansTwin.Grains;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Runtime.Commands;

namespace OrleansTwin.Silo.Hosting;

/// <summary>
/// How a process comes into a grid. Processes start in any order: one that finds no silo, or no plant yet, waits and says for
/// what; one that does not fit the grid is refused.
/// </summary>
internal static partial class GridJoin
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="CommandException">The process does not fit the grid; says why.</exception>
    public static async Task JoinAsync(IGrainFactory grains, GridMember member, ILogger log, CancellationToken cancellation)
    {
        for (string? told = null; ; await Task.Delay(Pause, cancellation))
        {
            try
            {
                await grains.Plant().JoinAsync(member).WaitAsync(cancellation);
                return;
            }
            catch (HostFaultException misfit) when (misfit.Fault is HostFault.Conflict or HostFault.Invalid)
            {
                throw new CommandException(ExitCode.BadInput, misfit.Message, misfit);
            }
            catch (Exception waiting) when (waiting is HostFaultException or OrleansException or TimeoutException or IOException)
            {
                if (told != waiting.Message)
                    LogWaiting(log, waiting.Message);
                told = waiting.Message;
            }
        }
    }

    [LoggerMessage(2401, LogLevel.Warning, "This process waits for the grid: {Reason}")]
    private static partial void LogWaiting(ILogger log, string reason);
}
