using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>How the simulator plays a machine. The file has durations, the model numbers of minutes and seconds.</summary>
internal static class MachineSimulationReader
{
    private const double MaxPowerKw = 1e6;

    public static MachineSimulation? Read(MapReader machine)
    {
        if (machine.Inner("simulation", KeySets.MachineSimulation) is not { } reader)
            return null;
        var power = reader.Inner("powerKw", KeySets.PowerKw);
        return new MachineSimulation
        {
            CycleFactor = reader.Number("cycleFactor", 1.05, 0.1, 100),
            CycleCv = reader.Number("cycleCv", 0.05, 0, 10),
            BreakdownEveryMinutes = In(TimeSpan.TicksPerMinute, reader, "breakdownEvery", 0),
            BreakdownMinutes = In(TimeSpan.TicksPerMinute, reader, "breakdown", 15),
            MinorStopEveryMinutes = In(TimeSpan.TicksPerMinute, reader, "minorStopEvery", 0),
            MinorStopSeconds = In(TimeSpan.TicksPerSecond, reader, "minorStop", 30),
            SetupMinutes = In(TimeSpan.TicksPerMinute, reader, "setup", 0),
            ScrapRatio = reader.Number("scrapRatio", 0, 0, 1),
            ReworkRatio = reader.Number("reworkRatio", 0, 0, 1),
            StartUpScrap = (int)reader.Whole("startUpScrap", 0, 0, 10_000),
            PowerProducingKw = power?.Number("producing", 0, 0, MaxPowerKw) ?? 0,
            PowerIdleKw = power?.Number("idle", 0, 0, MaxPowerKw) ?? 0,
            PowerDownKw = power?.Number("down", 0, 0, MaxPowerKw) ?? 0,
            PowerOffKw = power?.Number("offShift", 0, 0, MaxPowerKw) ?? 0,
        };
    }

    private static double In(long unitTicks, MapReader reader, string key, double fallback) =>
        reader.Has(key) ? reader.Duration(key, 0) / (double)unitTicks : fallback;
}
