using OrleansTwin.Ingest.Decoding;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Ingest.Sources;
using OrleansTwin.Ingest.Tags;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Conditioners;

/// <summary>When a message arrived, how far its times may lie beyond that, and how long its texts may be.</summary>
public readonly record struct ConditioningContext(long ReceiveTicks, long FutureTicksMax, int TextLengthMax, TextPool Texts)
{
    /// <summary>
    /// The sample's receive time: the millisecond in which it came. Finer digits are the scheduler's noise, and would cost two
    /// bytes a sample in history (ADR 5). Cut here, before the journal, so that live, replay and history see one value. A source
    /// time that is missing is taken from <see cref="UntimedTicks"/>, uncut.
    /// </summary>
    public long StampTicks => ReceiveTicks - (ReceiveTicks % TimeSpan.TicksPerMillisecond);

    /// <summary>The time of a value that brings none; no two of a sensor share one.</summary>
    public long UntimedTicks { get; init; } = ReceiveTicks;
}

/// <summary>
/// From what a source sent to a sample in its sensor's unit (DESIGN, the way of the data, 4). A pure function of plan, value
/// and context: number = units(curve(raw · gain + offset)), then the range; boolean = 0 or 1; text as it is. The raw value
/// stays in the sample.
/// </summary>
public static class Conditioner
{
    public static RejectReason Condition(
        ConditioningPlan plan, in RawValue raw, in ConditioningContext context, out Sample sample, out bool isOutOfRange)
    {
        sample = default;
        isOutOfRange = false;
        var refused = Time(plan, raw, context, out var ticks);
        if (refused != RejectReason.None)
            return refused;
        if (plan.Kind == ValueKind.Text)
            return Text(raw, ticks, context, out sample);
        refused = plan.Kind == ValueKind.Boolean ? Truth(raw, out var number) : Number(raw, out number);
        if (refused != RejectReason.None)
            return refused;
        var value = plan.Kind == ValueKind.Boolean ? number : Calibrated(plan, number);
        if (!double.IsFinite(value))
            return RejectReason.NotFinite;
        var quality = raw.Quality;
        isOutOfRange = plan.Kind == ValueKind.Number && Range(plan.Rules, ref value, ref quality);
        sample = new Sample(ticks, context.StampTicks, value, number, quality, null);
        return RejectReason.None;
    }

    /// <summary>Gain, offset, curve and unit conversion, in this order.</summary>
    public static double Calibrated(ConditioningPlan plan, double raw)
    {
        var value = (raw * plan.Rules.Gain) + plan.Rules.Offset;
        if (plan.CurveX.Length > 0)
            value = Curve(plan.CurveX, plan.CurveY, value);
        return plan.Units.Apply(value);
    }

    /// <summary>Piecewise linear; the first and last segments go on outside. One point is a constant.</summary>
    public static double Curve(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double at)
    {
        if (x.Length == 1)
            return y[0];
        var found = x.BinarySearch(at);
        var right = Math.Clamp(found < 0 ? ~found : found, 1, x.Length - 1);
        var slope = (y[right] - y[right - 1]) / (x[right] - x[right - 1]);
        return y[right - 1] + (slope * (at - x[right - 1]));
    }

    private static RejectReason Time(ConditioningPlan plan, in RawValue raw, in ConditioningContext context, out long ticks)
    {
        ticks = context.UntimedTicks;
        if (raw.SourceTicks == RawSample.NoTime)
            return RejectReason.None;
        ticks = raw.SourceTicks;
        if (ticks is >= 0 && ticks <= DateTime.MaxValue.Ticks)
            ticks += plan.Rules.ClockOffsetTicks;
        return ticks < DateTime.UnixEpoch.Ticks ? RejectReason.Before1970
            : ticks - context.ReceiveTicks > context.FutureTicksMax ? RejectReason.InTheFuture
            : RejectReason.None;
    }

    private static RejectReason Text(in RawValue raw, long ticks, in ConditioningContext context, out Sample sample)
    {
        var text = raw.Kind switch
        {
            RawKind.Number => double.IsFinite(raw.Number) ? RawText.Of(raw.Number) : null,
            RawKind.Boolean => raw.Number != 0 ? "true" : "false",
            _ => raw.Text ?? context.Texts.Get(raw.Utf8),
        };
        sample = text is null ? default : new Sample(ticks, context.StampTicks, 0, 0, raw.Quality, text);
        return text is null ? RejectReason.NotFinite
            : text.Length > context.TextLengthMax ? RejectReason.TextTooLong
            : RejectReason.None;
    }

    private static RejectReason Number(in RawValue raw, out double number)
    {
        number = raw.Number;
        // Many gateways send numbers in quotes.
        var isNumber = raw.Kind != RawKind.Text
            || (raw.Text is { } text ? RawText.TryNumber(text, out number) : ScalarParser.TryNumber(raw.Utf8, out number));
        return !isNumber ? RejectReason.WrongType : double.IsFinite(number) ? RejectReason.None : RejectReason.NotFinite;
    }

    private static RejectReason Truth(in RawValue raw, out double number)
    {
        number = raw.Number != 0 ? 1 : 0;
        if (raw.Kind != RawKind.Text)
            return double.IsFinite(raw.Number) ? RejectReason.None : RejectReason.NotFinite;
        Span<byte> utf8 = stackalloc byte[8];
        var text = raw.Text is null ? raw.Utf8 : RawText.ShortUtf8(raw.Text, utf8);
        var kind = ScalarParser.Parse(text, out number);
        number = number != 0 ? 1 : 0;
        return kind == RawKind.Text ? RejectReason.WrongType : RejectReason.None;
    }

    private static bool Range(Conditioning rules, ref double value, ref Quality quality)
    {
        if (value >= rules.RangeMin && value <= rules.RangeMax)
            return false;
        var isClamped = rules.RangePolicy == RangePolicy.Clamp;
        value = isClamped ? Math.Clamp(value, rules.RangeMin, rules.RangeMax) : value;
        quality = (Quality)Math.Max((byte)quality, (byte)(isClamped ? Quality.Uncertain : Quality.Bad));
        return true;
    }
}
