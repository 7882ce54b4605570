using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Learning;

public class TreeContributionsTests
{
    [Fact]
    public void Contributions_and_the_expected_value_sum_to_the_estimate()
    {
        var table = Tables.Curve();
        var trees = BoostTrainer.Train(table, new BoostOptions { TreesMax = 60, LeafWeightMin = 3 }, InOrder.Run);
        var contributions = new double[Tables.Columns];
        for (var row = 0; row < table.Rows; row += 13)
        {
            var values = Tables.Row(table, row);
            var expected = TreeContributions.Explain(trees, values, contributions);
            Assert.Equal(trees.Estimate(values), expected + contributions.Sum(), 6);
        }
    }

    [Fact]
    public void The_expected_value_is_the_mean_estimate_of_what_was_learned_from()
    {
        var table = Tables.Curve();
        var trees = BoostTrainer.Train(table, new BoostOptions { TreesMax = 40 }, InOrder.Run);

        Assert.Equal(
            Enumerable.Range(0, table.Rows).Average(row => trees.Estimate(Tables.Row(table, row))), trees.ExpectedValue, 5);
    }

    [Fact]
    public void A_sum_of_two_columns_is_shared_as_it_was_made()
    {
        // All four corners alike often: y = 2a + 6b, mean 4. A column contributes its part less its mean.
        var table = new TrainingTable([[0, 0, 1, 1], [0, 1, 0, 1]], [0, 6, 2, 8]);
        var contributions = Explain(table, [1, 0], out var expected);

        Assert.Equal(4, expected, 5);
        Assert.Equal(1, contributions[0], 5);
        Assert.Equal(-3, contributions[1], 5);
    }

    [Fact]
    public void An_interaction_is_shared_evenly()
    {
        // y = 4 where both are 1: mean 1, a alone 2, b alone 2, both 4. Shapley: ((2 - 1) + (4 - 2)) / 2 for each.
        var table = new TrainingTable([[0, 0, 1, 1], [0, 1, 0, 1]], [0, 0, 0, 4]);
        var contributions = Explain(table, [1, 1], out var expected);

        Assert.Equal(1, expected, 5);
        Assert.Equal(1.5, contributions[0], 5);
        Assert.Equal(1.5, contributions[1], 5);
    }

    [Fact]
    public void A_column_that_divides_twice_on_a_path_is_counted_once()
    {
        var table = new TrainingTable([[1, 2, 3, 4], [5, 5, 5, 5]], [0, 2, 7, 11]);
        var contributions = Explain(table, [4, 5], out var expected);

        Assert.Equal(5, expected, 5);
        Assert.Equal(6, contributions[0], 5);
        Assert.Equal(0, contributions[1], 5);
    }

    private static double[] Explain(TrainingTable table, float[] row, out double expected)
    {
        var options = new BoostOptions { TreesMax = 1, LearningRate = 1, LeavesMax = 4, LeafWeightMin = 1, LeafShrinkage = 0 };
        var trees = BoostTrainer.Train(table, options, InOrder.Run);
        var contributions = new double[table.Columns.Count];
        expected = TreeContributions.Explain(trees, row, contributions);
        return contributions;
    }
}
