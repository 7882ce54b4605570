using OrleansTwin.Edge.Commands;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.EndToEnd.Tests.Replay;

/// <summary>Replays a folder through the whole house and hands back the result.</summary>
internal static class Replayed
{
    public static readonly string CncMill = Ingest.Tests.SharedData.Folder("cnc-mill");

    public static async Task<ReplayReport> RunAsync(ReplaySettings settings)
    {
        await using var replay = await Edge.Commands.Replay.OpenAsync(settings, CancellationToken.None);
        return await replay.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Holds two results to each other: every element and state of every recording, exactly.</summary>
    public static void AssertSame(ReplayReport expected, ReplayReport actual)
    {
        Assert.Equal(expected.Runs.Select(run => run.Name), actual.Runs.Select(run => run.Name));
        foreach (var (first, second) in expected.Runs.Zip(actual.Runs))
        {
            Assert.Equal(first.Samples, second.Samples);
            foreach (var element in Enum.GetValues<Element>())
            {
                var (left, right) = (first.Sum[element], second.Sum[element]);
                Assert.True(left == right, $"{first.Name} {element}: {left}, then {right}");
            }

            Assert.Equal(first.Sum, second.Sum);
            Assert.Equal(first.StateTicks.OrderBy(state => state.Key), second.StateTicks.OrderBy(state => state.Key));
        }
    }
}

/// <summary>The recorded experiments, replayed once from their files.</summary>
public sealed class ReplayedFromFile : IAsyncLifetime
{
    internal ReplayReport Report { get; private set; } = new("", "", Nothing, []);

    private static Twins.Model.MachineAsset Nothing => new()
    {
        Id = "none",
        Name = "none",
        Kind = Twins.Model.AssetKind.Machine,
        Sensors = [],
        States = new Twins.Model.AlwaysProducing(),
    };

    public async Task InitializeAsync() => Report = await Replayed.RunAsync(new ReplaySettings(Replayed.CncMill));

    public Task DisposeAsync() => Task.CompletedTask;
}
