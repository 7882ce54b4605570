using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Store.Sqlite;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Engine;

/// <summary>
/// After a weekend without the process every machine has thousands of minutes to settle, one machine after the other. With a
/// database server each question to the store is a round trip.
/// </summary>
public class SilenceTests
{
    private const int Hours = 3 * 24;

    private readonly Plant _plant = SmallPlant.Create();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Days_of_silence_are_settled_with_few_questions_to_the_store_and_all_levels_agree(bool isByClock)
    {
        var directory = EngineBench.NewDirectory();
        await using (var store = await SqliteTwinStore.OpenAsync(directory))
        {
            var memory = new CountedMemory(store);
            await using var runtime = await PlantRuntime.LoadAsync(
                _plant, memory, 0, new AlarmBook(), NullLogger.Instance, CancellationToken.None);
            var sequence = await SayAsync(runtime, store, hour: 8, sequence: 0);
            var before = memory.Reads;
            if (isByClock)
                await runtime.DispatchAsync(Of(store, ClockTicks.Name, new Sample(SmallPlant.At(8 + Hours), 0)), sequence + 1);
            else
                await SayAsync(runtime, store, 8 + Hours, sequence);
            await runtime.DrainAsync();

            Assert.InRange(memory.Reads - before, 1, 2 * Hours * 60);
            var sums = new List<ElementVector>();
            foreach (var machine in _plant.Machines)
                sums.Add(await SumAsync(store, machine.Id));
            Assert.All(sums, sum => Assert.Equal(sums[0], sum));
            Assert.InRange(sums[0][Element.ActualProductionTime], (Hours - 1) * TimeSpan.TicksPerHour, long.MaxValue);
            Assert.Equal(sums.Aggregate((total, sum) => total + sum), await SumAsync(store, SmallPlant.Enterprise));
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>One sample of each machine, each in a batch of its own.</summary>
    private async Task<long> SayAsync(PlantRuntime runtime, ITwinStore store, double hour, long sequence)
    {
        foreach (var machine in _plant.Machines)
        {
            var at = SmallPlant.At(hour);
            await runtime.DispatchAsync(
                Of(store, $"{machine.Id}/state", new Sample(at, "EXECUTE") { ReceiveTicks = at }), ++sequence);
        }

        await runtime.DrainAsync();
        return sequence;
    }

    private static SensorSample[] Of(ITwinStore store, string name, Sample sample) =>
        store.Names.TryGetKey(name, out var key)
            ? [new SensorSample(key, sample)]
            : throw new ArgumentException($"{name} has no key.", nameof(name));

    private static async Task<ElementVector> SumAsync(ITwinStore store, string id)
    {
        store.Names.TryGetKey(id, out var key);
        return await store.Ledger.SumAsync(new ElementQuery(key, SmallPlant.At(0), SmallPlant.At(9 + Hours)));
    }
}
