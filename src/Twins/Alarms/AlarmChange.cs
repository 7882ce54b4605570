namespace OrleansTwin.Twins.Alarms;

/// <summary>An alarm has come from one state to another, or was raised anew in the same.</summary>
/// <param name="AtTicks">When it was, by the clock of what made it.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Level">What its source says of the condition, such as the limit that is crossed.</param>
/// <param name="Value">The value that raised it, in its source's unit.</param>
/// <param name="User">Who did it; empty: nobody, it came by itself.</param>
/// <param name="Comment">What they said.</param>
public readonly record struct AlarmChange(
    long AtTicks, AlarmState From, AlarmState To, byte Level, double Value, string User, string Comment);

/// <summary>Which of a machine's alarms: of one of its sensors (local id), or of the machine (empty).</summary>
public readonly record struct AlarmPlace(string Sensor, AlarmSource Source);

/// <summary>
/// A change of one of a machine's alarms; <paramref name="Number"/> counts them, so that one told twice is known.
/// <paramref name="ReturnedTicks"/>: when the condition was over, covered or not; null: it was not.
/// </summary>
public readonly record struct MachineAlarmChange(
    AlarmPlace Place, long Number, AlarmRule Rule, AlarmChange Change, long? ReturnedTicks);
