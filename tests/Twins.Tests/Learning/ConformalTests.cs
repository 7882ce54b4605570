using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Learning;

public class ConformalTests
{
    [Fact]
    public void The_margin_of_single_rows_is_that_of_the_textbook()
    {
        // The k-th smallest of 9 scores, k = ceil(0.8 * 10) = 8.
        double[] scores = [3, 1, 9, 7, 5, 2, 8, 6, 4];
        Assert.Equal(8, Conformal.Margin(scores, [0, 1, 2, 3, 4, 5, 6, 7, 8], 0.8));
    }

    [Fact]
    public void Too_few_groups_give_no_margin() =>
        Assert.Equal(double.PositiveInfinity, Conformal.Margin([1, 2, 3], [0, 1, 2], 0.9));

    [Fact]
    public void A_group_of_many_rows_counts_no_more_than_one_of_few()
    {
        double[] scores = [.. Enumerable.Repeat(100.0, 1000), 1, 2, 3];
        int[] groups = [.. Enumerable.Repeat(0, 1000), 1, 2, 3];
        Assert.Equal(3, Conformal.Margin(scores, groups, 0.6));
    }

    [Fact]
    public void A_truth_outside_scores_its_distance_and_one_inside_less_than_nothing()
    {
        Assert.Equal(2, Conformal.Score(8, 10, 20));
        Assert.Equal(5, Conformal.Score(25, 10, 20));
        Assert.Equal(-3, Conformal.Score(13, 10, 20));
    }

    [Fact]
    public void New_groups_are_covered_as_often_as_was_asked_for()
    {
        var random = new Random(11);
        var covered = 0;
        for (var trial = 0; trial < 4000; trial++)
        {
            var shift = Enumerable.Range(0, 30).Select(_ => random.NextDouble()).ToArray();
            var groups = Enumerable.Range(0, 150).Select(row => row / 5).ToArray();
            var scores = groups.Select(group => shift[group] + (0.1 * random.NextDouble())).ToArray();
            covered += random.NextDouble() + (0.1 * random.NextDouble()) <= Conformal.Margin(scores, groups, 0.8) ? 1 : 0;
        }

        Assert.InRange(covered / 4000.0, 0.78, 0.83);
    }

    [Fact]
    public void Folds_keep_a_group_together_and_are_even()
    {
        var groups = Enumerable.Range(0, 230).Select(row => row / 10).ToArray();
        var folds = GroupFolds.Of(groups, 5, seed: 4);

        Assert.All(
            folds.Zip(groups).GroupBy(item => item.Second),
            rows => Assert.Single(rows.Select(row => row.First).Distinct()));
        Assert.All(
            folds.Zip(groups).GroupBy(item => item.First),
            rows => Assert.InRange(rows.Select(row => row.Second).Distinct().Count(), 4, 5));
        Assert.NotEqual(folds, GroupFolds.Of(groups, 5, seed: 5));
    }
}
