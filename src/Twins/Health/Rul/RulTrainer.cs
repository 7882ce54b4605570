using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>
/// Learns a <see cref="RulModel"/> from assets whose last row was their last cycle before failure. In each round assets are
/// divided into parts, and each member learns from all parts but one. The bands are learned and calibrated on what members say of
/// assets that they have not seen.
/// </summary>
public sealed class RulTrainer
{
    public const int AssetsMax = 100_000;

    private readonly RowLayout _layout;
    private readonly IReadOnlyList<AssetHistory> _histories;
    private readonly RulOptions _options;
    private readonly ForEach _forEach;
    private readonly int[][] _parts;

    private RulTrainer(RowLayout layout, IReadOnlyList<AssetHistory> histories, RulOptions options, ForEach forEach)
    {
        (_layout, _histories, _options, _forEach) = (layout, histories, options, forEach);
        var assets = Enumerable.Range(0, histories.Count).ToArray();
        _parts = [.. Enumerable.Range(0, options.Rounds).Select(
            round => GroupFolds.Of(assets, options.Parts, (options.Seed * 1000) + (ulong)round))];
    }

    /// <param name="layout">What rows hold.</param>
    /// <param name="histories">Assets that ran to failure.</param>
    /// <param name="options">How.</param>
    /// <param name="source">What the record says of the data, and when it is calibrated.</param>
    /// <param name="forEach">The host's threads.</param>
    /// <param name="progress">Told how much is done, 0 to 1.</param>
    /// <param name="cancellation">Ends between two trees.</param>
    /// <exception cref="ArgumentException">There is not enough to learn from; says what is missing.</exception>
    public static RulModel Train(
        RowLayout layout, IReadOnlyList<AssetHistory> histories, RulOptions options, ModelSource source, ForEach forEach,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        Demand(layout, histories, options);
        var trainer = new RulTrainer(layout, histories, options, forEach);
        var members = new RulMember[options.Members];
        for (var member = 0; member < members.Length; member++)
        {
            var before = member;
            void Tell(int trees) =>
                progress?.Invoke(0.9 * (before + ((double)trees / options.Trees.TreesMax)) / options.Members);
            members[member] = trainer.Learn(member, Tell, cancellation);
        }

        var judged = trainer.Judge(members);
        var (bands, metrics) = RulBandLearner.Learn(judged, options, forEach, cancellation);
        progress?.Invoke(1);
        var record = RulRecords.Of(members[0].Plan, histories, metrics, options, source);
        return new RulModel(members, bands, options.CyclesMin, record);
    }

    private static void Demand(RowLayout layout, IReadOnlyList<AssetHistory> histories, RulOptions options)
    {
        if (histories.Count < 2 * options.Parts)
        {
            throw new ArgumentException(
                $"{histories.Count} assets ran to failure; at least {2 * options.Parts} are needed to learn from some and "
                + "judge by others. Wait for more, or add those of the same type from elsewhere.");
        }

        var wrong = histories.FirstOrDefault(history => history.Rows.Any(row => row.Length != layout.Columns));
        if (wrong is not null)
            throw new ArgumentException($"Asset {wrong.Asset} has rows of another length than {layout.Columns}, the layout's.");
        var longEnough = histories.Count(history => history.Rows.Count > options.CyclesMin);
        if (longEnough < 2 * options.Parts)
        {
            throw new ArgumentException(
                $"{longEnough} assets ran for more than {options.CyclesMin} cycles; at least {2 * options.Parts} are needed.");
        }
    }

