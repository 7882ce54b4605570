using OrleansTwin.Twins.Simulation;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// What a model said of a life that ended by failure, at one cycle of it that chance has chosen: as it promises to be asked. Of a
/// life no more is taken, since what is said at its other cycles goes the same way.
/// </summary>
/// <param name="FromTicks">When the life began.</param>
/// <param name="ToTicks">When it ended.</param>
/// <param name="Model">SHA-256 of the model's file.</param>
/// <param name="Cycles">That were left, at most the model's cap.</param>
/// <param name="Estimate">That were said to be left.</param>
/// <param name="Band50">The band that half of truths lie in.</param>
/// <param name="Band80">The one for 80 %.</param>
/// <param name="Band95">The one for 95 %.</param>
public sealed record RulVerdict(
    long FromTicks, long ToTicks, string Model, double Cycles, double Estimate, RulBand Band50, RulBand Band80, RulBand Band95)
{
    /// <summary>Null: nothing was said in the cycles that bands are for.</summary>
    /// <param name="model">What is judged.</param>
    /// <param name="digest">SHA-256 of its file.</param>
    /// <param name="rows">All of the life; the last is that of the failure.</param>
    /// <param name="fromTicks">When the life began; chooses the cycle, too.</param>
    /// <param name="toTicks">When it ended.</param>
    public static RulVerdict? Of(RulModel model, string digest, IReadOnlyList<float[]> rows, long fromTicks, long toTicks)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (monitor, said) = (new RulMonitor(model), new List<RulEstimate>());
        for (var i = 0; i < rows.Count; i++)
        {
            monitor.Push(rows[i]);
            if (rows.Count - monitor.Seen <= model.Bands.CyclesMax && monitor.Estimate() is { IsTold: true } estimate)
                said.Add(estimate);
        }

        if (said.Count == 0)
            return null;
        var chosen = said[(int)(new RandomStream((ulong)fromTicks).Uniform() * said.Count)];
        return new RulVerdict(
            fromTicks, toTicks, digest, Math.Min(rows.Count - chosen.Seen, model.Cap), chosen.Cycles, chosen.Band50,
            chosen.Band80, chosen.Band95);
    }

    public void Write(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt64(FromTicks);
        writer.WriteInt64(ToTicks);
        writer.WriteString(Model);
        writer.WriteDouble(Cycles);
        writer.WriteDouble(Estimate);
        foreach (var band in new[] { Band50, Band80, Band95 })
        {
            writer.WriteDouble(band.Low);
            writer.WriteDouble(band.High);
        }
    }

    /// <exception cref="StateFormatException">The bytes are none.</exception>
    public static RulVerdict Read(ref StateReader reader) => new(
        reader.ReadInt64(), reader.ReadInt64(), reader.ReadText(), reader.ReadDouble(), reader.ReadDouble(),
        ReadBand(ref reader), ReadBand(ref reader), ReadBand(ref reader));

    private static RulBand ReadBand(ref StateReader reader) => new(reader.ReadDouble(), reader.ReadDouble());
}
