using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>What telemetry of a simulated plant is emitted, and how densely. None of it changes what truly happens.</summary>
public sealed record EmitOptions
{
    /// <summary>Which sensors are emitted; null: all that have a <see cref="SensorAsset.Simulation"/>.</summary>
    public Func<SensorAsset, bool>? Include { get; init; }

    /// <summary>Only what KPIs are made of: states, pieces, products, orders and meters.</summary>
    public bool OnlyKpiSensors { get; init; }

    /// <summary>Multiplies the rate of every sensor but meters and on-change ones (0 &lt; factor); below 1 thins.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>A sensor that reports on change repeats its value this often; zero: never.</summary>
    public long HeartbeatTicks { get; init; } = 30 * TimeSpan.TicksPerSecond;

    /// <summary>
    /// State texts tell starved from blocked where the machine's map has words for them. False: both are Suspended, and the
    /// line's flow has to tell.
    /// </summary>
    public bool TellsFlowReason { get; init; }

    /// <summary>How long a cycle pulse stays 1. Cycles must be longer for their edges to be seen.</summary>
    public long PulseTicks { get; init; } = 50 * TimeSpan.TicksPerMillisecond;

    /// <summary>About how many samples one batch holds; what happens at one tick is never split.</summary>
    public int BatchSize { get; init; } = 4096;

    internal void Validate()
    {
        Require(RateFactor > 0, nameof(RateFactor), RateFactor, "more than 0");
        Require(HeartbeatTicks >= 0, nameof(HeartbeatTicks), HeartbeatTicks, "0 (never) or more");
        Require(PulseTicks >= Resolution.Ticks, nameof(PulseTicks), PulseTicks, $"at least a millisecond ({Resolution.Ticks})");
        Require(BatchSize > 0, nameof(BatchSize), BatchSize, "at least 1");
    }

    private static void Require(bool holds, string name, double found, string expected)
    {
        if (!holds)
            throw new ArgumentException($"EmitOptions.{name} is {found}; expected {expected}.");
    }
}
