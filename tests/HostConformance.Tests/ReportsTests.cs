using OrleansTwin.HostConformance.Tests.Hosts;
using OrleansTwin.HostConformance.Tests.Suite;

namespace OrleansTwin.HostConformance.Tests;

/// <summary>
/// An enterprise of which one site forwards reports, and the other telemetry: what it can answer it answers to the last digit as
/// one process does, and what it can't it refuses.
/// </summary>
[Collection(nameof(EdgeDay))]
public sealed class ReportsTests(EdgeDay edge)
{
    private const string Reported = "acme/lyon";
    private const string Refusal = "Invalid: Site acme/lyon forwards reports only: ";

    [Fact]
    public async Task What_comes_of_reports_and_of_telemetry_together_is_what_one_process_with_both_sites_answers_or_is_refused()
    {
        var time = new SuiteTime();
        await using var host = await ForwardedUnderTest.OpenAsync(4, time, Reported);
        var found = await SuiteDay.PlayAsync(host, time);

        var (equal, refused, stale) = (0, 0, 0);
        var different = new List<string>();
        foreach (var (question, expected) in edge.Day.Answers.Where(answer => !IsOfOperator(answer.Key)))
        {
            var answer = found.Answers.GetValueOrDefault(question);
            if (answer == expected)
                equal++;
            else if (answer?.StartsWith(Refusal, StringComparison.Ordinal) == true && MayBeRefused(question))
                refused++;
            else if (answer is null && question.Contains("HistoryQuery", StringComparison.Ordinal) && MayBeRefused(question))
                refused++;
            else if (question.Contains("view among many", StringComparison.Ordinal) && IsValueless(answer, expected))
                stale++;
            else
                different.Add($"{question}\n  expected {expected}\n  found    {answer}");
        }

        Assert.True(different.Count == 0, $"{different.Count} differ:\n{string.Join('\n', different.Take(6))}");
        Assert.True(equal > 3000 && refused > 500 && stale > 100, $"{equal} equal, {refused} refused, {stale} stale.");
        Assert.DoesNotContain(
            edge.Day.Answers.Where(answer => answer.Key.Contains("KpiQuery", StringComparison.Ordinal)),
            answer => found.Answers[answer.Key] != answer.Value);
        Assert.All(host.Sites, site => Assert.InRange(site.Link.Lost, 20, site.Link.Arrived));
    }

    /// <summary>Orders on alarms are not done from here, so the log of what was done differs.</summary>
    private static bool IsOfOperator(string question) => question.StartsWith('6');

    private static bool MayBeRefused(string question) =>
        question.Contains("HistoryQuery", StringComparison.Ordinal) || question.Contains("history of", StringComparison.Ordinal)
        || question.Contains("export of", StringComparison.Ordinal) || question.Contains("view of", StringComparison.Ordinal);

    /// <summary>A sensor among others is shown without a value, as stale.</summary>
    private static bool IsValueless(string? answer, string expected) =>
        answer?.Contains("\"value\":null,\"text\":null,\"rawValue\":null", StringComparison.Ordinal) == true
        && answer.Contains("\"isStale\":true", StringComparison.Ordinal)
        && expected.Contains("\"id\":\"acme/lyon/", StringComparison.Ordinal);
}
