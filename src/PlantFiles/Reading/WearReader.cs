using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>How a sensor shows wear: what is believed of its path beforehand.</summary>
internal static class WearReader
{
    private static readonly string[] Demanded = ["form", "start", "startLogDeviation", "logNoise"];

    public static SensorWear? Read(MapReader sensor, AlarmLimits? limits, IReadOnlyDictionary<string, MaintenanceTask> tasks)
    {
        if (sensor.Inner("wear", KeySets.Wear) is not { } reader)
            return null;
        foreach (var key in Demanded.Where(key => !reader.Has(key)))
            reader.Error(key, "a value", "what the maker says, or what other such assets showed");
        if (reader.Has("rate") != reader.Has("rateDeviation"))
            reader.Error("rate", "rate with rateDeviation, or neither", "without them lives that ended teach how fast it wears");
        var offset = reader.Number("offset", 0);
        var limit = reader.Number("limit") ?? limits?.HighHigh;
        if (limit is null && !reader.Has("limit"))
            reader.Error("limit", "a number", "it is limits.highHigh where the sensor has that");
        else if (limit <= offset)
            reader.Error("limit", "a limit above the offset", "wear is what the sensor shows above it");
        var start = Above0(reader, "start");
        if (offset + start >= limit && limit > offset)
            reader.Error("start", "a start that is, with the offset, below the limit");
        References.Find(reader, "task", tasks, "maintenance task");
        var path = new PathPrior(
            reader.Word("form", Vocabulary.PathForms, PathForm.Exponential), offset, limit ?? offset + 1,
            new Belief(Math.Log(start), Above0(reader, "startLogDeviation")),
            reader.Has("rate") ? new Belief(reader.Number("rate", 1, 0), Above0(reader, "rateDeviation")) : null,
            Above0(reader, "logNoise"));
        return new SensorWear(path, reader.Duration("every", TimeSpan.TicksPerHour, mayBeZero: false), reader.Text("task"));
    }

    /// <summary>What is certain beforehand can't learn.</summary>
    private static double Above0(MapReader reader, string key)
    {
        if (reader.Number(key) is not { } number)
            return 1e-9;
        if (number > 0)
            return number;
        reader.Error(key, "a number above 0");
        return 1e-9;
    }
}
