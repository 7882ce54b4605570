using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Health.Rul;

namespace OrleansTwin.Twins.Tests.Health;

public class FeatureTests
{
    private static readonly List<AssetHistory> Assets = Fleet.Of(30, seed: 4);
    private static readonly FeaturePlan Plan = FeatureLearner.Learn(Fleet.Layout, Assets, new FeatureOptions());

    [Fact]
    public void Regimes_are_those_of_operation_and_not_the_noise_of_a_setting()
    {
        Assert.Equal(3, Plan.Scaling.Regimes.Count);
        var one = FeatureLearner.Learn(Fleet.Layout, Fleet.Of(30, seed: 4, oneRegime: true), new FeatureOptions());
        Assert.Equal(1, one.Scaling.Regimes.Count);
    }

    [Fact]
    public void A_way_of_operating_that_was_never_seen_is_not_taken_for_a_known_one()
    {
        Assert.True(Plan.Scaling.Regimes.Of([10.004f, 0.3f]).IsKnown);
        Assert.False(Plan.Scaling.Regimes.Of([15, 0.3f]).IsKnown);
        Assert.False(Plan.Scaling.Regimes.Of([10, 0.8f]).IsKnown);
    }

    [Fact]
    public void Constant_sensors_and_noise_are_left_out() => Assert.Equal(
        ["heat", "flow"], Enumerable.Range(0, Plan.Scaling.Signals).Select(Plan.Scaling.NameOf));

    [Fact]
    public void The_same_wear_moves_a_signal_alike_in_every_regime()
    {
        // Sensor heat moves twice as far in regime 1 as elsewhere, noise included; scaled it must not.
        var signals = new double[2];
        double Moved(int regime)
        {
            float[] Row(float wear) =>
            [
                10 * regime, regime == 2 ? 0.8f : 0.3f, 500 + (40 * regime) + ((regime == 1 ? 12 : 6) * wear),
                50 - (10 * regime), 0, 14.7f,
            ];
            Plan.Scaling.Scale(Row(1), signals);
            var worn = signals[0];
            Plan.Scaling.Scale(Row(0), signals);
            return worn - signals[0];
        }

        Assert.InRange(Moved(1) / Moved(0), 0.9, 1.1);
        Assert.InRange(Moved(2) / Moved(0), 0.9, 1.1);
    }

    [Fact]
    public void Features_cycle_by_cycle_are_those_of_the_formulas_over_the_whole_history()
    {
        var history = Assets[3];
        var stream = new AssetFeatures(Plan);
        var features = new float[Plan.Count];
        for (var seen = 1; seen <= history.Rows.Count; seen++)
        {
            stream.Push(history.Rows[seen - 1]);
            if (seen % 40 != 0)
                continue;
            stream.Write(features);
            var expected = FeaturesInBatch.Of(Plan, [.. history.Rows.Take(seen)]);
            for (var i = 0; i < features.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - features[i]) < 1e-4, $"{Plan.Names[i]}: {features[i]}; expected {expected[i]}");
            }

        }
    }

    [Fact]
    public void An_asset_s_offset_from_new_changes_what_tells_of_wear_since_its_start_by_nothing()
    {
        var (plain, offset) = (new AssetFeatures(Plan), new AssetFeatures(Plan));
        foreach (var row in Assets[5].Rows)
        {
            plain.Push(row);
            float[] moved = [.. row];
            moved[2] += row[0] is > 5 and < 15 ? 2 : 1;
            offset.Push(moved);
        }

        var (first, second) = (new float[Plan.Count], new float[Plan.Count]);
        plain.Write(first);
        offset.Write(second);
        foreach (var name in Plan.Names.Where(name => name.Contains("since start") || name.Contains("heat slope")))
        {
            var place = Plan.Names.ToList().IndexOf(name);
            Assert.True(Math.Abs(first[place] - second[place]) < 0.05 * Math.Max(1, Math.Abs(first[place])), name);
        }
    }

    [Fact]
    public void An_overhaul_is_seen_and_what_was_seen_of_trends_before_is_forgotten()
    {
        var (overhauled, anew) = (new AssetFeatures(Plan), new AssetFeatures(Plan));
        foreach (var row in Assets[6].Rows)
        {
            overhauled.Push(row);
            Assert.False(overhauled.IsRecovered);
        }

        var recovered = 0;
        foreach (var row in Assets[7].Rows.Take(60))
        {
            overhauled.Push(row);
            recovered += overhauled.IsRecovered ? 1 : 0;
            if (recovered > 0)
                anew.Push(row);
        }

        var (first, second) = (new float[Plan.Count], new float[Plan.Count]);
        overhauled.Write(first);
        anew.Write(second);
        Assert.Equal(1, recovered);
        Assert.InRange(anew.Cycles, 50, 59);
        Assert.Equal(Assets[6].Rows.Count + 60, overhauled.Cycles);
        foreach (var name in Plan.Names.Where(name => name.Contains("nearness") || name.Contains("heat slope")))
            Assert.Equal(second[Plan.Names.ToList().IndexOf(name)], first[Plan.Names.ToList().IndexOf(name)], 1e-6f);
    }

    [Fact]
    public void Missing_values_are_counted_and_leave_features_finite()
    {
        var stream = new AssetFeatures(Plan);
        foreach (var (row, place) in Assets[2].Rows.Take(60).Select((row, place) => (row, place)))
        {
            float[] damaged = [.. row];
            if (place > 5)
                damaged[2] = float.NaN;
            stream.Push(damaged);
        }

        var features = new float[Plan.Count];
        stream.Write(features);
        Assert.All(features, value => Assert.True(float.IsFinite(value)));
        Assert.InRange(stream.PresentShare, 0.5, 0.55);
    }

    [Fact]
    public void Assets_without_a_sensor_that_wears_are_refused()
    {
        var layout = new RowLayout([], ["rated"]);
        var constant = Enumerable.Range(0, 10).Select(asset => new AssetHistory(
            $"{asset}", [.. Enumerable.Range(0, 50).Select(_ => new[] { 14.7f })])).ToList();

        var refused = Assert.Throws<ArgumentException>(() => FeatureLearner.Learn(layout, constant, new FeatureOptions()));
        Assert.Contains("No sensor changes with wear", refused.Message);
    }
}
