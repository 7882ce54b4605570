using System.Diagnostics;

namespace OrleansTwin.Bench.Harness;

/// <summary>The sources that are measured: where they lie, and at which commit.</summary>
internal sealed record Checkout(string Commit, bool IsDirty)
{
    public static string Root { get; } = FindRoot();

    /// <summary>The checkout's commit; results kept in it do not make it dirty.</summary>
    public static async Task<Checkout> ReadAsync() => new(
        await GitAsync("rev-parse", "--short=12", "HEAD") is { Length: > 0 } commit ? commit : "unknown",
        await GitAsync("status", "--porcelain", "--", ".", ":(exclude)bench/results") != "");

    private static async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root,
        };
        try
        {
            using var git = Process.Start(start);
            return git is null ? "" : (await git.StandardOutput.ReadToEndAsync()).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansTwin.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException(
            $"No folder above {AppContext.BaseDirectory} holds OrleansTwin.sln; run the benchmarks from a checkout.");
    }
}
