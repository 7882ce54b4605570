using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Answers;
using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Lives;

/// <content>May it wait?</content>
internal sealed partial class LifeWatch
{
    private static readonly AskedDelay[] UsualDelays =
        [new("shift", null), new("2d", TimeSpan.FromDays(2)), new("7d", TimeSpan.FromDays(7))];

    /// <summary>What waiting comes to; null: the machine is not followed.</summary>
    /// <exception cref="HostFaultException">
    /// <see cref="HostFault.Conflict"/>: not enough is known, and what is missing.
    /// </exception>
    public Task<DeferralView?> AskAsync(DeferralQuery query, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            await FollowAsync(cancellation);
            if (!_machines.TryGetValue(query.MachineId, out var machine))
                return null;
            var now = NowTicks;
            foreach (var part in machine.Parts)
                await AgeAsync(machine, part, now, cancellation);
            var output = await OutputAsync(machine, now, cancellation);
            var horizon = _ahead.HoursUntil(
                machine.Asset.Calendar, now, now + _options.Life.Horizon.Ticks, output.OperatingShare);
            var outlook = query.TaskId is null ? Worst(machine, horizon, now).Outlook
                : OutlookOf(machine.Parts.Single(part => part.Task.Id == query.TaskId), horizon, now);
            return Answer(machine, outlook, query.Delays.Count > 0 ? query.Delays : UsualDelays, now);
        },
        cancellation);

    private DeferralView Answer(LifeMachine machine, LifeOutlook outlook, IReadOnlyList<AskedDelay> delays, long nowTicks)
    {
        if (outlook.Life is null)
        {
            throw new HostFaultException(
                HostFault.Conflict, $"How long {machine.Id} will last is not known. {outlook.Missing}",
                "a wear signal with some readings, or failures of such parts.",
                "Describe wear in the plant file, or have work orders done with what was found.");
        }

        var (task, output, missing) = (outlook.Part.Task, machine.Lately.Output, new List<string>());
        if (task.FailureCost is null)
            missing.Add($"failureCost of {outlook.Part.Name}: no expected cost.");
        if (task.FailureStopTicks is null)
            missing.Add($"failureStop of {outlook.Part.Name}: no lost good parts.");
        if (output.GoodPartsPerHour <= 0 && task.FailureStopTicks is not null)
            missing.Add("Good pieces of the last week: none are lost as far as is known.");
        var replacement = ReplacementOf(outlook.Part);
        if (replacement is null && outlook.Part.Fleet?.Fit is not null && PlannedCostOf(task) <= 0)
            missing.Add($"cost of {outlook.Part.Name}: no best age to replace it.");
        return new DeferralView(
            machine.Id, LifeViews.IdOf(outlook.Part), outlook.Part.AgeHours!.Value, output.OperatingShare,
            output.GoodPartsPerHour, outlook.Model!, [.. delays.Select(delay => Outcome(machine, outlook, delay, nowTicks))],
            missing)
        {
            Replacement = replacement,
        };
    }

    private ReplacementView? ReplacementOf(LifePart part)
    {
        var planned = PlannedCostOf(part.Task);
        if (part.Fleet?.Fit is not { } fit || planned <= 0 || part.Task.FailureCost is not { } failure || failure <= 0)
            return null;
        var (policy, low, high) = AgeReplacement.Of(fit, planned, failure);
        return new ReplacementView(policy.BestAgeHours, low, high, policy.CostPerHour, policy.RunToFailureCostPerHour);
    }

    private DeferralDelay Outcome(LifeMachine machine, LifeOutlook outlook, AskedDelay delay, long nowTicks)
    {
        var (task, output) = (outlook.Part.Task, machine.Lately.Output);
        var until = delay.Length is { } length ? nowTicks + length.Ticks : EndOfShift(machine.Asset.Calendar, nowTicks);
        var hours = _ahead.HoursUntil(machine.Asset.Calendar, nowTicks, until, output.OperatingShare);
        var costs = new ReplacementCosts(
            PlannedCostOf(task), task.FailureCost ?? 0, TimeSpan.FromTicks(task.DurationTicks).TotalHours,
            TimeSpan.FromTicks(task.FailureStopTicks ?? 0).TotalHours, output.GoodPartsPerHour);
        var answer = Deferral.Of(new Delay(delay.Name, hours), outlook.Risk(hours), costs);
        return new DeferralDelay(
            delay.Name, Times.Of(until), hours, LifeViews.Of(answer.FailureProbability),
            task.FailureCost is null ? null : LifeViews.Of(answer.ExpectedCost),
            task.FailureStopTicks is null ? null : LifeViews.Of(answer.ExpectedLostGoodParts));
    }

    /// <summary>Of the present shift, outside of shifts of the next; without shifts eight hours ahead.</summary>
    private static long EndOfShift(ShiftCalendar? calendar, long nowTicks) => Shifts
        .Between(calendar, nowTicks, nowTicks + (14 * TimeSpan.TicksPerDay)).Select(shift => (long?)shift.EndTicks)
        .FirstOrDefault() ?? nowTicks + (8 * TimeSpan.TicksPerHour);
}
