using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansTwin.Tidy.Tests;

/// <summary>Arrows point inward only, and the core reads nothing but its arguments.</summary>
public sealed class LayerTests
{
    /// <summary>Who may reference whom. A new project is a new line here.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Twins"] = [],
        ["Diagnostics"] = [],
        ["PlantFiles"] = ["Twins"],
        ["Ingest"] = ["Twins", "Diagnostics"],
        ["Store"] = ["Twins", "Diagnostics"],
        ["Api"] = ["Twins", "Diagnostics"],
        ["Runtime"] = ["Twins", "Diagnostics", "PlantFiles", "Ingest", "Store", "Api"],
        ["Edge"] = ["Twins", "Diagnostics", "PlantFiles", "Ingest", "Store", "Api", "Runtime"],
        ["Grains.Interfaces"] = ["Twins", "Api"],
        ["Grains"] = ["Twins", "Diagnostics", "PlantFiles", "Ingest", "Store", "Api", "Runtime", "Grains.Interfaces"],
        ["Silo"] = ["Twins", "Diagnostics", "PlantFiles", "Ingest", "Store", "Api", "Runtime", "Grains.Interfaces", "Grains"],
        ["Bench"] = ["Twins", "Diagnostics", "PlantFiles", "Ingest", "Store", "Api", "Runtime", "Edge", "Silo"],
    };

    private static readonly string[] CorePackages = ["System.Numerics.Tensors", "MathNet.Numerics"];

    /// <summary>The outside world: clocks, chance, files, threads, the environment.</summary>
    private static readonly string[] BannedInCore =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow",
        "Stopwatch", "TimeProvider", "Random.Shared",
        "Guid.NewGuid", "RandomNumberGenerator", "Environment", "Thread", "Task.Run", "Task.Delay",
        "Parallel", "File", "Directory",
        "Console", "Socket", "HttpClient", "TimeZoneInfo.Local", "TimeZoneInfo.FindSystemTimeZoneById",
    ];

    [Fact]
    public void Projects_reference_only_what_lies_further_in()
    {
        var wrong = House.Files("src", "*.csproj").Concat(House.Files("bench", "*.csproj")).SelectMany(path =>
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var allowed = Allowed.GetValueOrDefault(name) ?? ["(not in the table of LayerTests)"];
            return References(path, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference))
                .Where(reference => !allowed.Contains(reference))
                .Select(reference => $"{name} references {reference}; allowed: {string.Join(", ", allowed)}");
        });

        Tell.None(wrong, "references against the direction of the house");
    }

    [Fact]
    public void The_core_references_numerics_and_nothing_else()
    {
        var references = References("src/Twins/Twins.csproj", "PackageReference")
            .Concat(References("src/Twins/Twins.csproj", "FrameworkReference"));

        Tell.None(references.Where(package => !CorePackages.Contains(package)), "packages in the core");
    }

    [Fact]
    public void The_core_reads_no_clock_no_chance_and_no_environment()
    {
        var found = House.Production.Where(file => file.Path.StartsWith("src/Twins/", StringComparison.Ordinal))
            .SelectMany(file => file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
                .Select(access => access.ToString())
                .Where(access => BannedInCore.Any(
                    banned => access == banned || access.StartsWith(banned + ".", StringComparison.Ordinal)))
                .Select(access => $"{file}: {access}"));

        Tell.None(found, "uses of the outside world in src/Twins; pass it in as an argument");
    }

    [Fact]
    public void Chance_in_the_core_has_a_seed()
    {
        var found = House.Production.Where(file => file.Path.StartsWith("src/Twins/", StringComparison.Ordinal))
            .SelectMany(file => file.Syntax.DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
                .Where(creation => creation.Type.ToString() == "Random" && creation.ArgumentList is not { Arguments.Count: > 0 })
                .Select(_ => file.Path));

        Tell.None(found, "random sources without a seed in src/Twins");
    }

    private static IEnumerable<string> References(string project, string kind) => XDocument.Parse(House.Read(project))
        .Descendants(kind).Select(reference => reference.Attribute("Include")?.Value ?? "").Where(include => include.Length > 0);
}
