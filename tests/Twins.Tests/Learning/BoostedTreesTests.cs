using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Learning;

public class BoostedTreesTests
{
    private static readonly BoostOptions Stump = new()
    {
        TreesMax = 1, LearningRate = 1, LeavesMax = 2, LeafWeightMin = 1, LeafShrinkage = 0,
    };

    [Fact]
    public void A_single_split_is_the_one_of_paper_and_pencil()
    {
        // Means 2 and 11 around the widest step; mean of all 5.6. The best split lies between 3 and 4.
        var table = new TrainingTable([[1, 2, 3, 4, 5]], [1, 2, 3, 10, 12]);
        var trees = BoostTrainer.Train(table, Stump, InOrder.Run);

        Assert.Equal(5.6, trees.Start, 6);
        Assert.Equal(2, trees.Estimate([3.49f]), 5);
        Assert.Equal(11, trees.Estimate([3.51f]), 5);
    }

    [Fact]
    public void Shrinkage_learning_rate_and_weights_move_a_leaf_by_the_formula()
    {
        var table = new TrainingTable([[0, 0, 1, 1]], [0, 0, 4, 8], weights: [1, 1, 1, 3]);
        var trees = BoostTrainer.Train(
            table, Stump with { LeafShrinkage = 2, LearningRate = 0.5 }, InOrder.Run);

        // Start: 28 / 6. Right: (4 + 24 - 4 * 28/6) / (4 + 2) = 14/9, half of it. Left: -2 * 28/6 / (2 + 2) = -7/3, half of it.
        Assert.Equal((28.0 / 6) + (7.0 / 9), trees.Estimate([1]), 5);
        Assert.Equal((28.0 / 6) - (7.0 / 6), trees.Estimate([0]), 5);
    }

    [Fact]
    public void Missing_values_go_to_the_side_that_they_are_like()
    {
        var table = new TrainingTable(
            [[1, 2, 3, 4, float.NaN, float.NaN]], [1, 1, 9, 9, 9, 9]);
        var high = BoostTrainer.Train(table, Stump, InOrder.Run);
        var low = BoostTrainer.Train(
            new TrainingTable([table.Columns[0]], [1, 1, 9, 9, 1, 1]), Stump, InOrder.Run);

        Assert.Equal(9, high.Estimate([float.NaN]), 5);
        Assert.Equal(1, low.Estimate([float.NaN]), 5);
    }

    [Fact]
    public void Missing_alone_can_be_what_tells_rows_apart()
    {
        var table = new TrainingTable([[1, 2, 3, float.NaN, float.NaN]], [2, 2, 2, 7, 7]);
        var trees = BoostTrainer.Train(table, Stump, InOrder.Run);

        Assert.Equal(7, trees.Estimate([float.NaN]), 5);
        Assert.Equal(2, trees.Estimate([1000]), 5);
    }

    [Fact]
    public void A_value_that_was_never_missing_goes_with_the_heavier_side_when_it_is()
    {
        var table = new TrainingTable([[1, 2, 3, 4, 5]], [1, 1, 1, 9, 9]);

        Assert.Equal(1, BoostTrainer.Train(table, Stump, InOrder.Run).Estimate([float.NaN]), 5);
    }

    [Fact]
    public void A_constant_column_and_a_wholly_missing_one_are_no_use_and_no_harm()
    {
        var table = new TrainingTable(
            [[3, 3, 3, 3], [float.NaN, float.NaN, float.NaN, float.NaN], [0, 0, 1, 1]], [1, 1, 5, 5]);
        var trees = BoostTrainer.Train(table, Stump, InOrder.Run);

        Assert.Equal(5, trees.Estimate([3, float.NaN, 1]), 5);
        Assert.Equal(1, trees.Estimate([8, 2, 0]), 5);
    }

