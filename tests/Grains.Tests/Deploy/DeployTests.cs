using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using OrleansTwin.Api;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Silo;
using OrleansTwin.Silo.Commands;
using OrleansTwin.Silo.Hosting;

namespace OrleansTwin.Grains.Tests.Deploy;

/// <summary>What is below <c>deploy/</c> fits the program: its options, settings, ports, and the time it takes to end.</summary>
public sealed partial class DeployTests
{
    private const string EnvironmentPrefix = SettingsReader.EnvironmentPrefix;

    public static TheoryData<string> Processes => [.. DeployedProcess.All.Select(process => process.Where)];

    [Fact]
    public void Each_way_to_deploy_starts_all_three_roles()
    {
        foreach (var way in DeployedProcess.All.GroupBy(process => process.Where.Split(',')[0]))
        {
            Assert.Equal(
                ["gateway", "ingest", "silo"],
                way.Select(process => Parse(process).GetValue<string[]>("--role")!.Single()).Order());
        }
    }

    [Fact]
    public void The_local_cluster_starts_its_members_with_options_of_the_program()
    {
        var script = File.ReadAllText(DeployFiles.PathOf("local-cluster.sh"));
        var start = script[script.IndexOf("start_member() {", StringComparison.Ordinal)..];
        start = start[..start.IndexOf("\n}", StringComparison.Ordinal)];
        var used = Option().Matches(start).Select(match => match.Value).ToHashSet();
        Assert.Subset(SiloCommandLine.Create().Options.Select(option => option.Name).ToHashSet(), used);
        Assert.Contains("--role", used);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Its_options_and_settings_are_those_of_the_program(string where)
    {
        var process = DeployedProcess.All.Single(process => process.Where == where);
        Assert.Empty(Parse(process).Errors);
        foreach (var name in process.Environment.Keys)
        {
            Assert.StartsWith(EnvironmentPrefix, name, StringComparison.Ordinal);
            AssertIsSetting(name[EnvironmentPrefix.Length..].Split("__"), name);
        }
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void It_has_the_time_that_it_needs_to_end_in_order(string where)
    {
        var process = DeployedProcess.All.Single(process => process.Where == where);
        Assert.True(process.EndMax >= SiloCommandLine.EndMax + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Settings_in_the_config_map_are_accepted()
    {
        var map = DeployFiles.Kubernetes.Single(item => item["kind"].Text == "ConfigMap");
        var file = Path.Combine(Directory.CreateTempSubdirectory("orleans-twin-deploy-").FullName, "settings.json");
        File.WriteAllText(file, map["data"]["settings.json"].Text);
        var settings = SettingsReader.Read<SiloSettings>(file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        settings.Cluster.Validate();
        settings.Grid.Validate();
        ApiOptionsCheck.Demand(settings.Api with { Keys = [ApiKey.FromText("admin", "secret", ApiRole.Admin)] });
        Assert.All(Deployments.SelectMany(PortsOf), port => Assert.Equal(
            port["name"].Text switch
            {
                "http" => new Uri(settings.Api.ListenUrl).Port,
                "silo" => settings.Cluster.SiloPort,
                _ => settings.Cluster.GatewayPort,
            },
            int.Parse(port["containerPort"].Text, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Secrets_that_the_manifests_ask_to_be_made_hold_settings_of_the_program()
    {
        var names = File.ReadAllText(DeployFiles.PathOf("kubernetes/kustomization.yaml")).Split("--from-literal=")[1..]
            .Select(text => text.Split('=')[0]).ToList();
        Assert.Contains($"{EnvironmentPrefix}Grid__Store", names);
        Assert.All(names, name => AssertIsSetting(name[EnvironmentPrefix.Length..].Split("__"), name));
    }

    [Fact]
    public void Selectors_volumes_and_ports_of_the_manifests_name_what_is_there()
    {
        var labels = Deployments.Select(deployment => Texts(deployment["spec"]["template"]["metadata"]["labels"])).ToList();
        foreach (var item in DeployFiles.Kubernetes)
        {
            var spec = item["spec"];
            foreach (var selector in new[] { spec["selector"]["matchLabels"], spec["podSelector"]["matchLabels"] })
                Assert.Contains(labels, pod => Texts(selector).IsSubsetOf(pod));
        }

        var service = DeployFiles.Kubernetes.Single(item => item["kind"].Text == "Service")["spec"];
        Assert.Contains(labels, pod => Texts(service["selector"]).IsSubsetOf(pod));
        foreach (var deployment in Deployments)
        {
            var pod = deployment["spec"]["template"]["spec"];
            var container = pod["containers"].Items.Single();
            var selected = Texts(deployment["spec"]["selector"]["matchLabels"]);
            Assert.Subset(Texts(deployment["spec"]["template"]["metadata"]["labels"]), selected);
            Assert.Equal(Names(pod["volumes"]), Names(container["volumeMounts"]));
            foreach (var (probe, path) in new[] { ("startup", "ready"), ("readiness", "ready"), ("liveness", "live") })
            {
                var asked = container[$"{probe}Probe"]["httpGet"];
                Assert.Equal(($"/health/{path}", "http"), (asked["path"].Text, asked["port"].Text));
            }
        }
    }

    [Fact]
    public void Kustomization_has_every_manifest() => Assert.Equal(
        Directory.GetFiles(DeployFiles.PathOf("kubernetes")).Select(Path.GetFileName).Where(name => name != "kustomization.yaml")
            .Order(StringComparer.Ordinal),
        DeployFiles.Documents("kubernetes/kustomization.yaml").Single()["resources"].Items.Select(item => item.Text)
            .Order(StringComparer.Ordinal));

    [GeneratedRegex(@"(?<=[ (])--[a-z-]+")]
    private static partial Regex Option();

    private static ParseResult Parse(DeployedProcess process) => SiloCommandLine.Create().Parse([.. process.Arguments]);

    private static IEnumerable<Yaml> Deployments => DeployFiles.Kubernetes.Where(item => item["kind"].Text == "Deployment");

    private static IEnumerable<Yaml> PortsOf(Yaml deployment) =>
        deployment["spec"]["template"]["spec"]["containers"].Items.SelectMany(container => container["ports"].Items);

    private static HashSet<string> Texts(Yaml labels) =>
        [.. labels.Members.Select(label => $"{label.Key}={label.Value.Text}")];

    private static IEnumerable<string> Names(Yaml items) => items.Items.Select(item => item["name"].Text).Order();

    /// <summary>Follows a key through the settings; the names in lists and dictionaries are the user's.</summary>
    private static void AssertIsSetting(IEnumerable<string> key, string name)
    {
        var type = typeof(SiloSettings);
        foreach (var part in key)
        {
            type = type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable))
                ? type.GetGenericArguments()[^1]
                : type.GetProperties().SingleOrDefault(property =>
                    property.Name.Equals(part, StringComparison.OrdinalIgnoreCase))?.PropertyType;
            Assert.True(type is not null, $"{name} is no setting: {nameof(SiloSettings)} has no {part} there.");
        }
    }
}
