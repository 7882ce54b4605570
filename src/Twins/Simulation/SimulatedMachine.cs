using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// What is true of a simulated machine at present. <see cref="Index"/> is its place in
/// <see cref="PlantSimulation.Machines"/>.
/// </summary>
public sealed class SimulatedMachine
{
    private readonly Station _station;

    internal SimulatedMachine(Station station) => _station = station;

    public int Index => _station.Index;

    public MachineAsset Asset => _station.Asset;

    public TimeClass Class => _station.Class;

    public string? Product => _station.Context.Product;

    public string? Order => _station.Context.Order;

    /// <summary>PRI of a product in ticks per piece; null where the model names none.</summary>
    public long? IdealCycleTicks(string? product) => _station.IdealCycleTicks(product);
}
