using System.Globalization;

namespace OrleansTwin.Peers;

/// <summary>What a process tells at <c>/metrics</c>.</summary>
internal static class MetricsText
{
    /// <summary>The sum of a metric over its labels.</summary>
    public static async Task<double> SumAsync(HttpClient http, Uri metrics, string name)
    {
        var text = await http.GetStringAsync(metrics);
        return text.Split('\n').Where(line => IsOf(line, name))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static bool IsOf(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{';
}
