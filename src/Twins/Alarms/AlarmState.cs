namespace OrleansTwin.Twins.Alarms;

/// <summary>States of an alarm (ISA-18.2 / IEC 62682, alarm state transition diagram; its letters in brackets).</summary>
public enum AlarmState : byte
{
    /// <summary>[A] The condition does not hold, and nobody owes an acknowledgement.</summary>
    Normal = 0,

    /// <summary>[B] The condition holds and nobody has acknowledged it.</summary>
    UnacknowledgedActive = 1,

    /// <summary>[C] The condition holds and is acknowledged.</summary>
    AcknowledgedActive = 2,

    /// <summary>[D] The condition is over before anybody acknowledged it.</summary>
    ReturnedUnacknowledged = 3,

    /// <summary>[E] A latching alarm whose condition is over: neither acknowledged nor reset.</summary>
    LatchedUnacknowledged = 4,

    /// <summary>[F] A latching alarm whose condition is over: acknowledged, not reset.</summary>
    LatchedAcknowledged = 5,

    /// <summary>[G] Put aside by an operator, for a reason, until a time.</summary>
    Shelved = 6,

    /// <summary>[H] Its machine is in a state in which it says nothing.</summary>
    SuppressedByDesign = 7,

    /// <summary>[I] Taken out of service by an operator, as for maintenance, until it is returned.</summary>
    OutOfService = 8,
}

public static class AlarmStates
{
    /// <summary>The condition holds, and nobody has covered it.</summary>
    public static bool IsActive(this AlarmState state) =>
        state is AlarmState.UnacknowledgedActive or AlarmState.AcknowledgedActive;
}
