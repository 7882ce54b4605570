using System.Diagnostics;
using System.Text.Json;

namespace OrleansTwin.Proofs;

/// <summary>How long a grid was not whole, seen from outside.</summary>
/// <param name="Answered">Until every machine's view and the KPIs of every line were answered, and at once the next time.</param>
/// <param name="Current">Until every machine's view showed a value from after the disturbance, too.</param>
/// <param name="Slowest">The question that was answered last.</param>
/// <param name="Refusal">What it had been answered before.</param>
internal sealed record Outage(TimeSpan Answered, TimeSpan Current, string Slowest, string Refusal);

/// <summary>Asks a gateway's API what operators look at: a view of every machine and the KPIs of every line.</summary>
internal sealed class GridAnswers(HttpClient http)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(120);

    private readonly IReadOnlyList<Question> _questions =
    [
        .. GridPlant.MachineIds.Select(id => new Question($"twins/{id}", IsMachine: true)),
        .. GridPlant.LineIds.Select(id => new Question($"kpis/{id}?window=30m", IsMachine: false)),
    ];

    /// <summary>Asks until everything is answered again.</summary>
    /// <param name="since">The <see cref="Stopwatch"/>'s time of the disturbance.</param>
    /// <param name="patience">How long after the disturbance; null: two minutes.</param>
    /// <exception cref="TimeoutException">Something has not been answered; says what.</exception>
    public async Task<Outage> AgainAsync(long since, TimeSpan? patience = null)
    {
        var max = patience ?? PatienceMax;
        var at = DateTime.UtcNow - Stopwatch.GetElapsedTime(since);
        var last = new Answer("", TimeSpan.Zero, 0, "");
        var isWhole = false;
        while (!isWhole)
        {
            var answers = await Task.WhenAll(_questions.Select(question => AnsweredAsync(question, since, max, _ => true)));
            isWhole = answers.All(answer => answer.Refusals == 0);
            if (!isWhole || last.Path == "")
                last = answers.MaxBy(answer => answer.After)!;
        }

        var current = await Task.WhenAll(_questions.Where(question => question.IsMachine).Select(
            question => AnsweredAsync(question, since, max, view => NewestOf(view) >= at)));
        return new Outage(last.After, current.Max(answer => answer.After), last.Path, last.Refusal);
    }

    private async Task<Answer> AnsweredAsync(
        Question question, long since, TimeSpan patience, Func<JsonDocument, bool> isExpected)
    {
        var (refusals, refusal) = (0, "");
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"/api/v1/{question.Path}", UriKind.Relative));
                await using var body = await response.Content.ReadAsStreamAsync();
                using var json = await JsonDocument.ParseAsync(body);
                if (response.IsSuccessStatusCode && isExpected(json))
                    return new Answer(question.Path, Stopwatch.GetElapsedTime(since), refusals, refusal);
                refusal = response.IsSuccessStatusCode ? "an older view" : json.RootElement.GetRawText();
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
            {
                refusal = gone.Message;
            }

            refusals++;
            if (Stopwatch.GetElapsedTime(since) > patience)
                throw new TimeoutException($"GET {question.Path} is not answered after {patience.TotalSeconds} s: {refusal}");
            await Task.Delay(Pause);
        }
    }

    private static DateTime NewestOf(JsonDocument view) =>
        view.RootElement.GetProperty("machine").GetProperty("freshness").GetProperty("newestSourceTime") is
            { ValueKind: JsonValueKind.String } newest ? newest.GetDateTime() : default;

    private sealed record Question(string Path, bool IsMachine);

    private sealed record Answer(string Path, TimeSpan After, int Refusals, string Refusal);
}
