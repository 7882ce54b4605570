using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Sensors that count pieces, each under its sensor's id.</summary>
internal static class QuantityReader
{
    public static IEnumerable<QuantitySignal> Read(MapReader machine, MachineSensors sensors)
    {
        foreach (var named in machine.Named("quantities"))
        {
            if (named.Map(KeySets.Quantity) is not { } reader)
                continue;
            var mode = reader.Word("mode", Vocabulary.QuantityModes, QuantityMode.Counter);
            CheckKeys(reader, mode);
            if (mode == QuantityMode.Result)
                sensors.Find(named, "a sensor of this machine", _ => true);
            else
                sensors.Find(named, "a number or boolean sensor", sensor => sensor.ValueKind != ValueKind.Text);
            yield return new QuantitySignal(
                named.Id,
                reader.Word("role", Vocabulary.QuantityRoles, QuantityRole.Total),
                mode,
                reader.Whole("piecesPerCount", 1, 1, 1_000_000),
                reader.Whole("wrapAt", 0, 2),
                reader.Flag("cycle")) { Results = Results(reader) };
        }
    }

    private static void CheckKeys(MapReader reader, QuantityMode mode)
    {
        var isResult = mode == QuantityMode.Result;
        if (isResult && !reader.Has("results"))
            reader.Error("results", "what each result means, for example {OK: good, NOK: scrap}");
        if (isResult && reader.Has("role"))
            reader.Error("role", "no role beside mode: result, whose results name the roles");
        if (!isResult && reader.Has("results"))
            reader.Error("results", "mode: result beside results");
        if (!isResult && !reader.Has("role"))
            reader.Error("role", Vocabulary.QuantityRoles.Expected, "add what the sensor counts");
        if (mode != QuantityMode.Counter && reader.Has("wrapAt"))
            reader.Error("wrapAt", "mode: counter beside wrapAt");
    }

    private static Dictionary<string, QuantityRole> Results(MapReader reader)
    {
        var results = new Dictionary<string, QuantityRole>(StringComparer.Ordinal);
        foreach (var (key, value) in reader.InnerMap("results")?.Entries ?? [])
        {
            if (value is TextNode word && Vocabulary.QuantityRoles.TryRead(word.Text, out var role))
                results[key.Text] = role;
            else
                reader.Findings.Error(
                    value, reader.Place.At("results").At(key.Text), value.Found, Vocabulary.QuantityRoles.Expected,
                    value is TextNode wrong ? reader.Findings.Hint(wrong.Text, Vocabulary.QuantityRoles.All) : null);
        }
        return results;
    }
}
