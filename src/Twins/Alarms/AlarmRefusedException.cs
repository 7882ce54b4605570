namespace OrleansTwin.Twins.Alarms;

/// <summary>An action that the alarm's state does not allow. Nothing was changed.</summary>
public sealed class AlarmRefusedException(AlarmVerb verb, AlarmState state, string expected)
    : Exception($"{verb} of an alarm that is {state}; {expected}")
{
    public AlarmState State => state;
}
