using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Every set of words that the format knows. The JSON Schema lists the same words; a test compares them.</summary>
internal static class Vocabulary
{
    public static readonly Words<ValueKind> ValueKinds = Words.Camel<ValueKind>();
    public static readonly Words<RangePolicy> RangePolicies = Words.Camel<RangePolicy>();
    public static readonly Words<SignalShape> SignalShapes = Words.Camel<SignalShape>();
    public static readonly Words<QuantityRole> QuantityRoles = Words.Camel<QuantityRole>();
    public static readonly Words<QuantityMode> QuantityModes = Words.Camel<QuantityMode>();
    public static readonly Words<Carrier> Carriers = Words.Camel<Carrier>();
    public static readonly Words<FactorMethod> FactorMethods = Words.Camel<FactorMethod>();
    public static readonly Words<PayloadFormat> PayloadFormats = Words.Camel<PayloadFormat>();
    public static readonly Words<TimeFormat> TimeFormats = Words.Camel<TimeFormat>();

    public static readonly Words<MeterKind> MeterKinds =
        Words<MeterKind>.From([("power", MeterKind.PowerKw), ("counter", MeterKind.CumulativeKwh)]);

    public static readonly Words<OeeRule> OeeRules =
        Words<OeeRule>.From([("sum", OeeRule.SumBased), ("constraint", OeeRule.ConstraintBased)]);

    /// <summary>PackML's own spelling.</summary>
    public static readonly Words<PackMlState> States =
        Words<PackMlState>.From(Enum.GetValues<PackMlState>().Select(state => (state.ToString(), state)));

    /// <summary>What can follow a state after a slash, or stand alone for the state it implies.</summary>
    public static readonly Words<StateReason> Reasons = Words<StateReason>.From(
    [
        ("setup", StateReason.Setup), ("starved", StateReason.Starved), ("blocked", StateReason.Blocked),
        ("breakdown", StateReason.Breakdown), ("plannedStop", StateReason.PlannedStop),
        ("correctiveMaintenance", StateReason.CorrectiveMaintenance), ("preventiveMaintenance", StateReason.PreventiveMaintenance),
    ]);

    public static readonly Words<DayOfWeek> Days = Words<DayOfWeek>.From(
    [
        ("mon", DayOfWeek.Monday), ("tue", DayOfWeek.Tuesday), ("wed", DayOfWeek.Wednesday), ("thu", DayOfWeek.Thursday),
        ("fri", DayOfWeek.Friday), ("sat", DayOfWeek.Saturday), ("sun", DayOfWeek.Sunday),
    ]);
}
