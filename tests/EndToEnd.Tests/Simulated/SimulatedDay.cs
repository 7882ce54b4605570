using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.PlantFiles;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>A day that is played once for all tests of it.</summary>
public abstract class SimulatedDay : IAsyncLifetime
{
    internal const int Seed = 7;

    private PlantDay? _day;

    internal PlantDay Day => _day ?? throw new InvalidOperationException("The day has not been played.");

    public async Task InitializeAsync() => _day = await PlantDay.PlayAsync(CreatePlant(), SmallPlant.Start, Seed);

    public async Task DisposeAsync() => await Day.DisposeAsync();

    private protected abstract Plant CreatePlant();
}

/// <summary>The plant that a newcomer sees: two lines of six machines, four carriers, three shifts.</summary>
public sealed class DemoDay : SimulatedDay
{
    private protected override Plant CreatePlant() =>
        PlantFile.Load(Path.Combine(AppContext.BaseDirectory, "Plants", "demo.yaml")).Plant
        ?? throw new InvalidOperationException("The demo plant has errors.");
}

/// <summary>A plant in code: tight buffers, two shifts with a break and a stop, a night in which nothing is planned.</summary>
public sealed class SmallDay : SimulatedDay
{
    private protected override Plant CreatePlant() => SmallPlant.Create();
}
