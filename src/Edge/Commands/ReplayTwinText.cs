using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Edge.Replays;

namespace OrleansTwin.Edge.Commands;

/// <summary>A replayed twin for a reader, and as JSON with the names that the API uses.</summary>
internal static class ReplayTwinText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Json(ReplayTwinReport report) => JsonSerializer.Serialize(report, Options);

    public static string Lines(ReplayTwinReport report, ReplayMoment moment)
    {
        var twin = report.Twin;
        var newest = report.At is { } at ? $", received {ReplayMoment.Text(at.Ticks)}" : "";
        var facts = (twin.Sensor, twin.Machine, twin.Composite) switch
        {
            ({ } sensor, _, _) => Of(sensor),
            (_, { } machine, _) => Of(machine),
            (_, _, { } composite) => Of(composite),
            _ => [],
        };
        IEnumerable<(string Label, string Text)> all =
        [
            ("known", $"batch {report.Batch}{newest}"),
            ("plant", $"version {report.PlantVersion}"),
            .. facts,
            ("state", $"{report.StateBytes} bytes, SHA-256 {report.StateSha256[..16]}…"),
        ];
        return string.Join(
            Environment.NewLine,
            all.Select(fact => $"  {fact.Label,-9} {fact.Text}").Prepend($"{twin.Id} ({twin.Name}) as it was at {moment}"));
    }

    private static IEnumerable<(string Label, string Text)> Of(SensorView sensor)
    {
        yield return ("value", $"{sensor.Text ?? Number(sensor.Value)} {sensor.Unit}".TrimEnd());
        yield return ("measured", Time(sensor.SourceTime) + (sensor.IsStale ? ", stale" : ""));
        yield return ("limits", $"{sensor.LimitState}");
    }

    private static IEnumerable<(string Label, string Text)> Of(MachineView machine)
    {
        yield return ("does", $"{machine.State} {machine.Label} since {Time(machine.Since)}, counted as {machine.Class}");
        yield return ("makes", $"{machine.Product ?? "-"}, order {machine.Order ?? "-"}");
        yield return ("power", $"{Number(machine.PowerKw)} kW");
        foreach (var fact in Of(machine.Counts, machine.Shift, machine.Freshness))
            yield return fact;
    }

    private static IEnumerable<(string Label, string Text)> Of(CompositeView composite)
    {
        yield return ("machines", string.Join(
            ", ", composite.MachinesByClass.Select(group => $"{group.Value} {group.Key}").DefaultIfEmpty("none")));
        yield return ("power", $"{Number(composite.PowerKw)} kW");
        foreach (var fact in Of(composite.Counts, composite.Shift, composite.Freshness))
            yield return fact;
    }

    private static IEnumerable<(string Label, string Text)> Of(PieceCounts pieces, ShiftOee oee, Freshness freshness)
    {
        yield return ("shift", $"{oee.ShiftName ?? "24 h"} from {Time(oee.From)}");
        yield return ("pieces", $"{pieces.Good} good, {pieces.Scrap} scrap");
        yield return ("OEE", $"{Percent(oee.Oee)} (availability {Percent(oee.Availability)}, effectiveness "
            + $"{Percent(oee.Effectiveness)}, quality {Percent(oee.QualityRatio)})");
        yield return ("newest", Time(freshness.NewestSourceTime));
    }

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double? ratio) =>
        ratio is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:F1} %") : "-";

    private static string Time(DateTimeOffset? time) => time is { } known ? ReplayMoment.Text(known.UtcTicks) : "-";
}
