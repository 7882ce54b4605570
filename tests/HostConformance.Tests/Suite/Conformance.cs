namespace OrleansTwin.HostConformance.Tests.Suite;

/// <summary>Compares what two hosts answered.</summary>
internal static class Conformance
{
    private const int ToldMax = 10;
    private const int AroundMax = 160;

    public static void Demand(SuiteDay expected, SuiteDay found)
    {
        Assert.Equal(expected.Answers.Keys, found.Answers.Keys);
        var different = expected.Answers.Where(answer => found.Answers[answer.Key] != answer.Value)
            .Select(answer => Tell(answer.Key, answer.Value, found.Answers[answer.Key])).ToList();
        Assert.True(
            different.Count == 0,
            $"{different.Count} of {expected.Answers.Count} answers differ (seed {SuiteDay.Seed}):\n"
            + string.Join("\n", different.Take(ToldMax)));
    }

    private static string Tell(string question, string expected, string found)
    {
        var at = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{question}\n  expected …{Around(expected, at)}\n  found    …{Around(found, at)}";
    }

    private static string Around(string text, int at)
    {
        var from = Math.Max(0, Math.Min(at, text.Length) - (AroundMax / 2));
        return text.Substring(from, Math.Min(AroundMax, text.Length - from));
    }
}
