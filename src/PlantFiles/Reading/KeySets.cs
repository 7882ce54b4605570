namespace OrleansTwin.PlantFiles.Reading;

/// <summary>The whole format at a glance: every kind of map and its keys.</summary>
internal static class KeySets
{
    public static readonly KeySet Plant = new(
        "plant", "plantFile", "enterprise", "site", "area", "line", "products", "calendars", "emissionFactors", "skills",
        "spareParts",
        "sensorDefaults", "machineTypes", "telemetry");

    public static readonly KeySet Line = new(
        "line", "name", "calendar", "region", "oeeRule", "suppliedBy", "constraint", "flow", "simulatedOrders", "machines");

    public static readonly KeySet Area = new("area", "name", "calendar", "region", "oeeRule", "suppliedBy", "lines", "machines");
    public static readonly KeySet Site = Area.With("site", "areas");
    public static readonly KeySet Enterprise = Site.With("enterprise", "sites");
    public static readonly KeySet FlowEdge = new("flowEdge", "from", "to", "buffer", "level");
    public static readonly KeySet SimulatedOrder = new("simulatedOrder", "product", "quantity");

    public static readonly KeySet MachineType = new(
        "machineType", "type", "sensorDefaults", "sensors", "states", "quantities", "meters", "context", "idealCycle",
        "microStop", "slowCycle",
        "watermark", "stateTimeout", "maintenance", "lifeModel", "simulation");

    public static readonly KeySet Machine = MachineType.With("machine", "name", "calendar", "region", "suppliedBy");

    public static readonly KeySet SensorDefaults = new(
        "sensorDefaults", "kind", "unit", "sourceUnit", "tag", "calibration", "range", "limits", "sampling", "stale", "deadband",
        "clockOffset", "simulation");

    public static readonly KeySet Sensor = SensorDefaults.With("sensor", "name", "role", "wear");
    public static readonly KeySet Calibration = new("calibration", "gain", "offset", "curve");
    public static readonly KeySet Range = new("range", "min", "max", "policy");
    public static readonly KeySet Limits = new(
        "limits", "lowLow", "low", "high", "highHigh", "hysteresis", "priority", "onDelay", "offDelay", "latching",
        "suppressedIn");

    public static readonly KeySet Wear = new(
        "wear", "form", "limit", "offset", "start", "startLogDeviation", "rate", "rateDeviation", "logNoise", "every", "task");

    public static readonly KeySet SignalSimulation = new(
        "signalSimulation", "shape", "rateHz", "mean", "amplitude", "period", "noise", "driftPerHour", "faultAfter");

    public static readonly KeySet States = new(
        "states", "sensor", "map", "power", "executeAboveKw", "idleAboveKw", "pulse", "cycleTimeout");

    public static readonly KeySet Quantity = new("quantity", "role", "mode", "piecesPerCount", "wrapAt", "cycle", "results");
    public static readonly KeySet Meter = new("meter", "carrier", "kind", "gap", "wrapAtKwh");
    public static readonly KeySet Context = new("context", "productSensor", "orderSensor", "defaultProduct");
    public static readonly KeySet MaintenanceTask = new(
        "maintenanceTask", "name", "duration", "every", "skills", "parts", "cost", "failureCost", "failureStop", "lostPieceCost",
        "riskMax");

    public static readonly KeySet LifeModel = new("lifeModel", "model", "cycle", "columns", "task");
    public static readonly KeySet LifeCycle = new("lifeCycle", "parts");

    public static readonly KeySet MachineSimulation = new(
        "machineSimulation", "cycleFactor", "cycleCv", "breakdownEvery", "breakdown", "minorStopEvery", "minorStop", "setup",
        "scrapRatio", "reworkRatio", "startUpScrap", "powerKw");

    public static readonly KeySet PowerKw = new("powerKw", "producing", "idle", "down", "offShift");

    public static readonly KeySet Product = new("product", "name", "plannedScrap");
    public static readonly KeySet Skill = new("skill", "name");
    public static readonly KeySet SparePart = new("sparePart", "name", "stock", "leadTime", "cost");

    public static readonly KeySet EmissionFactor = new(
        "emissionFactor", "carrier", "region", "year", "kgCo2ePerKwh", "method", "scope", "version", "source");

    public static readonly KeySet Calendar = new("calendar", "timeZone", "shifts", "daysOff", "weeklyStops", "plannedStops");
    public static readonly KeySet Break = new("break", "start", "end");
    public static readonly KeySet WeeklyStop = Break.With("weeklyStop", "days");
    public static readonly KeySet Shift = WeeklyStop.With("shift", "breaks");
    public static readonly KeySet PlannedStop = new("plannedStop", "start", "end");

    public static readonly KeySet Telemetry = new("telemetry", "subscribe", "payloads", "tags");

    public static readonly KeySet Payload = new(
        "payload", "topic", "format", "items", "name", "value", "time", "quality", "timeFormat", "separator", "columns");

    public static readonly KeySet TagRule = new("tagRule", "pattern", "sensor");

    public static IReadOnlyList<KeySet> All { get; } =
    [
        Plant, Enterprise, Site, Area, Line, FlowEdge, SimulatedOrder, Machine, MachineType, Sensor, SensorDefaults,
        Calibration, Range, Limits, Wear, SignalSimulation, States, Quantity, Meter, Context, MaintenanceTask, LifeModel,
        LifeCycle, MachineSimulation, PowerKw, Product, Skill, SparePart,
        EmissionFactor, Calendar, Shift, Break, WeeklyStop, PlannedStop, Telemetry, Payload, TagRule,
    ];
}
