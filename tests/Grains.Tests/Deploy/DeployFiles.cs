using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace OrleansTwin.Grains.Tests.Deploy;

/// <summary>The files below <c>deploy/</c>, which the build has copied beside the tests.</summary>
internal static class DeployFiles
{
    /// <summary>All objects of all manifests.</summary>
    public static IReadOnlyList<Yaml> Kubernetes { get; } =
    [
        .. Directory.GetFiles(PathOf("kubernetes"), "*.yaml").Where(path => Path.GetFileName(path) != "kustomization.yaml")
            .Order(StringComparer.Ordinal).SelectMany(Documents),
    ];

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "deploy", file);

    public static IEnumerable<Yaml> Documents(string file)
    {
        var parser = new MergingParser(new Parser(new StringReader(File.ReadAllText(PathOf(file)))));
        var deserializer = new DeserializerBuilder().Build();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (!parser.Accept<YamlDotNet.Core.Events.StreamEnd>(out _))
            yield return new Yaml(deserializer.Deserialize(parser));
    }
}

/// <summary>A value in a YAML file; what is not there is empty.</summary>
internal readonly struct Yaml(object? value)
{
    public string Text => value as string ?? "";

    public IEnumerable<Yaml> Items => (value as List<object> ?? []).Select(item => new Yaml(item));

    public IEnumerable<KeyValuePair<string, Yaml>> Members => (value as Dictionary<object, object> ?? [])
        .Select(member => KeyValuePair.Create((string)member.Key, new Yaml(member.Value)));

    public Yaml this[string key] => Members.FirstOrDefault(member => member.Key == key).Value;
}
