using OrleansTwin.Twins.Health.Classification;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Health;

public class ClassifierTests
{
    private static readonly ClassifierLayout Layout = new(
        ["torque", "speed", "wear"], ["grade"], [new DerivedColumn("power", "torque", '*', "speed")], ["torque"]);

    private static readonly ClassifierOptions Quick = new()
    {
        Members = 2, Trees = new ClassifierOptions().Trees with { TreesMax = 80, LearningRate = 0.15 },
    };

    private static readonly ModelSource Source = new("a made mill", 638_000_000_000_000_000);
    private static readonly List<LabelledRow> Rows = Mill(4000, seed: 1);
    private static readonly FailureClassifier Model = ClassifierTrainer.Train(Layout, Rows, Quick, Source, InOrder.Run);

    [Fact]
    public void Rare_failures_of_two_modes_are_told_from_rows_that_were_never_seen()
    {
        var outcomes = Mill(4000, seed: 2).ConvertAll(item =>
        {
            var judgement = Model.Judge(item.Row);
            return new ClassifierOutcome(item.IsFailure, judgement.Probability, judgement.IsFailure, Block: 0);
        });

        var score = ClassifierScore.Of(outcomes);
        Assert.InRange(score.Failures, 60, 200);
        Assert.InRange(score.F1, 0.85, 1);
        Assert.InRange(score.Auc, 0.97, 1);
        Assert.InRange(outcomes.Average(item => item.Probability) * outcomes.Count / score.Failures, 0.8, 1.2);
    }

    [Fact]
    public void Each_block_is_judged_by_a_model_that_has_not_seen_it()
    {
        // Answers by chance: a model that had seen a row would know its answer.
        var random = new Random(3);
        var chance = Rows.ConvertAll(item => item with { IsFailure = random.Next(20) == 0 });

        var outcomes = ClassifierTrainer.CrossValidate(Layout, chance, Quick, InOrder.Run);

        Assert.Equal(chance.Select(item => item.IsFailure), outcomes.Select(item => item.IsFailure));
        Assert.InRange(ClassifierScore.Of([.. outcomes]).Auc, 0.4, 0.6);
    }

    [Fact]
    public void Figures_are_those_of_their_definitions()
    {
        ClassifierOutcome[] outcomes =
        [
            new(true, 0.9, true, 0), new(false, 0.8, true, 0), new(true, 0.7, true, 0), new(false, 0.3, false, 0),
            new(true, 0.3, false, 0), new(false, 0.1, false, 0),
        ];

        var score = ClassifierScore.Of(outcomes);

        Assert.Equal(2.0 / 3, score.Precision, 12);
        Assert.Equal(2.0 / 3, score.Recall, 12);
        Assert.Equal(2.0 / 3, score.F1, 12);
        Assert.Equal((1 + (2.0 / 3) + (3.0 / 5)) / 3, score.AveragePrecision, 12);
        Assert.Equal((3 + 2 + 1.5) / 9, score.Auc, 12);
        Assert.Equal(0.75, ClassifierScore.BestF1(outcomes), 12);
    }

    [Fact]
    public void The_same_seed_learns_the_same_model_on_any_number_of_threads_and_its_file_says_the_same()
    {
        var again = ClassifierTrainer.Train(
            Layout, Rows, Quick, Source, (count, body) => Learning.Tables.OnThreads(2, count, body));
        var bytes = FailureClassifierCodec.Write(Model);
        Assert.Equal(bytes, FailureClassifierCodec.Write(again));

        var read = FailureClassifierCodec.Read(bytes);
        Assert.All(Rows.Take(200), item => Assert.Equal(Model.Judge(item.Row), read.Judge(item.Row)));
        Assert.Equal(Model.Record with { Metrics = [] }, read.Record with { Metrics = [] });
        Assert.Equal(Model.Record.Metrics, read.Record.Metrics);
        bytes[bytes.Length / 2] ^= 1;
        Assert.Throws<ModelFormatException>(() => FailureClassifierCodec.Read(bytes));
    }

