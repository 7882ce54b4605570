namespace OrleansTwin.Twins.Alarms;

/// <summary>From the changes of one alarm to its raises.</summary>
public sealed class AlarmRaises(string alarmId)
{
    private readonly List<AlarmRaise> _raises = [];

    public IReadOnlyList<AlarmRaise> All => _raises;

    /// <summary>
    /// The next change, in order of time. One that is covered while it is active has been seen to: it ends there.
    /// </summary>
    public void Add(int priority, in AlarmChange change)
    {
        if (change.From.IsActive() && change.To != AlarmState.AcknowledgedActive && _raises.Count > 0)
            _raises[^1] = _raises[^1] with { ReturnedTicks = _raises[^1].ReturnedTicks ?? change.AtTicks };
        if (change.To == AlarmState.UnacknowledgedActive)
            _raises.Add(new AlarmRaise(alarmId, priority, change.AtTicks, null));
    }
}
