namespace OrleansTwin.Twins.Maintenance.Orders;

/// <summary>
/// What waiting for a window is expected to cost: the machine may fail before it, and then the window is not needed any more.
/// Losses are in one unit, which is money, or good pieces where no prices are known.
/// </summary>
/// <param name="RiskUntil">The probability that it has failed by a moment (UTC ticks), 0 to 1.</param>
/// <param name="FailureLoss">What a failure costs more than the planned work, with the pieces that it costs.</param>
/// <param name="PieceLoss">What a good piece is worth that is not made.</param>
public sealed record WaitingLoss(Func<long, double> RiskUntil, double FailureLoss, double PieceLoss)
{
    /// <summary>Of the work in a window.</summary>
    /// <param name="startTicks">Its beginning.</param>
    /// <param name="lostGoodParts">What is not made because of it.</param>
    public double Of(long startTicks, double lostGoodParts)
    {
        var risk = RiskUntil(startTicks);
        return ((1 - risk) * lostGoodParts * PieceLoss) + (risk * FailureLoss);
    }
}
