using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// The truth about a simulation as JSON: the members of <see cref="TruthReport"/>, enumerations by name, times in ticks of
/// 100 ns (UTC).
/// </summary>
internal static class TruthFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Write(TruthReport truth, string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        using var stream = File.Create(file);
        JsonSerializer.Serialize(stream, truth, Options);
    }
}
