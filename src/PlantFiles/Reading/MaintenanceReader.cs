using System.Globalization;
using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Maintenance tasks, each under its id: how long, how often, which skills and parts.</summary>
internal static class MaintenanceReader
{
    /// <summary>Of what can be told from no risk at all.</summary>
    private const double RiskLeast = 0.001;

    public static MaintenanceData Read(MapReader machine, PlantContext context) =>
        new() { Tasks = [.. Tasks(machine, context)] };

    private static IEnumerable<MaintenanceTask> Tasks(MapReader machine, PlantContext context)
    {
        foreach (var named in machine.Named("maintenance"))
        {
            if (named.Map(KeySets.MaintenanceTask) is not { } reader)
                continue;
            if (!reader.Has("duration"))
                reader.Error("duration", Durations.Expected);
            yield return new MaintenanceTask(
                named.Id,
                reader.Text("name") ?? named.Id,
                reader.Duration("duration", 0, mayBeZero: false),
                [.. SkillIds(reader, context)],
                [.. Parts(reader, context)],
                reader.Duration("every", 0))
            {
                Cost = reader.Number("cost", 0, 0),
                FailureCost = AtLeast0(reader, "failureCost"),
                FailureStopTicks = reader.Has("failureStop") ? reader.Duration("failureStop", 0, mayBeZero: false) : null,
                LostPieceCost = AtLeast0(reader, "lostPieceCost"),
                RiskMax = reader.Has("riskMax") ? reader.Number("riskMax", 1, RiskLeast, 1) : null,
            };
        }
    }

    private static double? AtLeast0(MapReader task, string key) => task.Has(key) ? task.Number(key, 0, 0) : null;

    private static IEnumerable<string> SkillIds(MapReader task, PlantContext context)
    {
        foreach (var (node, place) in task.Items("skills"))
        {
            if (node is TextNode text)
            {
                References.Check(text, place, context.Findings, context.Skills, "skill");
                yield return text.Text;
            }
            else
            {
                task.Findings.Error(node, place, node.Found, "the id of a skill");
            }
        }
    }

    private static IEnumerable<SparePartUse> Parts(MapReader task, PlantContext context)
    {
        var place = task.Place.At("parts");
        foreach (var (part, quantity) in task.InnerMap("parts")?.Entries ?? [])
        {
            References.Check(part, place, context.Findings, context.SpareParts, "spare part");
            if (quantity is TextNode text
                && int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces) && pieces > 0)
                yield return new SparePartUse(part.Text, pieces);
            else
                task.Findings.Error(quantity, place.At(part.Text), quantity.Found, Scalars.ExpectedWhole(1, int.MaxValue));
        }
    }
}
