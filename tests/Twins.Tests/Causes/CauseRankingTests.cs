using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.Tests.Simulation;

namespace OrleansTwin.Twins.Tests.Causes;

/// <summary>Made lines, sampled every 10 s for two hours, in which the truth is known.</summary>
public class CauseRankingTests
{
    private const string Line = TestPlants.LineId;
    private const int Rows = 720;
    private static readonly long Start = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Three machines in a row, buffers that a change passes within a quarter of an hour.</summary>
    private static readonly CausalGraph Flow = new(new[] { (1, 2), (2, 3) }.SelectMany(pair => new[]
    {
        new CausalLink(Machine(pair.Item1), Machine(pair.Item2), LinkKind.Flow, 0, Minutes(15)),
        new CausalLink(Machine(pair.Item2), Machine(pair.Item1), LinkKind.BackPressure, 0, Minutes(15)),
    }));

    private const string Chiller = "acme/lyon/chiller";
    private const string Switchboard = "acme/lyon/switchboard";

    /// <summary>A chiller cools the second of them, by power of a switchboard.</summary>
    private static readonly CausalGraph Supplied = new(
    [
        new CausalLink(Machine(1), Machine(2), LinkKind.Flow, 0, Minutes(15)),
        new CausalLink(Machine(2), Machine(3), LinkKind.Flow, 0, Minutes(15)),
        new CausalLink(Chiller, Machine(2), LinkKind.Supply, 0, Minutes(10)),
        new CausalLink(Switchboard, Chiller, LinkKind.Supply, 0, Minutes(10)),
    ]);

    [Fact]
    public void What_moved_first_upstream_and_explains_the_rest_is_named_first_with_its_evidence()
    {
        var question = new CauseQuestion(Machine(3), At(84), [
            Series(Machine(1), "current", minute: 80, shift: 4), Series(Machine(2), "temperature", minute: 82, shift: -3),
            Series(Machine(3), "speed", minute: 84, shift: -5), Series(Machine(2), "vibration", minute: 0, shift: 0),
        ])
        {
            Shares = [new SignalShare(Machine(3), "speed", 0.7)],
        };
        var ranked = CauseRanking.Rank(question, Flow);

        Assert.Equal(["current", "temperature", "speed"], ranked.Select(cause => cause.Name));
        Assert.Matches(
            @"^m-1 current rose by [345]\.\d σ at 10:(19:\d\d|20:[0-3]0), 4 min before m-3's anomaly; "
            + "upstream in flow, 2 steps away$", ranked[0].Evidence);
        Assert.Matches(@"^m-3 speed fell by \d\.\d σ at .*, at the time of m-3's anomaly, 70 % of the", ranked[2].Evidence);
        Assert.InRange(ranked[0].Score, 0.99, 1);
        Assert.True(ranked[1].Score < 0.9);
    }

    [Fact]
    public void A_jam_downstream_comes_back_against_the_flow()
    {
        var ranked = CauseRanking.Rank(new CauseQuestion(Machine(1), At(70), [
            Series(Machine(3), "torque", minute: 55, shift: 6), Series(Machine(2), "level", minute: 62, shift: 4),
            Series(Machine(1), "pressure", minute: 70, shift: 5),
        ]), Flow);

        Assert.Equal("torque", ranked[0].Name);
        Assert.EndsWith("15 min before m-1's anomaly; downstream, by back pressure, 2 steps away", ranked[0].Evidence);
    }

    [Fact]
    public void What_came_later_or_too_early_or_can_not_reach_the_anomaly_is_no_candidate()
    {
        var ranked = CauseRanking.Rank(new CauseQuestion(Machine(2), At(80), [
            Series(Machine(1), "late", minute: 85, shift: 6), Series(Machine(3), "early", minute: 40, shift: 6),
            Series("acme/lyon/line-2/m-1", "elsewhere", minute: 79, shift: 6),
            Series(Machine(2), "own", minute: 80, shift: 3),
        ])
        {
            Changes =
            [
                new PlantChange(PlantChangeKind.Product, "acme/lyon/line-2", At(75), "A to B"),
                new PlantChange(PlantChangeKind.Tool, Machine(2), At(82), "drill 7"),
            ],
        }, Flow);

        Assert.Equal(["own"], ranked.Select(cause => cause.Name));
    }

    [Fact]
    public void A_change_that_everything_followed_is_named_before_what_followed()
    {
        var question = new CauseQuestion(Line, At(84), [
            Series(Machine(1), "current", minute: 80, shift: 4), Series(Machine(2), "temperature", minute: 83, shift: 3),
        ])
        {
            Changes =
            [
                new PlantChange(PlantChangeKind.Tool, Machine(1), At(79), "drill 7 for drill 6"),
                new PlantChange(PlantChangeKind.Maintenance, Machine(3), At(82), "belt tightened"),
                new PlantChange(PlantChangeKind.Order, Line, At(20), "order 17"),
            ],
        };
        var ranked = CauseRanking.Rank(question, Flow);

        Assert.Equal((PlantChangeKind.Tool, Machine(1)), (ranked[0].Change!.Value, ranked[0].AssetId));
        Assert.Equal(
            "m-1: the tool changed at 10:19:00 (drill 7 for drill 6), 5 min before line-1's anomaly", ranked[0].Evidence);
        Assert.Equal("current", ranked[1].Name);
        Assert.DoesNotContain(ranked, cause => cause.Name == "order 17");
        Assert.True(ranked.Single(cause => cause.Change == PlantChangeKind.Maintenance).Score < ranked[1].Score);
    }

