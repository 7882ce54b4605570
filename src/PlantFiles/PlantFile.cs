using System.Text;
using OrleansTwin.PlantFiles.Reading;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles;

/// <summary>
/// Reads the one YAML document that describes a plant (docs/plant-file.md). All that is wrong is reported at once, none of it
/// thrown.
/// </summary>
public static class PlantFile
{
    /// <summary>Format version that this reader understands: the value of the document's first key, <c>plantFile</c>.</summary>
    public const int FormatVersion = 1;

    /// <summary>The JSON Schema (draft 2020-12) of plant files, for completion in editors.</summary>
    public static string JsonSchema()
    {
        using var stream = typeof(PlantFile).Assembly.GetManifestResourceStream("plant.schema.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource plant.schema.json.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a file. A file that is missing, unreadable, too large or not UTF-8 yields an error as any other.</summary>
    public static PlantFileResult Load(string path, PlantFileOptions? options = null)
    {
        options ??= PlantFileOptions.Default;
        var findings = new Findings(path, options.MaxErrors);
        return FileText.Read(path, options, findings) is { } text ? Parse(text, options, findings) : findings.ToResult(null);
    }

    /// <summary>Reads a plant from text; <paramref name="fileName"/> stands in the errors.</summary>
    public static PlantFileResult Parse(string text, string fileName, PlantFileOptions? options = null)
    {
        options ??= PlantFileOptions.Default;
        var findings = new Findings(fileName, options.MaxErrors);
        if (FileText.IsTooLarge(Encoding.UTF8.GetByteCount(text), options, findings))
            return findings.ToResult(null);
        return Parse(text, options, findings);
    }

    private static PlantFileResult Parse(string text, PlantFileOptions options, Findings findings)
    {
        Plant? plant = null;
        if (TreeBuilder.Build(text, options, findings) is { } root)
            plant = PlantReader.Read(root, options, findings);
        return findings.ToResult(plant);
    }
}
