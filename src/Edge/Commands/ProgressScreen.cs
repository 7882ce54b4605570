using Spectre.Console;

namespace OrleansTwin.Edge.Commands;

/// <summary>Shows the progress of work until it ends: a bar, or plain lines where the output is no terminal.</summary>
internal static class ProgressScreen
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task<T> ShowAsync<T>(string name, IProgressSource work, Task<T> running)
    {
        await (Console.IsOutputRedirected ? ShowLinesAsync(work, running) : ShowBarAsync(name, work, running));
        return await running;
    }

    private static Task ShowBarAsync(string name, IProgressSource work, Task running) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async screen =>
            {
                var bar = screen.AddTask(name, maxValue: 1);
                while (!running.IsCompleted)
                {
                    bar.Value = work.Fraction;
                    bar.Description = Markup.Escape(work.Trouble ?? name);
                    await Task.WhenAny(running, Task.Delay(Look));
                }

                if (running.IsCompletedSuccessfully)
                    bar.Value = 1;
            });

    private static async Task ShowLinesAsync(IProgressSource work, Task running)
    {
        var told = 0;
        string? trouble = null;
        while (!running.IsCompleted)
        {
            var tenths = (int)(10 * work.Fraction);
            if (tenths > told && tenths < 10)
                Console.WriteLine($"{(told = tenths) * 10} %");
            if (work.Trouble != trouble && (trouble = work.Trouble) is not null)
                await Console.Error.WriteLineAsync($"Nothing moves just now: {trouble}");
            await Task.WhenAny(running, Task.Delay(Look));
        }
    }
}
