using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Classification;

/// <summary>Classifiers as files.</summary>
public static class FailureClassifierCodec
{
    /// <summary>What the file's envelope calls them.</summary>
    public const string Kind = "failure classifier";

    private const byte Version = 1;
    private const int MembersMax = 100;

    public static byte[] Write(FailureClassifier model)
    {
        var writer = new StateWriter(1 << 16);
        writer.WriteVersion(Version);
        Write(writer, model.Layout);
        foreach (var levels in model.Levels)
            writer.WriteTexts(levels);
        foreach (var range in model.Ranges)
        {
            writer.WriteDouble(range.Low);
            writer.WriteDouble(range.High);
        }

        writer.WriteDouble(model.Threshold);
        writer.WriteCount(model.Members.Count);
        foreach (var member in model.Members)
            BoostedTreesCodec.Write(writer, member);
        ModelRecordCodec.Write(writer, model.Record);
        return ModelEnvelope.Seal(Kind, writer.Written);
    }

    /// <exception cref="ModelFormatException">It is no such model, newer, or damaged.</exception>
    public static FailureClassifier Read(ReadOnlySpan<byte> file)
    {
        try
        {
            var reader = new StateReader(ModelEnvelope.Open(file, Kind));
            return Read(ref reader);
        }
        catch (Exception wrong) when (wrong is StateFormatException or ArgumentException)
        {
            throw new ModelFormatException($"The model file can't be read: {wrong.Message}", wrong);
        }
    }

    private static FailureClassifier Read(ref StateReader reader)
    {
        reader.ReadVersion(Version);
        var layout = ReadLayout(ref reader);
        layout.Demand();
        var levels = new string[layout.Kinds.Count][];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = reader.ReadTexts(ClassifierDemands.LevelsMax);
        var ranges = new ColumnRange[layout.Numbers.Count];
        for (var i = 0; i < ranges.Length; i++)
            ranges[i] = new ColumnRange((float)reader.ReadDouble(), (float)reader.ReadDouble());
        var threshold = reader.ReadDouble();
        var members = new BoostedTrees[reader.ReadCount(MembersMax)];
        for (var i = 0; i < members.Length; i++)
            members[i] = BoostedTreesCodec.Read(ref reader);
        if (members.Length == 0 || Array.Exists(members, member => member.Columns != layout.Features.Count))
            throw new StateFormatException($"The model has no members that ask for {layout.Features.Count} values.");
        var model = new FailureClassifier(layout, levels, members, threshold, ranges, ModelRecordCodec.Read(ref reader));
        reader.ReadEnd();
        return model;
    }

    private static void Write(StateWriter writer, ClassifierLayout layout)
    {
        foreach (var texts in new[] { layout.Numbers, layout.Kinds, layout.Ingredients })
            writer.WriteTexts(texts);
        writer.WriteString(layout.Id);
        writer.WriteCount(layout.Derived.Count);
        foreach (var column in layout.Derived)
        {
            foreach (var text in new[] { column.Name, column.Left, column.Operator.ToString(), column.Right })
                writer.WriteString(text);
        }
    }

    private static ClassifierLayout ReadLayout(ref StateReader reader)
    {
        const int Most = ClassifierLayout.ColumnsMax;
        var (numbers, kinds) = (reader.ReadTexts(Most), reader.ReadTexts(Most));
        var (ingredients, id) = (reader.ReadTexts(Most), reader.ReadString());
        var derived = new DerivedColumn[reader.ReadCount(ClassifierLayout.ColumnsMax)];
        for (var i = 0; i < derived.Length; i++)
        {
            var (name, left) = (reader.ReadText(), reader.ReadText());
            var sign = reader.ReadText();
            if (sign.Length != 1 || !DerivedColumn.Operators.Contains(sign, StringComparison.Ordinal))
                throw new StateFormatException($"'{sign}' is no operator.");
            derived[i] = new DerivedColumn(name, left, sign[0], reader.ReadText());
        }

        return new ClassifierLayout(numbers, kinds, derived, ingredients, id);
    }
}