    [Fact]
    public void Inputs_that_are_missing_or_strange_are_counted_and_too_few_give_no_probability()
    {
        var known = Model.Judge(new ClassifierRow("1", [40, 1500, 100], ["B"]));
        Assert.Equal((1.0, 0.0), (known.PresentShare, known.OutsideShare));

        var strange = Model.Judge(new ClassifierRow("2", [40, 90_000, 100], ["Z"]));
        Assert.Equal(0.5, strange.OutsideShare);

        var blind = Model.Judge(new ClassifierRow("3", [float.NaN, 1500, 100], ["B"]));
        Assert.True(double.IsNaN(blind.Probability) && !blind.IsFailure && blind.PresentShare == 0.75);
    }

    [Fact]
    public void What_is_derived_from_a_missing_number_is_missing_too()
    {
        // Of torque, speed, wear, grade only one is missing; of what trees see, speed and power are.
        var blind = Model.Judge(new ClassifierRow("1", [40, float.NaN, 100], ["B"]));
        Assert.Equal((double.NaN, 0.5), (blind.Probability, blind.PresentShare));
    }

    [Fact]
    public void Kinds_are_ranked_by_their_share_of_failures() => Assert.Equal(["C", "B", "A"], Model.Levels[0]);

    [Theory]
    [InlineData(308.6, 300.0, 308.7, 300.1)]
    [InlineData(298.9, 290.3, 309.2, 300.6)]
    public void The_same_difference_of_decimals_is_the_same_number(double a, double b, double c, double d)
    {
        var column = DerivedColumn.Parse("difference = in - out");
        Assert.Equal(column.Of((float)a, (float)b), column.Of((float)c, (float)d));
        Assert.Equal(8.6, column.Of((float)a, (float)b), 5);
    }

    [Fact]
    public void A_formula_is_read_and_anything_else_refused()
    {
        Assert.Equal(
            new DerivedColumn("power", "Torque [Nm]", '*', "Speed-2 [rpm]"),
            DerivedColumn.Parse("power = Torque [Nm] * Speed-2 [rpm]"));
        foreach (var text in new[] { "power", "power = torque", "power = torque*speed", "= a * b", "power = a * b * c" })
            Assert.Contains("is no derived column", Assert.Throws<FormatException>(() => DerivedColumn.Parse(text)).Message);
    }

    [Fact]
    public void What_can_t_be_learned_from_is_refused_with_what_was_found()
    {
        Refused("0 of 4000 rows are failures", Rows.ConvertAll(item => item with { IsFailure = false }));
        Refused("4000 of 4000 rows are failures", Rows.ConvertAll(item => item with { IsFailure = true }));
        Refused(
            "5 of 4000 rows are failures; at least 10", [.. Rows.Select((item, i) => item with { IsFailure = i % 900 == 1 })]);
        Refused("all within one of 5", [.. Rows.Select((item, i) => item with { IsFailure = i < 100 })]);
        Refused("Column 'wear' has no number", Rows.ConvertAll(item => item with
        {
            Row = item.Row with { Numbers = [item.Row.Numbers[0], item.Row.Numbers[1], float.NaN] },
        }));
        Refused("'heat' is used but is no column", Rows, Layout with { Ingredients = ["heat"] });
        Refused("Column 'wear' comes twice", Rows, Layout with { Kinds = ["wear"] });
    }

    private static void Refused(string expected, List<LabelledRow> rows, ClassifierLayout? layout = null) => Assert.Contains(
        expected, Assert.Throws<ArgumentException>(
            () => ClassifierTrainer.Train(layout ?? Layout, rows, Quick, Source, InOrder.Run)).Message);

    /// <summary>A mill that fails beyond a power, and beyond a wear that depends on the grade.</summary>
    private static List<LabelledRow> Mill(int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(row =>
        {
            var (torque, speed, wear) = (20 + (40 * random.NextDouble()), 1200 + (600 * random.NextDouble()), row % 240);
            var grade = "AABC"[random.Next(4)].ToString();
            var isFailure = torque * speed > 95_000 || wear > grade switch { "A" => 234, "B" => 237, _ => 240 };
            return new LabelledRow(new ClassifierRow($"{row}", [(float)torque, (float)speed, wear], [grade]), isFailure);
        })];
    }
}
