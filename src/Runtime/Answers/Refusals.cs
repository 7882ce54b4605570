using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Refusals that several places give.</summary>
internal static class Refusals
{
    public static HostFaultException Unavailable(string found, string expected, string remedy) =>
        new(HostFault.Unavailable, found, expected, remedy);

    public static HostFaultException NoStore(StoreUnavailableException away) =>
        Unavailable(away.Message, "a store that answers.", "Try again; /health/ready tells how the store is.");
}
