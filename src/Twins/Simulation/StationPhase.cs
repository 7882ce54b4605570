namespace OrleansTwin.Twins.Simulation;

internal enum StationPhase : byte
{
    /// <summary>Empty; takes the next piece that comes.</summary>
    Waiting = 0,

    /// <summary>
    /// The next piece is of another order: the millisecond between the last piece's completion and the change of
    /// context.
    /// </summary>
    Changing = 1,
    SettingUp = 2,
    Processing = 3,

    /// <summary>Broken down or stopped for a moment, with a piece in work.</summary>
    Stopped = 4,

    /// <summary>Holds a finished piece that finds no place (blocking after service).</summary>
    Blocked = 5,

    /// <summary>Makes no pieces: a meter, a utility. Always running when planned.</summary>
    Running = 6,
}