    [Fact]
    public void A_leaf_of_a_quantile_is_the_quantile_of_its_rows()
    {
        var targets = Enumerable.Range(1, 100).Select(value => (float)value).Concat(
            Enumerable.Range(1, 100).Select(value => 1000 + (10f * value)));
        var table = new TrainingTable([[.. Enumerable.Range(0, 200).Select(row => row < 100 ? 0f : 1f)]], [.. targets]);
        var trees = BoostTrainer.Train(
            table, Stump with { Objective = BoostObjective.Quantile, Quantile = 0.9 }, InOrder.Run);

        Assert.Equal(90, trees.Estimate([0]), 4);
        Assert.Equal(1900, trees.Estimate([1]), 4);
    }

    [Fact]
    public void Log_odds_are_those_of_the_counts()
    {
        var table = new TrainingTable(
            [[.. Enumerable.Range(0, 200).Select(row => row < 100 ? 0f : 1f)]],
            [.. Enumerable.Range(0, 200).Select(row => row < 20 || row >= 130 ? 1f : 0f)]);
        var trees = BoostTrainer.Train(
            table, Stump with { Objective = BoostObjective.LogOdds, TreesMax = 30, LearningRate = 0.8 }, InOrder.Run);

        Assert.Equal(0.2, Logistic.Probability(trees.Estimate([0])), 3);
        Assert.Equal(0.7, Logistic.Probability(trees.Estimate([1])), 3);
    }

    [Fact]
    public void A_curve_an_interaction_and_missing_values_are_learned()
    {
        var trees = BoostTrainer.Train(Tables.Curve(), new BoostOptions { LeafWeightMin = 5 }, InOrder.Run);

        // The targets' variance is about 1.5; of it 0.0033 is noise that nothing can learn.
        Assert.InRange(Tables.Error(trees, Tables.Curve(seed: 6)), 0.0033, 0.06);
    }

    [Theory]
    [InlineData(BoostObjective.Mean)]
    [InlineData(BoostObjective.Quantile)]
    [InlineData(BoostObjective.LogOdds)]
    public void Any_number_of_threads_learns_the_same_model_to_the_last_bit(BoostObjective objective)
    {
        var table = Tables.Curve(6000, yesNo: objective == BoostObjective.LogOdds);
        var options = new BoostOptions
        {
            Objective = objective, Quantile = 0.8, TreesMax = 12, RowShare = 0.6, ColumnShare = 0.6, ValidationShare = 0.2,
        };
        var alone = Bytes(BoostTrainer.Train(table, options, InOrder.Run));
        foreach (var threads in new[] { 2, 7 })
        {
            var together = BoostTrainer.Train(table, options, (count, body) => Tables.OnThreads(threads, count, body));
            Assert.Equal(alone, Bytes(together));
        }

        Assert.NotEqual(alone, Bytes(BoostTrainer.Train(table, options with { Seed = 2 }, InOrder.Run)));
    }

    [Theory]
    [InlineData(BoostObjective.Mean)]
    [InlineData(BoostObjective.Quantile)]
    public void Monotone_columns_never_turn_the_estimate_the_other_way(BoostObjective objective)
    {
        var table = Tables.Curve();
        var options = new BoostOptions
        {
            Objective = objective, Monotone = [1, 0, -1, 0, 0, 0], TreesMax = 80, LeafWeightMin = 5,
        };
        var trees = BoostTrainer.Train(table, options, InOrder.Run);
        var free = BoostTrainer.Train(table, options with { Monotone = [] }, InOrder.Run);

        Assert.Equal(0, Turns(trees, table, column: 0, sign: 1));
        Assert.Equal(0, Turns(trees, table, column: 2, sign: -1));
        Assert.True(Turns(free, table, column: 0, sign: 1) > 0, "The test's data do not tempt the trees.");
    }

