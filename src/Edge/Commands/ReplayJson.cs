using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Kpis;

namespace OrleansTwin.Edge.Commands;

/// <summary>
/// A replay's KPIs as JSON. Numbers are written so that reading gives the same double; ratios that can't be formed are null.
/// <c>elements</c> are seconds and
/// pieces by element name, <c>states</c> seconds by process step.
/// </summary>
internal static class ReplayJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(ReplayReport report, string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("folder", report.Folder);
        json.WriteString("plant", report.Plant);
        json.WriteString("machine", report.Machine.Id);
        json.WriteStartArray("runs");
        foreach (var run in report.Runs)
            Write(json, run);
        json.WriteEndArray();
        json.WritePropertyName("total");
        Write(json, report.Total());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunReport run)
    {
        json.WriteStartObject();
        json.WriteString("name", run.Name);
        json.WriteString("product", run.Product);
        json.WriteNumber("rows", run.Rows);
        json.WriteNumber("samples", run.Samples);
        json.WriteNumber("durationS", run.DurationS);
        json.WriteNumber("energyKwh", run.EnergyKwh);
        json.WriteNumber("parts", run.Parts);
        json.WriteNumber("goodParts", run.GoodParts);
        json.WriteNumber("scrapParts", run.ScrapParts);
        WriteRatio(json, "availability", run.Availability);
        WriteRatio(json, "effectiveness", run.Effectiveness);
        WriteRatio(json, "qualityRatio", run.QualityRatio);
        WriteRatio(json, "oee", run.Oee);
        json.WriteStartObject("elements");
        foreach (var element in Enum.GetValues<Element>())
            json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(element.ToString()), ElementInfo.Of(element).Value(run.Sum));
        json.WriteEndObject();
        json.WriteStartObject("states");
        foreach (var (label, ticks) in run.StateTicks)
            json.WriteNumber(label, ticks / (double)TimeSpan.TicksPerSecond);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRatio(Utf8JsonWriter json, string name, double? ratio)
    {
        if (ratio is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
