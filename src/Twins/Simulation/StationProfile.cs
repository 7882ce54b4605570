using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>What a station draws: cycle times, stops, results. Every purpose has its own random stream.</summary>
internal sealed class StationProfile
{
    private readonly MachineAsset _asset;
    private readonly MachineSimulation _settings;
    private readonly RandomStream _cycles;
    private readonly RandomStream _results;

    public StationProfile(MachineAsset asset, int seed)
    {
        _asset = asset;
        _settings = asset.Simulation ?? new MachineSimulation();
        _cycles = RandomStream.For(seed, asset.Id, "cycles");
        _results = RandomStream.For(seed, asset.Id, "results");
        Breakdowns = new StopClock(
            RandomStream.For(seed, asset.Id, "breakdowns"),
            _settings.BreakdownEveryMinutes * TimeSpan.TicksPerMinute,
            _settings.BreakdownMinutes * TimeSpan.TicksPerMinute);
        MinorStops = new StopClock(
            RandomStream.For(seed, asset.Id, "minor stops"),
            _settings.MinorStopEveryMinutes * TimeSpan.TicksPerMinute,
            _settings.MinorStopSeconds * TimeSpan.TicksPerSecond);
        SetupTicks = _settings.SetupMinutes > 0 ? Resolution.Round(_settings.SetupMinutes * TimeSpan.TicksPerMinute) : 0;
    }

    public static InvalidOperationException NoCycleTime(string machineId, string? product) =>
        new($"{machineId} has no ideal cycle time for product '{product}' that comes to it; "
            + "name one, or one for '*', so that the machine can be simulated.");

    public StopClock Breakdowns { get; }

    public StopClock MinorStops { get; }

    public long SetupTicks { get; }

    public int StartUpScrap => _settings.StartUpScrap;

    /// <summary>PRI of a product in ticks, or null where the model names none.</summary>
    public long? IdealCycleTicks(string? product) =>
        _asset.IdealCycleTicks.TryGetValue(product ?? "*", out var ticks) || _asset.IdealCycleTicks.TryGetValue("*", out ticks)
            ? ticks
            : null;

    public long NextCycleTicks(string? product)
    {
        var ideal = IdealCycleTicks(product) ?? throw NoCycleTime(_asset.Id, product);
        return Resolution.Round(_cycles.Gamma(ideal * _settings.CycleFactor, _settings.CycleCv));
    }

    public PieceResult NextResult()
    {
        var draw = _results.Uniform();
        if (draw < _settings.ScrapRatio)
            return PieceResult.Scrap;
        return draw < _settings.ScrapRatio + _settings.ReworkRatio ? PieceResult.Rework : PieceResult.Good;
    }
}
