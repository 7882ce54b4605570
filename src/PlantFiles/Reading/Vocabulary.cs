using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Every set of words that the format knows. The JSON Schema lists the same words; a test compares them.</summary>
internal static class Vocabulary
{
    public static readonly Words<ValueKind> ValueKinds = Words.Camel<ValueKind>();
    public static readonly Words<SensorRole> SensorRoles = Words.Camel<SensorRole>();
    public static readonly Words<RangePolicy> RangePolicies = Words.Camel<RangePolicy>();
    public static readonly Words<SignalShape> SignalShapes = Words.Camel<SignalShape>();
    public static readonly Words<QuantityRole> QuantityRoles = Words.Camel<QuantityRole>();
    public static readonly Words<QuantityMode> QuantityModes = Words.Camel<QuantityMode>();
    public static readonly Words<Carrier> Carriers = Words.Camel<Carrier>();
    public static readonly Words<PathForm> PathForms = new(["exponential", "power"], [PathForm.Exponential, PathForm.PowerLaw]);
    public static readonly Words<FactorMethod> FactorMethods = Words.Camel<FactorMethod>();
    public static readonly Words<PayloadFormat> PayloadFormats = Words.Camel<PayloadFormat>();
    public static readonly Words<TimeFormat> TimeFormats = Words.Camel<TimeFormat>();

    public static readonly Words<MeterKind> MeterKinds = new(["power", "counter"], [MeterKind.PowerKw, MeterKind.CumulativeKwh]);

    public static readonly Words<OeeRule> OeeRules = new(["sum", "constraint"], [OeeRule.SumBased, OeeRule.ConstraintBased]);

    /// <summary>PackML's own spelling.</summary>
    public static readonly Words<PackMlState> States = new(Enum.GetNames<PackMlState>(), Enum.GetValues<PackMlState>());

    /// <summary>What can follow a state after a slash, or stand alone for the state it implies.</summary>
    public static readonly Words<StateReason> Reasons = new(
        ["setup", "starved", "blocked", "breakdown", "plannedStop", "correctiveMaintenance", "preventiveMaintenance"],
        [
            StateReason.Setup, StateReason.Starved, StateReason.Blocked, StateReason.Breakdown, StateReason.PlannedStop,
            StateReason.CorrectiveMaintenance, StateReason.PreventiveMaintenance,
        ]);

    public static readonly Words<DayOfWeek> Days = new(
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        [
            DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday,
            DayOfWeek.Sunday,
        ]);
}
