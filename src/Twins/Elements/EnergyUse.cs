namespace OrleansTwin.Twins.Elements;

/// <summary>What a machine did while it used energy. Numbers are persisted: append only.</summary>
public enum EnergyUse
{
    Producing = 0,
    Setup = 1,

    /// <summary>Ready but not producing: waiting, starved, blocked, minor stops.</summary>
    Idle = 2,

    /// <summary>Breakdown, planned stop, maintenance.</summary>
    Down = 3,

    /// <summary>Outside planned operation, or state unknown.</summary>
    Off = 4,
}
