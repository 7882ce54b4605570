using System.CommandLine;
using OrleansTwin.Bench.Harness;
using OrleansTwin.Bench.Soak;

namespace OrleansTwin.Bench.Commands;

/// <summary><c>soak</c>: the process at full load for a while, judged by what it grows by.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 60 };
        var sensors = new Option<int>("--sensors") { Description = "How many, each at 10 Hz.", DefaultValueFactory = _ => 5000 };
        var scratch = new Option<bool>("--scratch") { Description = "Prints the result and keeps no file of it." };
        var command = new Command("soak", "Runs the process at full load; its memory has to stay flat.")
        {
            minutes, sensors, scratch,
        };
        command.SetAction((parsed, cancellation) => SoakAsync(
            new SoakOptions(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(sensors)),
            isKept: !parsed.GetValue(scratch),
            cancellation));
        return command;
    }

    private static async Task<int> SoakAsync(SoakOptions options, bool isKept, CancellationToken cancellation)
    {
        var measures =
            $"{options.Sensors} sensors x 10 Hz as single JSON messages, QoS 1 through mosquitto, "
            + $"for {options.Length.TotalMinutes} min";
        Console.WriteLine($"soak: {measures}");
        var readings = await SoakRun.RunAsync(options, cancellation);
        var verdicts = Verdict.Judge("soak", SoakJudgement.Of(readings, options));
        if (!isKept)
            return BenchmarkRun.Tell([.. BenchmarkRun.Print("soak", verdicts)]);
        await SoakReading.WriteAsync(readings);
        return BenchmarkRun.Tell([.. await BenchmarkRun.KeepAsync("soak", measures, verdicts)]);
    }
}
