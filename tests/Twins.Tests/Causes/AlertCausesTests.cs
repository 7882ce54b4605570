using OrleansTwin.Twins.Causes;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Causes;

/// <summary>Alerts of the second of three machines, noticed long after they began.</summary>
public sealed class AlertCausesTests
{
    private const string Line = "acme/lyon/line-1";
    private static readonly long Start = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly CausalGraph Flow = new(
    [
        new CausalLink(Machine(1), Machine(2), LinkKind.Flow, 0, 5 * TimeSpan.TicksPerMinute),
        new CausalLink(Machine(2), Machine(3), LinkKind.Flow, 0, 5 * TimeSpan.TicksPerMinute),
    ]);

    [Fact]
    public void An_alert_that_is_noticed_late_began_when_its_own_signals_moved_so_what_is_upstream_is_reached()
    {
        var question = Noticed(150) with { Shares = [new SignalShare(Machine(2), "speed", 1)] };
        Assert.DoesNotContain(CauseRanking.Rank(question, Flow), cause => cause.AssetId == Machine(1));

        var causes = AlertCauses.Rank(question, Flow, "");
        Assert.InRange(causes.OnsetTicks, At(123), At(127));
        Assert.Equal((Machine(1), "heat", CauseKind.Signal), Named(causes.Ranked[0]));
        Assert.Matches(
            "^m-1 heat rose by .* min before m-2's anomaly; upstream in flow, 1 step away$", causes.Ranked[0].Evidence);
    }

    [Fact]
    public void Without_shares_an_alert_began_when_it_was_noticed() =>
        Assert.Equal(At(150), AlertCauses.Rank(Noticed(150), Flow, "").OnsetTicks);

    [Fact]
    public void What_is_downstream_of_no_way_back_and_what_moved_by_nothing_is_not_told()
    {
        var question = new CauseQuestion(
            Machine(2), At(150), [Series(Machine(3), "torque", 148, 8), Series(Machine(1), "heat", 0, 0)]);
        Assert.Empty(AlertCauses.Rank(question, Flow, "").Ranked);
    }

    [Fact]
    public void A_product_that_came_just_before_is_named_with_the_signals_that_followed_it()
    {
        MachineEvent[] events = [Segment(0, "A", "7"), Segment(60, "A", "7"), Segment(122, "B", "8")];
        var question = Noticed(150) with
        {
            Shares = [new SignalShare(Machine(2), "speed", 1)],
            Signals = [Series(Machine(2), "speed", 125, -5)],
            Changes = [.. RecentPast.ChangesOf(Machine(2), events)],
        };
        var causes = AlertCauses.Rank(question, Flow, "");

        Assert.Equal(
            [CauseKind.Signal, CauseKind.Order, CauseKind.Product], causes.Ranked.Select(cause => cause.Kind).Order());
        Assert.Contains(causes.Ranked, cause => cause.Evidence.StartsWith(
            "m-2: the product changed at 11:02:00 (B after A)", StringComparison.Ordinal));
        Assert.All(causes.Ranked.Take(2), cause => Assert.NotEqual(CauseKind.Signal, cause.Kind));
    }

    [Fact]
    public void Values_of_times_in_which_a_machine_stood_are_left_out()
    {
        MachineEvent[] events =
            [Segment(20, "A", "7"), Segment(40, "A", "7", PackMlState.Held), Segment(60, "A", "7", PackMlState.Execute)];
        var series = RecentPast.WhileProducing(Series(Machine(2), "speed", 0, 0), events);

        Assert.DoesNotContain(series.Ticks, at => at >= At(40) && at < At(60));
        Assert.Equal(3 * 20, 540 - series.Ticks.Count);
        Assert.Equal(series.Ticks.Count, series.Values.Count);
    }

    [Fact]
    public void A_drift_began_with_the_first_of_its_steps()
    {
        var flat = Series(Machine(2), "heat", 0, 0);
        var drift = flat with
        {
            Values = [.. flat.Values.Select((value, row) => value + Math.Clamp((row - 300) / 7.5, 0, 12))],
        };
        var question = new CauseQuestion(Machine(2), At(140), [drift]) { Shares = [new SignalShare(Machine(2), "heat", 1)] };
        var cause = Assert.Single(AlertCauses.Rank(question, Flow, "").Ranked);

        Assert.InRange(cause.AtTicks, At(98), At(108));
        Assert.Matches(@"rose by 1[0-3]\.\d σ", cause.Evidence);
    }

    [Fact]
    public void Kept_with_an_alert_they_come_back_as_they_were()
    {
        var causes = AlertCauses.Rank(
            Noticed(150) with { Shares = [new SignalShare(Machine(2), "speed", 1)] }, Flow, "Not all was looked at.");
        var writer = new StateWriter();
        causes.Write(writer);
        var reader = new StateReader(writer.Written);
        var read = AlertCauses.Read(ref reader);
        reader.ReadEnd();

        Assert.Equal((causes.OnsetTicks, causes.Missing), (read.OnsetTicks, read.Missing));
        Assert.Equal(causes.Ranked, read.Ranked);
        Assert.NotEmpty(read.Ranked);
    }

    /// <summary>Upstream moved three minutes before the machine itself.</summary>
    private static CauseQuestion Noticed(double minute) => new(
        Machine(2), At(minute), [Series(Machine(1), "heat", 122, 6), Series(Machine(2), "speed", 125, -5)])
    {
        ToleranceTicks = TimeSpan.TicksPerMinute,
    };

    private static (string, string, CauseKind) Named(AlertCause cause) => (cause.AssetId, cause.Name, cause.Kind);

    private static MachineEvent Segment(
        double minute, string product, string order, PackMlState state = PackMlState.Execute) =>
        new(At(minute), MachineEventKind.Segment, new MachineState(state), default, product, order, 0, 0);

    private static string Machine(int number) => $"{Line}/m-{number}";

    private static long At(double minute) => Start + (long)(minute * TimeSpan.TicksPerMinute);

    /// <summary>Three hours, a value every 20 s.</summary>
    private static SignalSeries Series(string asset, string name, double minute, double shift)
    {
        var random = new Random(asset[^1] + name[0]);
        double Noise() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        long[] ticks = [.. Enumerable.Range(0, 540).Select(row => At(row / 3.0))];
        return new SignalSeries(asset, name, ticks, [.. ticks.Select(at => Noise() + (at >= At(minute) ? shift : 0))]);
    }
}
