using System.Globalization;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Lives.Trained;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Maintenance;
using OrleansTwin.Twins.Maintenance.Orders;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Lives;

/// <content>One machine at a time: what is said of it, its alarm and its work order.</content>
internal sealed partial class LifeWatch
{
    /// <summary>An alarm that stands ends below this share of the risk that raises it, so that it does not flap.</summary>
    private const double EndShare = 0.5;

    private static readonly TimeSpan OutputPeriod = TimeSpan.FromHours(1);

    private async ValueTask ReviewAsync(LifeMachine machine, long nowTicks, CancellationToken cancellation)
    {
        machine.ReviewedTicks = nowTicks;
        foreach (var part in machine.Parts)
        {
            await AgeAsync(machine, part, nowTicks, cancellation);
            if (!await _trained.FollowAsync(machine, part, cancellation))
                machine.ReviewedTicks = nowTicks - _options.Life.Period.Ticks;
        }

        var output = await OutputAsync(machine, nowTicks, cancellation);
        var horizon = _ahead.HoursUntil(
            machine.Asset.Calendar, nowTicks, nowTicks + _options.Life.Horizon.Ticks, output.OperatingShare);
        var (outlook, risk) = Worst(machine, horizon, nowTicks);
        _views[machine.Id] = LifeViews.Of(
            outlook, risk is { } known ? LifeViews.Of(known, horizon, RiskMaxOf(outlook.Part)) : null,
            hours => _ahead.After(machine.Asset.Calendar, nowTicks, hours, output.OperatingShare)) with
        {
            Trained = machine.Parts.FirstOrDefault(part => part.Trained is not null) is { } followed
                ? TrainedOutlook.ViewOf(followed, horizon)
                : null,
        };
        await TellAsync(machine, outlook, risk, horizon, nowTicks, cancellation);
    }

    /// <summary>Of its parts the one that is nearest to, or farthest beyond, its greatest risk; else the first.</summary>
    private (LifeOutlook Outlook, Estimate? Risk) Worst(LifeMachine machine, double horizonHours, long nowTicks) => machine.Parts
        .Select(part => OutlookOf(part, horizonHours, nowTicks))
        .Select(outlook => (Outlook: outlook, Risk: outlook.Life is null ? (Estimate?)null : outlook.Risk(horizonHours)))
        .MaxBy(seen => seen.Risk is { } risk ? risk.Value / RiskMaxOf(seen.Outlook.Part) : -1);

    private static LifeOutlook OutlookOf(LifePart part, double horizonHours, long nowTicks)
    {
        part.Fleet!.Learn(nowTicks);
        return LifeOutlook.Of(part, horizonHours);
    }

    private double RiskMaxOf(LifePart part) => part.Task.RiskMax ?? _options.Life.RiskMax;

    private async ValueTask<Maintenance.MachineOutput> OutputAsync(
        LifeMachine machine, long nowTicks, CancellationToken cancellation)
    {
        if (machine.Lately.AtTicks == 0 || nowTicks - machine.Lately.AtTicks >= OutputPeriod.Ticks)
            machine.Lately = (nowTicks, await _desk.OutputAsync(machine.Key, nowTicks, cancellation));
        return machine.Lately.Output;
    }

    /// <summary>The twin hears of a risk that is too great, and of its end, once. While it stands, work is due.</summary>
    private async ValueTask TellAsync(
        LifeMachine machine, LifeOutlook outlook, Estimate? risk, double horizonHours, long nowTicks,
        CancellationToken cancellation)
    {
        var stands = _engine.Alarms.Find(machine.Id, AlarmSource.RemainingLife) is { ReturnedTicks: null, RaisedTicks: > 0 };
        var max = RiskMaxOf(outlook.Part) * (stands ? EndShare : 1);
        var isActive = risk?.Value >= max;

        // What shards know that have not answered yet may be why it stands.
        var mayEnd = risk is not null || outlook.Part.Fleet!.Incomplete is null;
        if (isActive != stands && (isActive || mayEnd))
        {
            await _engine.SenseAsync(
                new SensedInput(machine.Id, AlarmSource.RemainingLife, isActive, risk?.Value ?? 0, nowTicks), cancellation);
        }

        if (isActive)
            await DraftAsync(machine, outlook, risk!.Value, horizonHours, nowTicks, cancellation);
    }

    /// <summary>A life drafts one order, however often it is looked at: its beginning is the order's key.</summary>
    private async ValueTask DraftAsync(
        LifeMachine machine, LifeOutlook outlook, Estimate risk, double horizonHours, long nowTicks,
        CancellationToken cancellation)
    {
        var part = outlook.Part;
        if (part.DraftedOf == part.Present.FromTicks)
            return;
        var key = string.Create(CultureInfo.InvariantCulture, $"{part.Task.Id}:{part.Present.FromTicks}");
        await _desk.DraftAsync(
            machine.Id, WorkOrderCause.Risk, key, EvidenceOf(outlook, risk, horizonHours),
            part.Task.Id.Length > 0 ? part.Task.Id : null, "", cancellation,
            perHour => LossOf(machine, outlook, perHour, nowTicks));
        part.DraftedOf = part.Present.FromTicks;
    }

    /// <summary>
    /// What waiting costs, in money where the plant file has prices, else in good pieces; null: it is not known.
    /// </summary>
    private WaitingLoss? LossOf(LifeMachine machine, LifeOutlook outlook, double goodPartsPerHour, long nowTicks)
    {
        var task = outlook.Part.Task;
        double RiskUntil(long ticks) => outlook.Risk(
            _ahead.HoursUntil(machine.Asset.Calendar, nowTicks, ticks, machine.Lately.Output.OperatingShare)).Value;
        var pieces = TimeSpan.FromTicks(task.FailureStopTicks ?? task.DurationTicks).TotalHours * goodPartsPerHour;
        if (task is { FailureCost: { } failure, LostPieceCost: { } piece })
            return new WaitingLoss(RiskUntil, failure - PlannedCostOf(task) + (pieces * piece), piece);
        return task.FailureStopTicks is null ? null : new WaitingLoss(RiskUntil, pieces, 1);
    }

    /// <summary>Of planned work: its own cost and that of its parts.</summary>
    private double PlannedCostOf(MaintenanceTask task) => task.Cost + task.SpareParts.Sum(use =>
        use.Quantity * (_engine.Runtime.Plant.SpareParts.FirstOrDefault(part => part.Id == use.PartId)?.Cost ?? 0));

    private static string[] EvidenceOf(LifeOutlook outlook, Estimate risk, double horizonHours)
    {
        var life = RemainingLife.Of(outlook.Life!, outlook.Part.AgeHours!.Value);
        var band = life.Bands[1];
        return
        [
            FormattableString.Invariant($"Risk of a failure within {horizonHours:0.#} h of operation: {100 * risk.Value:0.#} %, ")
                + FormattableString.Invariant($"{outlook.IntervalIs} {100 * risk.Low:0.#} to {100 * risk.High:0.#} %."),
            FormattableString.Invariant($"{outlook.Part.Name} has run {life.AgeHours:0.#} h; left are {life.MedianHours:0.#} h ")
                + FormattableString.Invariant($"in the median, {band.FromHours:0.#} to {band.ToHours:0.#} h with 80 %."),
            $"{outlook.Model!.Name}: {outlook.Model.Data}.",
            .. outlook.Life is RulLife ? outlook.Part.Trained!.Evidence() : [],
        ];
    }
}
