using System.Globalization;

namespace OrleansTwin.Grains.Tests.Deploy;

/// <summary>A process of the grid as a file below <c>deploy/</c> starts it.</summary>
/// <param name="Where">File and name, for whoever reads a failure.</param>
/// <param name="Arguments">Its command line.</param>
/// <param name="Environment">Names and values of environment variables, as far as they are in the file.</param>
/// <param name="EndMax">How long it may take to end before it is killed.</param>
internal sealed record DeployedProcess(
    string Where, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, TimeSpan EndMax)
{
    public static IReadOnlyList<DeployedProcess> All { get; } = [.. OfCompose(), .. OfKubernetes(), .. OfSystemd()];

    private static IEnumerable<DeployedProcess> OfCompose() => DeployFiles.Documents("compose.yaml").Single()["services"].Members
        .Where(service => service.Value["image"].Text == "orleanstwin-silo")
        .Select(service => new DeployedProcess(
            $"compose.yaml, {service.Key}",
            [.. service.Value["command"].Items.Select(word => word.Text)],
            service.Value["environment"].Members.ToDictionary(variable => variable.Key, variable => variable.Value.Text),
            Seconds(service.Value["stop_grace_period"].Text.TrimEnd('s'))));

    private static IEnumerable<DeployedProcess> OfKubernetes() =>
        from deployment in DeployFiles.Kubernetes
        where deployment["kind"].Text == "Deployment"
        let pod = deployment["spec"]["template"]["spec"]
        from container in pod["containers"].Items
        select new DeployedProcess(
            $"kubernetes, {deployment["metadata"]["name"].Text}",
            [.. container["args"].Items.Select(word => word.Text)],
            container["env"].Items.ToDictionary(variable => variable["name"].Text, variable => variable["value"].Text),
            Seconds(pod["terminationGracePeriodSeconds"].Text));

    /// <summary>The unit's instance is the role.</summary>
    private static IEnumerable<DeployedProcess> OfSystemd()
    {
        var unit = File.ReadLines(DeployFiles.PathOf("systemd/orleanstwin@.service"))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);
        return new[] { "silo", "ingest", "gateway" }.Select(role => new DeployedProcess(
            $"systemd, {role}",
            unit["ExecStart"].Single().Replace("%i", role, StringComparison.Ordinal).Split(' ')[1..],
            new Dictionary<string, string>(),
            Seconds(unit["TimeoutStopSec"].Single())));
    }

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));
}