    [Fact]
    public void A_common_supply_reaches_machines_that_no_flow_joins()
    {
        var graph = new CausalGraph(new[] { 1, 2, 3 }.Select(number => new CausalLink(
            "acme/lyon/compressor", Machine(number), LinkKind.Supply, 0, Minutes(10))));
        var ranked = CauseRanking.Rank(new CauseQuestion(Machine(2), At(80), [
            Series("acme/lyon/compressor", "pressure", minute: 80, shift: -5), Series(Machine(1), "force", minute: 80, shift: -4),
            Series(Machine(2), "force", minute: 80, shift: -4),
        ]), graph);

        Assert.Equal("pressure", ranked[0].Name);
        Assert.EndsWith("at the time of m-2's anomaly; it supplies m-2", ranked[0].Evidence);
        Assert.DoesNotContain(ranked, cause => cause.AssetId == Machine(1));
    }

    [Fact]
    public void A_supply_that_drifts_is_named_before_the_machine_upstream_that_only_followed()
    {
        var ranked = CauseRanking.Rank(new CauseQuestion(Machine(3), At(84), [
            Series(Chiller, "outlet", minute: 78, shift: 5), Series(Machine(2), "temperature", minute: 81, shift: 6),
            Series(Machine(3), "speed", minute: 84, shift: -5), Series(Switchboard, "voltage", minute: 0, shift: 0),
        ])
        {
            Shares = [new SignalShare(Machine(3), "speed", 0.7)],
        }, Supplied);

        Assert.Equal(["outlet", "temperature", "speed"], ranked.Select(cause => cause.Name));
        Assert.EndsWith("6 min before m-3's anomaly; it supplies m-2, upstream in flow, 1 step away", ranked[0].Evidence);
    }

    [Fact]
    public void Of_a_supply_of_a_supply_every_step_is_told()
    {
        var ranked = CauseRanking.Rank(
            new CauseQuestion(Machine(2), At(80), [Series(Switchboard, "voltage", 79, -6), Series(Machine(2), "speed", 80, -5)]),
            Supplied);
        Assert.EndsWith("; it supplies chiller, which supplies m-2", ranked[0].Evidence);
    }

    [Fact]
    public void What_somebody_set_two_minutes_before_is_named_before_what_followed()
    {
        var ranked = CauseRanking.Rank(
            new CauseQuestion(Machine(2), At(80), [Series(Machine(2), "force", 80, 5), Series(Machine(2), "power", 80.5, 4)])
            {
                Changes = [new PlantChange(PlantChangeKind.Setpoint, Machine(2), At(78), "force-set 195 kN after 180 kN")],
            }, Supplied);
        Assert.Equal(
            "m-2: a setpoint changed at 10:18:00 (force-set 195 kN after 180 kN), 2 min before m-2's anomaly",
            ranked[0].Evidence);
    }

    [Fact]
    public void A_signal_that_only_behaves_otherwise_is_told_by_its_share()
    {
        var ranked = CauseRanking.Rank(
            new CauseQuestion(Machine(2), At(80), [Series(Machine(2), "valve", minute: 0, shift: 0)])
            {
                Shares = [new SignalShare(Machine(2), "valve", 0.6)],
            }, Flow);

        Assert.Equal("m-2 valve is 60 % of the anomaly's score", Assert.Single(ranked).Evidence);
    }

    [Fact]
    public void Faults_that_travel_down_made_lines_are_traced_to_where_they_began()
    {
        var right = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var (root, minute) = (random.Next(1, 5), 40.0 + (20 * random.NextDouble()));
            var graph = CausalReach.Of(TestPlants.Line(6, capacity: 10), Machine(6)).Graph;
            var signals = new List<SignalSeries>();
            for (var machine = 1; machine <= 6; machine++)
            {
                signals.Add(Series(Machine(machine), "load", minute, machine < root ? 0 : 3 + (4 * random.NextDouble()), random));
                signals.Add(Series(Machine(machine), "noise", 0, 0, random));
                minute += machine < root ? 0 : 1 + random.NextDouble();
            }

            var first = CauseRanking.Rank(new CauseQuestion(Machine(6), At(minute), signals), graph)[0];
            right += first.AssetId == Machine(root) && first.Name == "load" ? 1 : 0;
        }

        Assert.InRange(right, 90, 100);
    }

    [Fact]
    public void Times_and_values_that_do_not_match_are_refused() => Assert.Contains(
        "has 2 times and 1 values", Assert.Throws<ArgumentException>(() => CauseRanking.Rank(
            new CauseQuestion(Machine(1), At(1), [new SignalSeries(Machine(1), "load", [1, 2], [1])]), Flow)).Message);

    private static string Machine(int number) => $"{Line}/m-{number}";

    private static long Minutes(double minutes) => (long)(minutes * TimeSpan.TicksPerMinute);

    private static long At(double minute) => Start + Minutes(minute);

    private static SignalSeries Series(string asset, string name, double minute, double shift, Random? source = null)
    {
        var random = source ?? new Random(asset.Length + name.Length + (int)minute + name[0]);
        var ticks = Enumerable.Range(0, Rows).Select(row => Start + (row * 10 * TimeSpan.TicksPerSecond)).ToArray();
        double Noise() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return new SignalSeries(asset, name, ticks, [.. ticks.Select(at => Noise() + (at >= At(minute) ? shift : 0))]);
    }
}
