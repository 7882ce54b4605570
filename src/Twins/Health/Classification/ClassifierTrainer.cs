using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Health.Classification;

/// <summary>
/// Learns a <see cref="FailureClassifier"/>. Rows are in order of time; consecutive blocks of them are left out in turn, and what
/// the others say of them sets the decision threshold and fills the record.
/// </summary>
public sealed class ClassifierTrainer
{
    private readonly ClassifierLayout _layout;
    private readonly IReadOnlyList<LabelledRow> _rows;
    private readonly ClassifierOptions _options;
    private readonly ForEach _forEach;
    private readonly CancellationToken _cancellation;

    private ClassifierTrainer(
        ClassifierLayout layout, IReadOnlyList<LabelledRow> rows, ClassifierOptions options, ForEach forEach,
        CancellationToken cancellation) =>
        (_layout, _rows, _options, _forEach, _cancellation) = (layout, rows, options, forEach, cancellation);

    /// <param name="layout">What rows hold.</param>
    /// <param name="rows">In order of time.</param>
    /// <param name="options">How.</param>
    /// <param name="source">What the record says of the data, and when the threshold is set.</param>
    /// <param name="forEach">The host's threads.</param>
    /// <param name="progress">Told how much is done, 0 to 1.</param>
    /// <param name="cancellation">Ends between two trees.</param>
    /// <exception cref="ArgumentException">There is not enough to learn from; says what is missing.</exception>
    public static FailureClassifier Train(
        ClassifierLayout layout, IReadOnlyList<LabelledRow> rows, ClassifierOptions options, ModelSource source, ForEach forEach,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ClassifierDemands.Hold(layout, rows, options);
        var trainer = new ClassifierTrainer(layout, rows, options, forEach, cancellation);
        var outcomes = trainer.LeaveBlocksOut(done => progress?.Invoke((double)done / (options.Blocks + 1)));
        var threshold = ClassifierScore.BestF1(outcomes) / 2;
        var judged = outcomes.ConvertAll(item => item with { IsCalled = item.Probability >= threshold });
        var model = trainer.Learn(
            [.. Enumerable.Range(0, rows.Count)], threshold, ClassifierRecords.Of(layout, rows, judged, options, source));
        progress?.Invoke(1);
        return model;
    }

    /// <summary>
    /// Judges this way of learning: each block by a model that was learned from the others, its threshold included.
    /// </summary>
    public static IReadOnlyList<ClassifierOutcome> CrossValidate(
        ClassifierLayout layout, IReadOnlyList<LabelledRow> rows, ClassifierOptions options, ForEach forEach,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ClassifierDemands.Hold(layout, rows, options);
        var outcomes = new List<ClassifierOutcome>();
        for (var block = 0; block < options.Blocks; block++)
        {
            var (left, before) = (block, block);
            var others = rows.Where((_, row) => BlockOf(row, rows.Count, options) != left).ToList();
            var model = Train(
                layout, others, options, new ModelSource("cross-validation", 0), forEach,
                share => progress?.Invoke((before + share) / options.Blocks), cancellation);
            outcomes.AddRange(rows.Where((_, row) => BlockOf(row, rows.Count, options) == left).Select(item =>
            {
                var judgement = model.Judge(item.Row);
                return new ClassifierOutcome(item.IsFailure, judgement.Probability, judgement.IsFailure, left);
            }));
        }

        return outcomes;
    }

    /// <summary>Which of the consecutive parts a row is of.</summary>
    public static int BlockOf(int row, int rows, ClassifierOptions options) => (int)((long)row * options.Blocks / rows);

    // Threshold and record are not known yet: what is said is the probability alone.
    private List<ClassifierOutcome> LeaveBlocksOut(Action<int> progress)
    {
        var outcomes = new List<ClassifierOutcome>();
        for (var block = 0; block < _options.Blocks; block++)
        {
            var all = Enumerable.Range(0, _rows.Count).ToLookup(row => BlockOf(row, _rows.Count, _options) == block);
            var model = Learn([.. all[false]], threshold: 1, ClassifierRecords.None);
            foreach (var row in all[true])
            {
                outcomes.Add(new ClassifierOutcome(
                    _rows[row].IsFailure, model.Judge(_rows[row].Row).Probability, IsCalled: false, block));
            }

            progress(block + 1);
        }

        return [.. outcomes.Where(item => !double.IsNaN(item.Probability))];
    }

    private FailureClassifier Learn(int[] rows, double threshold, ModelRecord record)
    {
        var taught = Array.ConvertAll(rows, row => _rows[row]);
        var levels = Enumerable.Range(0, _layout.Kinds.Count).Select(kind => LevelsOf(taught, kind)).ToArray();
        var columns = _layout.Features.Select(_ => new float[taught.Length]).ToArray();
        Span<float> features = stackalloc float[columns.Length];
        for (var row = 0; row < taught.Length; row++)
        {
            _layout.Write(taught[row].Row, levels, features);
            for (var column = 0; column < columns.Length; column++)
                columns[column][row] = features[column];
        }

        var table = new TrainingTable(columns, Array.ConvertAll(taught, item => item.IsFailure ? 1f : 0));
        var members = new BoostedTrees[_options.Members];
        _forEach(members.Length, member => members[member] = BoostTrainer.Train(
            table, _options.Trees with { Seed = (_options.Seed * 1000) + (ulong)member }, InOrder.Run,
            cancellation: _cancellation));
        var ranges = Enumerable.Range(0, _layout.Numbers.Count).Select(
            number => ColumnRange.Of(taught.Select(item => item.Row.Numbers[number])));
        return new FailureClassifier(_layout, levels, members, threshold, [.. ranges], record);
    }

    // By their share of failures, so that one split divides the kinds as well as any could (Fisher 1958).
    private static string[] LevelsOf(LabelledRow[] rows, int kind) =>
    [
        .. rows.Where(item => item.Row.Kinds[kind] is not null).GroupBy(item => item.Row.Kinds[kind]!, StringComparer.Ordinal)
            .OrderBy(group => group.Average(item => item.IsFailure ? 1.0 : 0))
            .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key),
    ];
}
