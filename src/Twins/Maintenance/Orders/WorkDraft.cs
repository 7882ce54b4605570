using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Maintenance.Orders;

/// <summary>From what is known of a machine to a draft of a work order.</summary>
public static class WorkDraft
{
    /// <summary>Of a machine whose model has no maintenance task.</summary>
    private const long InspectionTicks = TimeSpan.TicksPerHour;

    private static readonly MaintenanceTask Inspection = new("", "Inspection", InspectionTicks, [], [], 0);

    /// <param name="plant">Has the machine, its maintenance data and the spare parts.</param>
    /// <param name="machine">Whose order it is.</param>
    /// <param name="cause">Why.</param>
    /// <param name="key">What drafts it, as when its alarm was raised: the same key drafts the same order.</param>
    /// <param name="evidence">For a technician to check.</param>
    /// <param name="goodPartsPerHour">What the machine makes when it produces.</param>
    /// <param name="atTicks">Now, UTC.</param>
    /// <param name="horizonTicks">How far ahead a window is looked for.</param>
    /// <param name="taskId">The machine's task; null: its first one.</param>
    /// <param name="user">Who drafts it.</param>
    /// <param name="waiting">What waiting for a window costs; null: nothing.</param>
    public static WorkOrder Of(
        Plant plant, MachineAsset machine, WorkOrderCause cause, string key, IReadOnlyList<string> evidence,
        double goodPartsPerHour, long atTicks, long horizonTicks, string? taskId, string user, WaitingLoss? waiting = null)
    {
        ArgumentNullException.ThrowIfNull(plant);
        ArgumentNullException.ThrowIfNull(machine);
        var task = machine.Maintenance.Tasks.FirstOrDefault(each => taskId is null || each.Id == taskId) ?? Inspection;
        var scope = ScopeOf(plant, task, atTicks);
        return new WorkOrder
        {
            Id = IdOf(machine.Id, cause, key),
            MachineId = machine.Id,
            Cause = cause,
            Evidence = evidence,
            Scope = scope,
            Proposed = WorkWindows.Propose(
                machine.Calendar, scope.DurationTicks, Math.Max(atTicks, scope.PartsAtTicks), atTicks + horizonTicks,
                goodPartsPerHour, waiting),
            Steps = [new WorkStep(atTicks, WorkOrderState.Draft, user, "")],
        };
    }

    public static string IdOf(string machineId, WorkOrderCause cause, string key)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{machineId}:{cause}:{key}");
        return $"wo-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 10))}";
    }

    private static WorkScope ScopeOf(Plant plant, MaintenanceTask task, long atTicks)
    {
        var partsAtTicks = 0L;
        var parts = new List<WorkPart>();
        foreach (var (partId, quantity) in task.SpareParts)
        {
            var part = plant.SpareParts.FirstOrDefault(each => each.Id == partId);
            parts.Add(new WorkPart(partId, quantity, part?.Stock ?? 0));
            if (part is null || part.Stock < quantity)
                partsAtTicks = Math.Max(partsAtTicks, atTicks + (part?.LeadTimeTicks ?? 0));
        }

        return new WorkScope(task.Id, task.Name, task.DurationTicks, task.SkillIds, parts, partsAtTicks);
    }
}
