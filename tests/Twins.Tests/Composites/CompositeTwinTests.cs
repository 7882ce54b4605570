using OrleansTwin.Twins.Composites;
using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Reports;
using OrleansTwin.Twins.State;
using static OrleansTwin.Twins.Tests.Composites.TestReports;

namespace OrleansTwin.Twins.Tests.Composites;

public class CompositeTwinTests
{
    private static readonly string[] Children = ["line/a", "line/b", "line/c"];

    [Fact]
    public void A_buckets_sum_is_the_sum_of_the_latest_reports_in_any_order_of_arrival()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var reports = Enumerable.Range(0, 60).Select(i => Random(random, i + 1)).ToArray();
            random.Shuffle(reports);
            var twin = new CompositeTwin("line", Children);
            var own = new Dictionary<long, BucketReport>();
            foreach (var report in reports.Concat(reports.Take(10)))
            {
                if (twin.Apply(Array.IndexOf(Children, report.TwinId), report).Report is { } answer)
                    own[answer.BucketTicks] = answer;
            }

            foreach (var (bucket, answer) in own)
            {
                var latest = reports.Where(report => report.BucketTicks == bucket)
                    .GroupBy(report => (report.TwinId, report.Part))
                    .Select(same => same.MaxBy(report => report.Version)!);
                Assert.True(Sum(latest).SequenceEqual(answer.Slices), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_report_that_is_not_newer_changes_nothing()
    {
        var twin = new CompositeTwin("line", Children);
        twin.Apply(0, Report("line/a", 0, 5, 30));
        Assert.True(twin.Apply(0, Report("line/a", 0, 5, 99)).IsIgnored);
        Assert.True(twin.Apply(0, Report("line/a", 0, 4, 99)).IsIgnored);
        Assert.Equal(40, ProducingSeconds(twin.Apply(1, Report("line/b", 0, 1, 10)).Report));
    }

    [Fact]
    public void Flow_corrections_are_added_to_a_childs_own_elements()
    {
        var twin = new CompositeTwin("line", Children);
        twin.Apply(0, Report("line/a", 0, 1, 30));
        var correction = default(ElementVector);
        correction[Element.WaitingTime] = -7;
        correction[Element.StarvedTime] = 7;
        var answer = twin.Apply(0, Report("line/a", 0, 1, 0) with { Part = ReportPart.Flow, Slices = [Slice(0, correction)] });
        Assert.Equal(30, ProducingSeconds(answer.Report));
        Assert.Equal(7, Assert.Single(Assert.IsType<BucketReport>(answer.Report).Slices).Elements[Element.StarvedTime]);
    }

    [Fact]
    public void A_sum_of_zero_has_no_slice_and_its_report_replaces_the_one_before()
    {
        var twin = new CompositeTwin("line", Children);
        var first = Assert.IsType<BucketReport>(twin.Apply(0, Report("line/a", 0, 1, 30)).Report);
        var second = Assert.IsType<BucketReport>(twin.Apply(0, Report("line/a", 0, 2, 0) with { Slices = [] }).Report);
        Assert.Empty(second.Slices);
        Assert.True(second.Version > first.Version);
    }

    [Fact]
    public void A_bucket_is_settled_when_every_child_that_had_begun_has_settled_it()
    {
        var twin = new CompositeTwin("line", Children);
        Assert.False(twin.Apply(0, Report("line/a", 0, 1, 30, settled: false)).Report?.IsSettled);
        Assert.True(twin.Apply(0, Report("line/a", 0, 2, 30)).Report?.IsSettled);
        Assert.False(twin.Apply(0, Report("line/a", 1, 3, 30, settled: false)).Report?.IsSettled);
        Assert.False(twin.Apply(1, Report("line/b", 1, 1, 30)).Report?.IsSettled);
        Assert.True(twin.Apply(0, Report("line/a", 1, 4, 30)).Report?.IsSettled);
        Assert.True(twin.Apply(0, Report("line/a", 0, 5, 31)).Report?.IsSettled);
        Assert.False(twin.Apply(0, Report("line/a", 2, 6, 30)).Report?.IsSettled);
    }

    [Fact]
    public void A_bucket_that_is_no_longer_kept_is_composed_from_stored_reports()
    {
        var twin = new CompositeTwin("line", Children, bucketsKept: 3);
        for (var minute = 0; minute < 100; minute++)
        {
            twin.Apply(0, Report("line/a", minute, minute + 1, 30));
            Assert.True(twin.BucketsHeld <= 3);
        }
        var late = Report("line/b", 5, 1, 12);
        Assert.Equal(At(5), twin.Apply(1, late).RecomposeBucketTicks);

        var composed = twin.Recompose(At(5), [Report("line/a", 5, 6, 30), late]);
        Assert.Equal((42, true), (ProducingSeconds(composed), composed.IsSettled));
        Assert.Equal(6 + 1, composed.Version);
        Assert.Throws<ArgumentException>(() => twin.Recompose(At(5), [Report("line/a", 6, 6, 30)]));
    }

    [Fact]
    public void Settled_buckets_are_let_go_of_soon_and_open_ones_kept()
    {
        var twin = new CompositeTwin("line", Children);
        for (var minute = 0; minute < 100; minute++)
        {
            foreach (var child in Children)
                Apply(twin, Report(child, minute, minute + 1, 30));
        }

        Assert.Equal(CompositeTwin.SettledBucketsKept, twin.BucketsHeld);
        Assert.Equal(At(80), Apply(twin, Report("line/a", 80, 200, 31)).RecomposeBucketTicks);
        Apply(twin, Report("line/a", 100, 101, 30, settled: false));
        for (var minute = 101; minute < 150; minute++)
            Apply(twin, Report("line/a", minute, minute + 1, 30));
        Assert.Equal(30 + 12, ProducingSeconds(Apply(twin, Report("line/b", 100, 102, 12)).Report));
    }

    [Fact]
    public void Composites_sum_composites_to_any_depth()
    {
        var line = new CompositeTwin("site/line", ["site/line/a", "site/line/b"]);
        var site = new CompositeTwin("site", ["site/line"]);
        site.Apply(0, Assert.IsType<BucketReport>(line.Apply(0, Report("site/line/a", 0, 1, 30)).Report));
        var answer = site.Apply(0, Assert.IsType<BucketReport>(line.Apply(1, Report("site/line/b", 0, 1, 12)).Report));
        Assert.Equal(42, ProducingSeconds(answer.Report));
    }

    [Fact]
    public void Live_values_are_sums_of_the_latest_of_each_child()
    {
        var twin = new CompositeTwin("line", Children);
        Assert.True(twin.Apply(0, Live(1, 500, TimeClass.Producing, 10)));
        Assert.True(twin.Apply(1, Live(1, 300, TimeClass.Breakdown, 30)));
        Assert.True(twin.Apply(0, Live(2, 700, TimeClass.Setup, 20)));
        Assert.False(twin.Apply(0, Live(2, 999, TimeClass.Off, 99)));

        Assert.Equal((1000, 30, 2), (twin.Live.PowerMilliwatts, twin.Live.NewestSourceTicks, twin.Live.ActiveAlarms));
        TimeClass[] classes = [TimeClass.Producing, TimeClass.Setup, TimeClass.Breakdown];
        Assert.Equal([0, 1, 1], classes.Select(each => Count(twin, each)));
        twin.Apply(1, Live(2, 300, TimeClass.Breakdown, 5));
        Assert.Equal(20, twin.Live.NewestSourceTicks);
        Assert.Equal(4, twin.Live.Version);
    }

    [Fact]
    public void Live_reports_allocate_nothing()
    {
        var twin = new CompositeTwin("line", Children);
        var report = Live(1, 500, TimeClass.Producing, 10);
        twin.Apply(0, report);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            report.Version++;
            twin.Apply(0, report);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Children_come_and_go_without_touching_the_others()
    {
        var twin = new CompositeTwin("line", Children);
        for (var child = 0; child < 3; child++)
        {
            twin.Apply(child, Live(5, 100 * (child + 1), TimeClass.Producing, child));
            twin.Apply(child, Report(Children[child], 0, 5, 10));
        }
        twin.Reconfigure(["line/d", "line/c", "line/a"]);

        Assert.Equal((400, 2), (twin.Live.PowerMilliwatts, Count(twin, TimeClass.Producing)));
        Assert.True(twin.Apply(1, Report("line/c", 0, 5, 99)).IsIgnored);
        Assert.Equal(30 + 4, ProducingSeconds(twin.Apply(0, Report("line/d", 0, 1, 4)).Report));
        Assert.Equal(30 + 4 + 10, ProducingSeconds(twin.Apply(1, Report("line/c", 0, 6, 20)).Report));
        Assert.Throws<ArgumentException>(() => twin.Apply(1, Report("line/b", 0, 9, 1)));

        twin.Reconfigure(Children);
        Assert.True(twin.Apply(1, Report("line/b", 0, 5, 99)).IsIgnored);
        Assert.Equal(44 - 10, ProducingSeconds(twin.Apply(1, Report("line/b", 0, 6, 0)).Report));
    }

    [Fact]
    public void A_restored_twin_goes_on_like_the_one_it_was_taken_from()
    {
        var random = new Random(21);
        var twin = new CompositeTwin("line", Children);
        for (var i = 0; i < 40; i++)
            Apply(twin, Random(random, i + 1));
        twin.Apply(2, Live(3, 44, TimeClass.Starved, 9));
        var bytes = Bytes(twin);
        Assert.Equal(bytes, Bytes(twin));
        var reader = new StateReader(bytes);
        var restored = CompositeTwin.Read(ref reader);
        reader.ReadEnd();
        Assert.Equal(bytes, Bytes(restored));

        for (var i = 40; i < 80; i++)
        {
            var report = Random(random, i + 1);
            var (expected, actual) = (Apply(twin, report), Apply(restored, report));
            if (actual.RecomposeBucketTicks is not null)
                continue;
            Assert.Equal(expected.Report?.Slices ?? [], actual.Report?.Slices ?? []);
            Assert.Equal(expected.Report?.IsSettled, actual.Report?.IsSettled);
        }
        Assert.Equal(twin.Live.PowerMilliwatts, restored.Live.PowerMilliwatts);
    }

    [Fact]
    public void Snapshots_leave_settled_buckets_to_the_store()
    {
        var twin = new CompositeTwin("line", Children);
        for (var minute = 0; minute < 100; minute++)
            twin.Apply(0, Report("line/a", minute, minute + 1, 30));
        twin.Apply(0, Report("line/a", 100, 101, 10, settled: false));
        Assert.True(Bytes(twin).Length < 400);

        var reader = new StateReader(Bytes(twin));
        var restored = CompositeTwin.Read(ref reader);
        Assert.Equal(At(99), restored.Apply(0, Report("line/a", 99, 102, 31)).RecomposeBucketTicks);
        Assert.Equal(20, ProducingSeconds(restored.Apply(0, Report("line/a", 100, 103, 20)).Report));
    }

    private static Answer Apply(CompositeTwin twin, BucketReport report) =>
        twin.Apply(Array.IndexOf(Children, report.TwinId), report);

    private static byte[] Bytes(CompositeTwin twin)
    {
        var writer = new StateWriter();
        twin.Write(writer);
        return writer.ToArray();
    }

    private static int Count(CompositeTwin twin, TimeClass timeClass) => twin.Live.Machines[timeClass];
}
