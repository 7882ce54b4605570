using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Grains.Gateway;

/// <summary>What the cluster runs into, as a gateway's clients are told of it.</summary>
internal static class GridFaults
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static HostFaultException NoPlant() => new(
        HostFault.Unavailable, "This process does not know the plant yet.", "a grid with a plant.",
        "Ask again; if it stays so, see that a silo runs and was started with --plant FILE once.") { RetryAfter = Retry };

    /// <exception cref="HostFaultException">Of the grain, or the cluster did not answer.</exception>
    public static async Task<T> TellAsync<T>(Task<T> call)
    {
        await TellAsync((Task)call);
        return await call;
    }

    /// <exception cref="HostFaultException">Of the grain, or the cluster did not answer.</exception>
    public static async Task TellAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception away) when (away is OrleansException or TimeoutException or StoreUnavailableException
            or StoreRefusedException or StoreCorruptedException)
        {
            throw new HostFaultException(
                HostFault.Unavailable, $"The grid did not answer: {Cause(away)}", "a silo that has what was asked for.",
                "Ask again: what a lost silo had is taken up by another within seconds.") { RetryAfter = Retry };
        }
    }

    /// <summary>Orleans appends what was called and the stack: nothing for a gateway's clients.</summary>
    private static string Cause(Exception away) => away.Message.Split([" --->", "\n"], StringSplitOptions.None)[0].TrimEnd();
}
