using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTwin.Bench.Harness;

/// <summary>What a run leaves in <c>bench/results/NAME.json</c>.</summary>
internal sealed record ResultFile(
    string Name,
    string Measures,
    DateTime AtUtc,
    string Commit,
    bool IsDirty,
    Machine Machine,
    IReadOnlyList<Verdict> Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Folder { get; } = Path.Combine(Checkout.Root, "bench", "results");

    /// <summary>Writes the file and returns its path, relative to the checkout.</summary>
    public static async Task<string> WriteAsync(string name, string measures, IReadOnlyList<Verdict> figures)
    {
        var checkout = await Checkout.ReadAsync();
        var result = new ResultFile(
            name, measures, DateTime.UtcNow, checkout.Commit, checkout.IsDirty, Machine.Read(), figures);
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{name}.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(result, Json) + "\n");
        return Path.GetRelativePath(Checkout.Root, path);
    }
}
