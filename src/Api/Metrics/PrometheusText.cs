using System.Globalization;
using System.Text;
using OrleansTwin.Diagnostics;

namespace OrleansTwin.Api.Metrics;

/// <summary>Prometheus text exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder(64 << 10);
        foreach (var family in families.OrderBy(family => family.Name, StringComparer.Ordinal))
            WriteFamily(text, family);
        return text.ToString();
    }

    private static void WriteFamily(StringBuilder text, MetricFamily family)
    {
        var kind = family.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" };
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escape(family.Help, isLabel: false)).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(kind).Append('\n');
        foreach (var point in family.Points)
        {
            if (point.Latency is { } latency)
                WriteLatency(text, family.Name, point.Labels, latency.Read());
            else
                WriteLine(text, family.Name, point.Labels, null, point.Value);
        }
    }

    private static void WriteLatency(StringBuilder text, string name, IReadOnlyList<MetricLabel> labels, LatencyReading reading)
    {
        foreach (var bound in LatencyReading.ExportedBoundsS)
            WriteLine(text, name + "_bucket", labels, Number(bound), reading.CountUpTo(TimeSpan.FromSeconds(bound)));
        WriteLine(text, name + "_bucket", labels, "+Inf", reading.Count);
        WriteLine(text, name + "_sum", labels, null, reading.Sum.TotalSeconds);
        WriteLine(text, name + "_count", labels, null, reading.Count);
    }

    private static void WriteLine(
        StringBuilder text, string name, IReadOnlyList<MetricLabel> labels, string? upperBound, double value)
    {
        var pairs = labels.Select(label => $"{label.Name}=\"{Escape(label.Value, isLabel: true)}\"").ToList();
        if (upperBound is not null)
            pairs.Add($"le=\"{upperBound}\"");
        text.Append(name);
        if (pairs.Count > 0)
            text.Append('{').AppendJoin(',', pairs).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) =>
        value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString(CultureInfo.InvariantCulture),
        };

    private static string Escape(string text, bool isLabel)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
