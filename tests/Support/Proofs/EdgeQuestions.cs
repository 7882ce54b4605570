using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace OrleansTwin.Proofs;

/// <summary>What a proof asks a running process, by the API that its users have.</summary>
internal sealed class EdgeQuestions(HttpClient http)
{
    private const int Page = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>All samples of a sensor, page by page.</summary>
    public async Task<List<(long AtTicks, double Value, string? Text)>> HistoryAsync(
        string sensorId, long fromTicks, long toTicks)
    {
        var samples = new List<(long, double, string?)>();
        for (var from = Time(fromTicks); from is not null;)
        {
            using var page = await GetAsync($"history/{sensorId}?from={from}&to={Time(toTicks)}&limit={Page}");
            samples.AddRange(page.RootElement.GetProperty("samples").EnumerateArray().Select(Sample));
            from = page.RootElement.GetProperty("continueFrom").GetString();
        }

        return samples;
    }

    /// <summary>The element sums of a window, from which all else in a KPI answer is formed: name and value.</summary>
    public async Task<string[]> KpisAsync(string id, long fromTicks, long toTicks)
    {
        using var answer = await GetAsync($"kpis/{id}?from={Time(fromTicks)}&to={Time(toTicks)}");
        return
        [
            .. answer.RootElement.GetProperty("elements").EnumerateArray().Select(element =>
                $"{element.GetProperty("element").GetString()} {element.GetProperty("value").GetRawText()}"),
            .. answer.RootElement.GetProperty("kpis").EnumerateArray().Select(kpi =>
                $"{kpi.GetProperty("kpi").GetString()} {kpi.GetProperty("value").GetRawText()}"),
        ];
    }

    public async Task<long> GoodQuantityAsync(string id, long fromTicks, long toTicks) =>
        (long)(await ElementsAsync(id, fromTicks, toTicks))["goodQuantity"];

    /// <summary>The element sums of a window by their names.</summary>
    public async Task<Dictionary<string, double>> ElementsAsync(string id, long fromTicks, long toTicks)
    {
        using var answer = await GetAsync($"kpis/{id}?from={Time(fromTicks)}&to={Time(toTicks)}");
        return answer.RootElement.GetProperty("elements").EnumerateArray().ToDictionary(
            element => element.GetProperty("element").GetString()!, element => element.GetProperty("value").GetDouble());
    }

    private static (long, double, string?) Sample(JsonElement sample) => (
        sample.GetProperty("at").GetDateTime().Ticks,
        sample.GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : 0,
        sample.GetProperty("text").GetString());

    private static string Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Asks again as it is told to while what was asked for is on its way from one process to another.</summary>
    private async Task<JsonDocument> GetAsync(string path)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause))
        {
            using var response = await http.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative));
            var text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
                return JsonDocument.Parse(text);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || Stopwatch.GetElapsedTime(since) > Patience)
                throw new InvalidOperationException($"GET {path} was answered {response.StatusCode}: {text}");
        }
    }
}