    [Fact]
    public void Growing_stops_when_groups_that_were_left_out_get_no_better()
    {
        // A column that tells the group by heart is worth nothing for groups that were not seen.
        var random = new Random(3);
        var groups = Enumerable.Range(0, 1000).Select(row => row / 50).ToArray();
        var table = new TrainingTable(
            [[.. groups.Select(group => (float)group)]],
            [.. groups.Select(group => (float)((group * 7919 % 20) + random.NextDouble()))],
            groups);
        var options = new BoostOptions { TreesMax = 400, LeafWeightMin = 1, ValidationShare = 0.25, PatienceTrees = 20 };

        Assert.InRange(BoostTrainer.Train(table, options, InOrder.Run).Trees, 0, 100);
        Assert.Equal(400, BoostTrainer.Train(table, options with { ValidationShare = 0 }, InOrder.Run).Trees);
    }

    [Fact]
    public void An_estimate_allocates_nothing()
    {
        var table = Tables.Curve();
        var trees = BoostTrainer.Train(table, new BoostOptions { TreesMax = 20 }, InOrder.Run);
        var (row, contributions) = (Tables.Row(table, 3), new double[Tables.Columns]);
        _ = trees.Estimate(row) + TreeContributions.Explain(trees, row, contributions);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = trees.Estimate(row) + TreeContributions.Explain(trees, row, contributions);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Training_ends_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => BoostTrainer.Train(
            Tables.Curve(), new BoostOptions(), InOrder.Run, trees => cancellation.Cancel(), cancellation.Token));
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused_with_the_place()
    {
        Assert.Contains("Column 1 has 1 rows; expected 2", Refused(() => new TrainingTable([[1, 2], [1]], [1, 2])));
        Assert.Contains("Row 1 has the target NaN", Refused(() => new TrainingTable([[1, 2]], [1, float.NaN])));
        Assert.Contains("0 rows", Refused(() => new TrainingTable([[]], [])));
        Assert.Contains("RowShare is 0; expected", Refused(() => BoostTrainer.Train(
            Tables.Curve(), new BoostOptions { RowShare = 0 }, InOrder.Run)));
        Assert.Contains("The row has 2 values; expected 1", Refused(() =>
            BoostTrainer.Train(new TrainingTable([[1, 2]], [1, 2]), Stump, InOrder.Run).Estimate([1, 2])));
    }

    [Fact]
    public void Where_one_answer_is_rare_bins_stand_where_it_is_so_that_its_limit_is_found()
    {
        // The limit of the 20 highest of 20,000 values. Two bins of equally many rows can't show it, nor can twenty.
        var values = Enumerable.Range(0, 20_000).Select(row => (float)row).ToArray();
        var table = new TrainingTable([values], [.. values.Select(value => value >= 19_980 ? 1f : 0)]);
        var options = Stump with { Objective = BoostObjective.LogOdds, BinsMax = 20, TreesMax = 20, LeafWeightMin = 1e-6 };
        double LimitBy(double share)
        {
            var trees = BoostTrainer.Train(table, options with { RareBinShare = share }, InOrder.Run);
            return values.First(value => trees.Estimate([value]) > 0);
        }

        Assert.InRange(LimitBy(0.8), 19_970, 19_990);
        Assert.Throws<InvalidOperationException>(() => LimitBy(0));
    }

    private static string Refused(Func<object> what) => Assert.Throws<ArgumentException>(() => { what(); }).Message;

    private static int Turns(BoostedTrees trees, TrainingTable table, int column, int sign)
    {
        var turns = 0;
        for (var i = 1; i < 200; i += 7)
        {
            var row = Tables.Row(table, i);
            var last = double.NaN;
            for (var step = 0; step <= 50; step++)
            {
                row[column] = step / 50f;
                var estimate = trees.Estimate(row);
                turns += sign * (estimate - last) < -1e-6 ? 1 : 0;
                last = estimate;
            }
        }

        return turns;
    }

    private static byte[] Bytes(BoostedTrees trees) => ModelFileTests.Seal(trees);
}
