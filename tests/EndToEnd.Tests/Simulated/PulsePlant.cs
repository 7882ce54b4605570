using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.PlantFiles;
using OrleansTwin.Store;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.EndToEnd.Tests.Simulated;

/// <summary>One machine that counts the pulses it is sent: what is lost or counted twice shows at once.</summary>
internal static class PulsePlant
{
    public const string Text =
        """
        plantFile: 1
        line:
          l:
            machines:
              press:
                states: alwaysProducing
                sensors: {cycle: {tag: press/cycle}}
                quantities: {cycle: {role: good, mode: pulse}}
        """;

    /// <summary>All good pieces of the machine, when the last ones are settled too.</summary>
    public static async Task<long> CountAsync(ITwinStore store)
    {
        var plant = PlantFile.Parse(Text, "plant.yaml").Plant ?? throw new InvalidOperationException("The plant has errors.");
        await using var engine = await TwinEngine.StartAsync(plant, store, NullLogger.Instance, CancellationToken.None);
        await engine.TickAsync(DateTime.UtcNow.Ticks + TimeSpan.TicksPerHour, CancellationToken.None);
        await engine.Runtime.DrainAsync();
        Assert.True(store.Names.TryGetKey("l/press", out var key));
        var today = DateTime.UtcNow.Date.Ticks;
        var days = new ElementQuery(key, today - TimeSpan.TicksPerDay, today + (2 * TimeSpan.TicksPerDay));
        return (await store.Ledger.SumAsync(days))[Element.GoodQuantity];
    }
}
