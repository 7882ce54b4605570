using OrleansTwin.Twins.Simulation;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// Divides groups (assets, batches) by a seed. Rows of one group stay together: else a model is judged on what it has seen.
/// </summary>
public static class GroupFolds
{
    /// <summary>
    /// The fold of each row, 0 to <paramref name="folds"/> - 1; folds have as many groups each, give or take one.
    /// </summary>
    public static int[] Of(ReadOnlySpan<int> groups, int folds, ulong seed)
    {
        var order = groups.ToArray().Distinct().Order().ToArray();
        if (order.Length < folds)
            throw new ArgumentException($"There are {order.Length} groups; expected at least {folds}, one for each fold.");
        var random = new RandomStream(seed);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = (int)(random.Uniform() * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        var foldOf = order.Select((group, place) => (group, place)).ToDictionary(item => item.group, item => item.place % folds);
        var result = new int[groups.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = foldOf[groups[i]];
        return result;
    }
}
