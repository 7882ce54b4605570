using System.Globalization;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Classification;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health classify predict</c>: a line for each row.</summary>
internal static class ClassifyPrediction
{
    /// <summary>A column that lies elsewhere in more than this share of rows is another one than was learned from.</summary>
    private const double OutsideMax = 0.5;

    /// <summary>More rows on end with the same inputs are hardly those of different workpieces or hours.</summary>
    private const int RepeatsMax = 20;

    public static int Run(string modelFile, string dataFile, string outFile, string? id)
    {
        var model = Load(modelFile);
        var rows = ClassifyData.Read(dataFile, model.Layout with { Id = id ?? model.Layout.Id });
        DemandKnownColumns(model, rows, dataFile);
        var judged = rows.Select(row => (row.Id, Judgement: model.Judge(row))).ToList();
        ModelFile.SaveTable(outFile, "id,probability,class", judged.Select(item => Line(item.Id, item.Judgement)));
        var blind = judged.Count(item => double.IsNaN(item.Judgement.Probability));
        var strange = judged.Count(item => item.Judgement.OutsideShare > 0);
        if (blind > 0)
        {
            Console.Error.WriteLine(
                $"{blind} rows have less than {FailureClassifier.PresentShareMin:P0} of their inputs, and no probability.");
        }

        if (strange > 0)
            Console.Error.WriteLine($"{strange} rows have inputs outside what the model learned from; trust them less.");
        var hung = LongestRepeat(rows);
        if (hung > RepeatsMax)
            Console.Error.WriteLine($"{hung} rows on end hold the same inputs. Does a sensor or its logger hang?");
        Console.WriteLine(FormattableString.Invariant(
            $"{outFile}: {rows.Count} rows, {judged.Count(item => item.Judgement.IsFailure)} called failures (threshold ")
            + FormattableString.Invariant($"{model.Threshold:F3})."));
        return ExitCode.Ok;
    }

    public static FailureClassifier Load(string file) => ModelFile.Load(file, bytes => FailureClassifierCodec.Read(bytes));

    private static string Line(string id, FailureJudgement judgement) => double.IsNaN(judgement.Probability)
        ? $"{id},,"
        : string.Create(CultureInfo.InvariantCulture, $"{id},{judgement.Probability:F6},{(judgement.IsFailure ? 1 : 0)}");

    private static int LongestRepeat(IReadOnlyList<ClassifierRow> rows)
    {
        var (length, longest) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var isSame = i > 0 && rows[i].Numbers.AsSpan().SequenceEqual(rows[i - 1].Numbers)
                && rows[i].Kinds.SequenceEqual(rows[i - 1].Kinds);
            length = isSame ? length + 1 : 1;
            longest = Math.Max(longest, length);
        }

        return longest;
    }

    private static void DemandKnownColumns(FailureClassifier model, IReadOnlyList<ClassifierRow> rows, string file)
    {
        for (var place = 0; place < model.Ranges.Count; place++)
        {
            var (range, at) = (model.Ranges[place], place);
            var outside = rows.Count(row => !range.Contains(row.Numbers[at]));
            if (outside <= OutsideMax * rows.Count)
                continue;
            var found = ColumnRange.Of(rows.Select(row => row.Numbers[at]));
            throw new CommandException(ExitCode.BadInput, FormattableString.Invariant(
                $"{file}: '{model.Layout.Numbers[at]}' is {found.Low} to {found.High}, in {outside} of {rows.Count} rows ")
                + FormattableString.Invariant($"outside {range.Low} to {range.High}, where it was. Are columns swapped?"));
        }
    }
}