    private RulMember Learn(int member, Action<int> progress, CancellationToken cancellation)
    {
        var (round, part) = Math.DivRem(member, _options.Parts);
        var taught = _histories.Where((_, asset) => _parts[round][asset] != part).ToArray();
        var plan = FeatureLearner.Learn(_layout, taught, _options.Features);
        var seed = (_options.Seed * 1000) + (ulong)member;
        var rows = Rows(plan, taught, new RandomStream(seed));
        var columns = Enumerable.Range(0, plan.Count).Select(column => rows.Features.ConvertAll(row => row[column]).ToArray());
        var table = new TrainingTable([.. columns], [.. rows.Targets], [.. rows.Assets]);
        return new RulMember(
            plan, BoostTrainer.Train(table, _options.Trees with { Seed = seed }, _forEach, progress, cancellation));
    }

    private (List<float[]> Features, List<float> Targets, List<int> Assets) Rows(
        FeaturePlan plan, AssetHistory[] taught, RandomStream random)
    {
        var rows = (Features: new List<float[]>(), Targets: new List<float>(), Assets: new List<int>());
        for (var asset = 0; asset < taught.Length; asset++)
        {
            var next = _options.CyclesMin + (int)(random.Uniform() * _options.RowStep);
            var before = rows.Targets.Count;
            foreach (var (features, left, isRecovered) in FeatureRows(plan, taught[asset]))
            {
                if (isRecovered)
                    CutBack(rows, before);
                var seen = taught[asset].Rows.Count - left;
                if (seen < next || left > _options.CyclesLeftMax)
                    continue;
                next = seen + _options.RowStep;
                rows.Features.Add([.. features]);
                rows.Targets.Add((float)Math.Min(left, _options.Features.LifeCap));
                rows.Assets.Add(asset);
            }
        }

        return rows;
    }

    // Nobody knows how long the asset would have lived without its overhaul: what came before teaches nothing.
    private static void CutBack((List<float[]> Features, List<float> Targets, List<int> Assets) rows, int count)
    {
        rows.Features.RemoveRange(count, rows.Features.Count - count);
        rows.Targets.RemoveRange(count, rows.Targets.Count - count);
        rows.Assets.RemoveRange(count, rows.Assets.Count - count);
    }

    // The same array each time.
    private static IEnumerable<(float[] Features, int CyclesLeft, bool IsRecovered)> FeatureRows(
        FeaturePlan plan, AssetHistory history)
    {
        var (asset, features) = (new AssetFeatures(plan), new float[plan.Count]);
        for (var i = 0; i < history.Rows.Count; i++)
        {
            asset.Push(history.Rows[i]);
            asset.Write(features);
            yield return (features, history.Rows.Count - 1 - i, asset.IsRecovered);
        }
    }

    private List<RulJudgement> Judge(RulMember[] members)
    {
        var judged = new List<RulJudgement>[_histories.Count];
        _forEach(judged.Length, asset => judged[asset] = Judge(asset, [.. _parts.Select(
            (parts, round) => members[(round * _options.Parts) + parts[asset]])]));
        return [.. judged.SelectMany(rows => rows)];
    }

    private List<RulJudgement> Judge(int asset, RulMember[] strangers)
    {
        var history = _histories[asset];
        var features = strangers.Select(member => FeatureRows(member.Plan, history).GetEnumerator()).ToArray();
        var judged = new List<RulJudgement>();
        for (var seen = 1; seen <= history.Rows.Count; seen++)
        {
            var isJudged = seen >= _options.CyclesMin && seen % _options.RowStep == 0;
            var sum = 0.0;
            for (var i = 0; i < strangers.Length; i++)
            {
                features[i].MoveNext();
                sum += isJudged ? strangers[i].Trees.Estimate(features[i].Current.Features) : 0;
            }

            var estimate = Math.Clamp(sum / strangers.Length, 0, _options.Features.LifeCap);
            if (isJudged)
                judged.Add(new RulJudgement(asset, _parts[0][asset], seen, history.Rows.Count - seen, estimate));
        }

        return judged;
    }
}

/// <summary>What members said of an asset that they had not seen, in the mean, and what came.</summary>
internal readonly record struct RulJudgement(int Asset, int Part, int Seen, int CyclesLeft, double Estimate);
