using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>Writes a model's record from what it was learned from and judged by.</summary>
internal static class RulRecords
{
    private const int Resamples = 400;

    public static RulRecord Of(
        FeaturePlan plan, IReadOnlyList<AssetHistory> histories, IReadOnlyList<RulJudgement> judged, RulOptions options,
        RulSource source) => new(
        "Planning of maintenance for assets of the type that was learned from, one estimate a cycle. Not for safety functions, "
        + "nor for failures of another kind than those in the data.",
        source.Data, Hash(histories), histories.Count, histories.Sum(history => history.Rows.Count),
        $"By asset into {options.Parts} parts, {options.Rounds} times; each member learned without one part. Judged by the mean "
        + $"of members that had not seen the asset, at every {options.RowStep}rd cycle from {options.CyclesMin} on, every asset "
        + "counting alike.",
        $"{plan.Scaling.Regimes.Count} operating regimes; {plan.Scaling.Signals} of {plan.Scaling.Layout.Sensors.Count} sensors "
        + FormattableString.Invariant($"used; estimates up to {options.Features.LifeCap} cycles, which mean: so many or more."),
        source.CalibratedTicks, options.Seed, Metrics(judged, options));

    private static List<RulMetric> Metrics(IReadOnlyList<RulJudgement> judged, RulOptions options)
    {
        var cap = options.Features.LifeCap;
        var squares = judged.GroupBy(item => item.Asset)
            .Select(rows => rows.Average(item => Math.Pow(item.Estimate - Math.Min(item.CyclesLeft, cap), 2))).ToArray();
        var random = new RandomStream(options.Seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < squares.Length; j++)
                means[i] += squares[(int)(random.Uniform() * squares.Length)] / squares.Length;
        }

        Array.Sort(means);
        return
        [
            new RulMetric(
                "RMSE in cycles, truth capped", Math.Sqrt(squares.Average()),
                Math.Sqrt(means[(int)(0.025 * Resamples)]), Math.Sqrt(means[(int)(0.975 * Resamples)])),
        ];
    }

    private static string Hash(IReadOnlyList<AssetHistory> histories)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> value = stackalloc byte[sizeof(float)];
        foreach (var history in histories)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(history.Asset));
            foreach (var reading in history.Rows.SelectMany(row => row))
            {
                BinaryPrimitives.WriteSingleLittleEndian(value, reading);
                hash.AppendData(value);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
