namespace OrleansTwin.Twins.Model;

public enum SignalShape : byte
{
    /// <summary>Always <see cref="SignalSimulation.Mean"/>.</summary>
    Constant = 0,

    /// <summary>Mean + amplitude · sin(2π t / period).</summary>
    Sine = 1,

    /// <summary>Walks randomly, drawn back to the mean.</summary>
    RandomWalk = 2,

    /// <summary>
    /// Warms towards mean + amplitude while producing and cools towards the mean otherwise, with the period as time constant.
    /// </summary>
    Thermal = 3,

    /// <summary>Mean while producing, 0 otherwise.</summary>
    WhileProducing = 4,

    /// <summary>The machine's state, as text.</summary>
    State = 5,

    /// <summary>The machine's power in kW.</summary>
    Power = 6,

    /// <summary>Running kWh.</summary>
    Energy = 7,

    /// <summary>Running count of good pieces.</summary>
    GoodCount = 8,

    /// <summary>Running count of scrap.</summary>
    ScrapCount = 9,

    /// <summary>Running count of all pieces.</summary>
    TotalCount = 10,

    /// <summary>Product id, as text.</summary>
    Product = 11,

    /// <summary>Order number, as text.</summary>
    Order = 12,

    /// <summary>1 at the end of each cycle.</summary>
    CyclePulse = 13,

    /// <summary>Running count of pieces to rework.</summary>
    ReworkCount = 14,

    /// <summary>The result of each piece as text, in the words of the signal's <see cref="QuantitySignal.Results"/>.</summary>
    PieceResult = 15,
}

/// <summary>
/// How the simulator makes a sensor's values, in the sensor's unit. <see cref="RateHz"/> 0: on change only.
/// <see cref="DriftPerHour"/> is a planted fault: it begins <see cref="FaultAfterHours"/> into the run (0: no fault).
/// </summary>
public sealed record SignalSimulation
{
    public SignalShape Shape { get; init; }

    public double RateHz { get; init; } = 1;

    public double Mean { get; init; }

    public double Amplitude { get; init; }

    public double PeriodS { get; init; } = 60;

    public double Noise { get; init; }

    public double DriftPerHour { get; init; }

    public double FaultAfterHours { get; init; }
}

/// <summary>
/// How the simulator plays a machine. Durations between and of stops are exponential with the given means; 0 between: never.
/// </summary>
public sealed record MachineSimulation
{
    /// <summary>Mean cycle time over the ideal cycle time of the product.</summary>
    public double CycleFactor { get; init; } = 1.05;

    /// <summary>Coefficient of variation of the cycle time.</summary>
    public double CycleCv { get; init; } = 0.05;

    public double BreakdownEveryMinutes { get; init; }

    public double BreakdownMinutes { get; init; } = 15;

    public double MinorStopEveryMinutes { get; init; }

    public double MinorStopSeconds { get; init; } = 30;

    public double SetupMinutes { get; init; }

    public double ScrapRatio { get; init; }

    /// <summary>Share of pieces to rework (0..1); they flow on.</summary>
    public double ReworkRatio { get; init; }

    /// <summary>Pieces scrapped after a setup.</summary>
    public int StartUpScrap { get; init; }

    public double PowerProducingKw { get; init; }

    public double PowerIdleKw { get; init; }

    public double PowerDownKw { get; init; }

    public double PowerOffKw { get; init; }
}

/// <summary>
/// A run of pieces of one product that the simulator makes one after another, again from the start when the list ends.
/// </summary>
public sealed record SimulatedOrder(string ProductId, int Quantity);
