using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// The orders that the simulator works through on a line; each machine it plays must know how fast it makes their products.
/// </summary>
internal static class SimulatedOrderReader
{
    public static List<SimulatedOrder> Read(MapReader line, IReadOnlyCollection<MachineAsset> machines, PlantContext context)
    {
        var orders = new List<SimulatedOrder>();
        foreach (var reader in line.InnerItems("simulatedOrders", KeySets.SimulatedOrder))
        {
            reader.Required("product", "the id of a product");
            if (!reader.Has("quantity"))
                reader.Error("quantity", Scalars.ExpectedWhole(1, int.MaxValue));
            var quantity = (int)reader.Whole("quantity", 1, 1, int.MaxValue);
            if (References.Find(reader, "product", context.Products, "product") is not { } product)
                continue;
            foreach (var machine in machines.Where(machine => machine.Simulation is not null && !HasCycle(machine, product.Id)))
                reader.Error(
                    "product", "a product with an ideal cycle time on every simulated machine of the line",
                    $"add it to idealCycle of {machine.LocalId}, or \"*\" for every product");
            orders.Add(new SimulatedOrder(product.Id, quantity));
        }
        return orders;
    }

    private static bool HasCycle(MachineAsset machine, string product) =>
        machine.IdealCycleTicks.ContainsKey(product) || machine.IdealCycleTicks.ContainsKey(IdealCycleReader.AnyProduct);
}
