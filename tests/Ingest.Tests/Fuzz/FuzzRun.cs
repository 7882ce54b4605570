using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansTwin.Fuzzing;

/// <summary>
/// Runs one case per seed and tells the seed of a case that fails. By default the same few seeds every time. With
/// <c>ORLEANSTWIN_FUZZ_SEED</c> that case alone; with <c>ORLEANSTWIN_FUZZ_SECONDS</c> seed after seed (from that one)
/// for so long.
/// </summary>
internal static class FuzzRun
{
    public static async Task EachAsync(int cases, Func<int, Task> run, [CallerMemberName] string name = "")
    {
        var seconds = Variable("ORLEANSTWIN_FUZZ_SECONDS");
        var first = Variable("ORLEANSTWIN_FUZZ_SEED");
        var count = seconds is not null ? int.MaxValue : first is not null ? 1 : cases;
        var since = Stopwatch.StartNew();
        for (var at = 0; at < count && (seconds is null || since.Elapsed.TotalSeconds < seconds); at++)
            await CaseAsync((first ?? 0) + at, run, name);
    }

    public static void Each(int cases, Action<Random> run, [CallerMemberName] string name = "") =>
        EachAsync(
            cases,
            seed =>
            {
                run(new Random(seed));
                return Task.CompletedTask;
            },
            name).GetAwaiter().GetResult();

    private static async Task CaseAsync(int seed, Func<int, Task> run, string name)
    {
        try
        {
            await run(seed);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"{name}, seed {seed} (again with ORLEANSTWIN_FUZZ_SEED={seed}): {failure.Message}", failure);
        }
    }

    private static int? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
