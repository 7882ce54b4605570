namespace OrleansTwin.Twins.Model;

/// <summary>A work unit with its sensors and what they mean: states, counts, energy, product and order.</summary>
public sealed record MachineAsset : Asset
{
    /// <summary>A sensor's index in this list is the signal number that the machine's twin is fed by.</summary>
    public required IReadOnlyList<SensorAsset> Sensors { get; init; }

    public string? Type { get; init; }

    public required StateSource States { get; init; }

    public IReadOnlyList<QuantitySignal> Quantities { get; init; } = [];

    public IReadOnlyList<EnergyMeter> Meters { get; init; } = [];

    public OrderContext Context { get; init; } = new();

    /// <summary>
    /// PRI by product id, in ticks per piece; the key <c>*</c> stands for every other product. Empty: performance is not known.
    /// </summary>
    public IReadOnlyDictionary<string, long> IdealCycleTicks { get; init; } = new Dictionary<string, long>();

    /// <summary>An own interruption up to this long is a minor stop, a longer one a breakdown.</summary>
    public long MicroStopTicks { get; init; } = 5 * TimeSpan.TicksPerMinute;

    /// <summary>A cycle longer than the ideal cycle time times this factor is a slow cycle.</summary>
    public double SlowCycleFactor { get; init; } = 1.25;

    /// <summary>How far the watermark stays behind the newest plausible sample.</summary>
    public long WatermarkLagTicks { get; init; } = 2 * TimeSpan.TicksPerSecond;

    /// <summary>
    /// No sample of the state's source for this long: the state is unmeasured from then on. Zero: a state holds until it changes.
    /// </summary>
    public long StateTimeoutTicks { get; init; }

    public MaintenanceData Maintenance { get; init; } = new();

    /// <summary>The trained model that follows its remaining life; null: none does.</summary>
    public LifeModelUse? LifeModel { get; init; }

    /// <summary>How the simulator plays this machine; null where it can't be simulated.</summary>
    public MachineSimulation? Simulation { get; init; }

    /// <summary>Index of the sensor with a local id in <see cref="Sensors"/>; -1: none.</summary>
    public int IndexOf(string sensorLocalId)
    {
        for (var i = 0; i < Sensors.Count; i++)
        {
            if (Sensors[i].HasLocalId(sensorLocalId))
                return i;
        }

        return -1;
    }
}

/// <summary>Where the product and the order come from: text sensors (local ids), or a fixed product.</summary>
public sealed record OrderContext(string? ProductSensor = null, string? OrderSensor = null, string? DefaultProduct = null);
