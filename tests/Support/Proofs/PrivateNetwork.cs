namespace OrleansTwin.Proofs;

/// <summary>
/// A network namespace for a broker with two cables to this machine: one for the process, which gets cut, and one for who sends.
/// Nothing is told to either end when a cable is cut: packets vanish, as between two halls. Making one takes root.
/// </summary>
internal sealed class PrivateNetwork : IAsyncDisposable
{
    private static readonly string Name = $"ot{Environment.ProcessId}";

    /// <summary>Addresses that are set aside for measuring (RFC 2544).</summary>
    private static readonly string Subnet = $"198.18.{Environment.ProcessId % 256}";

    private readonly Cable _process = new($"{Name}p", $"{Name}q", $"{Subnet}.1", $"{Subnet}.2");
    private readonly Cable _sender = new($"{Name}s", $"{Name}t", $"{Subnet}.5", $"{Subnet}.6");

    private PrivateNetwork()
    {
    }

    /// <summary>What a program is started with to be in the network.</summary>
    public static IReadOnlyList<string> Enter => ["ip", "netns", "exec", Name];

    /// <summary>Where the process finds the broker.</summary>
    public string AddressForProcess => _process.Inside;

    /// <summary>Where the process is found by who is in the network.</summary>
    public string AddressOfProcess => _process.Outside;

    /// <summary>Where the sender finds the broker.</summary>
    public string AddressForSender => _sender.Inside;

    /// <exception cref="UnauthorizedAccessException">This user or machine may not make networks.</exception>
    public static async Task<PrivateNetwork> MakeAsync()
    {
        var (exitCode, said) = await Tool.RunAsync("ip", "netns", "add", Name);
        if (exitCode != 0)
            throw new UnauthorizedAccessException(
                $"a network of its own could not be made ({said.Trim()}). Run it as root, where namespaces are permitted.");
        var network = new PrivateNetwork();
        try
        {
            await InsideAsync("link", "set", "lo", "up");
            foreach (var cable in new[] { network._process, network._sender })
                await LayAsync(cable);
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }

        return network;
    }

    /// <summary>The process's cable is out while something happens.</summary>
    public async Task WhilePulledAsync(Func<Task> action)
    {
        await InsideAsync("link", "set", _process.InnerEnd, "down");
        await action();
        await InsideAsync("link", "set", _process.InnerEnd, "up");
    }

    /// <summary>What the broker sends to the process is lost while something happens; what the process sends arrives.</summary>
    public async Task WhileOneWayAsync(Func<Task> action)
    {
        await InsideAsync("route", "add", "blackhole", $"{_process.Outside}/32");
        await action();
        await InsideAsync("route", "del", "blackhole", $"{_process.Outside}/32");
    }

    /// <summary>The cables vanish with the network.</summary>
    public async ValueTask DisposeAsync() => await Tool.RunAsync("ip", "netns", "del", Name);

    private static async Task LayAsync(Cable cable)
    {
        await IpAsync("link", "add", cable.OuterEnd, "type", "veth", "peer", "name", cable.InnerEnd, "netns", Name);
        await IpAsync("address", "add", $"{cable.Outside}/30", "dev", cable.OuterEnd);
        await IpAsync("link", "set", cable.OuterEnd, "up");
        await InsideAsync("address", "add", $"{cable.Inside}/30", "dev", cable.InnerEnd);
        await InsideAsync("link", "set", cable.InnerEnd, "up");
    }

    private static Task InsideAsync(params string[] arguments) => IpAsync(["-netns", Name, .. arguments]);

    private static async Task IpAsync(params string[] arguments)
    {
        var (exitCode, said) = await Tool.RunAsync("ip", arguments);
        if (exitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {said.Trim()}");
    }

    /// <summary>Two ends: out here, and in the network.</summary>
    private sealed record Cable(string OuterEnd, string InnerEnd, string Outside, string Inside);
}
