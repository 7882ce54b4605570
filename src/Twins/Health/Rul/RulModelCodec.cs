using OrleansTwin.Twins.Health.Features;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Health.Rul;

/// <summary>Models of remaining useful life as files.</summary>
public static class RulModelCodec
{
    /// <summary>What the file's envelope calls them.</summary>
    public const string Kind = "remaining useful life";

    private const byte Version = 1;
    private const int MembersMax = 100;

    public static byte[] Write(RulModel model)
    {
        var writer = new StateWriter(1 << 16);
        writer.WriteVersion(Version);
        writer.WriteCount(model.CyclesMin);
        writer.WriteCount(model.Members.Count);
        foreach (var member in model.Members)
        {
            FeaturePlanCodec.Write(writer, member.Plan);
            BoostedTreesCodec.Write(writer, member.Trees);
        }

        for (var place = 0; place < RulBands.Coverages.Count; place++)
        {
            BoostedTreesCodec.Write(writer, model.Bands.Lows[place]);
            BoostedTreesCodec.Write(writer, model.Bands.Highs[place]);
            writer.WriteDouble(model.Bands.Margins[place]);
        }

        writer.WriteDouble(model.Bands.CyclesMax);
        ModelRecordCodec.Write(writer, model.Record);
        return ModelEnvelope.Seal(Kind, writer.Written);
    }

    /// <exception cref="ModelFormatException">It is no such model, newer, or damaged.</exception>
    public static RulModel Read(ReadOnlySpan<byte> file)
    {
        try
        {
            var reader = new StateReader(ModelEnvelope.Open(file, Kind));
            return Read(ref reader);
        }
        catch (StateFormatException wrong)
        {
            throw new ModelFormatException($"The model file can't be read: {wrong.Message}", wrong);
        }
    }

    private static RulModel Read(ref StateReader reader)
    {
        reader.ReadVersion(Version);
        var cyclesMin = reader.ReadCount(int.MaxValue);
        var members = new RulMember[reader.ReadCount(MembersMax)];
        for (var i = 0; i < members.Length; i++)
        {
            var member = new RulMember(FeaturePlanCodec.Read(ref reader), BoostedTreesCodec.Read(ref reader));
            Demand(member.Trees, member.Plan.Count);
            members[i] = member;
        }

        if (members.Length == 0)
            throw new StateFormatException("The model has no members.");
        var count = RulBands.Coverages.Count;
        var (lows, highs, margins) = (new BoostedTrees[count], new BoostedTrees[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            lows[i] = BoostedTreesCodec.Read(ref reader);
            highs[i] = BoostedTreesCodec.Read(ref reader);
            Demand(lows[i], RulBands.Inputs);
            Demand(highs[i], RulBands.Inputs);
            margins[i] = reader.ReadDouble();
        }

        var bands = new RulBands(lows, highs, margins, reader.ReadDouble());
        var model = new RulModel(members, bands, cyclesMin, ModelRecordCodec.Read(ref reader));
        reader.ReadEnd();
        return model;
    }

    private static void Demand(BoostedTrees trees, int columns)
    {
        if (trees.Columns != columns)
            throw new StateFormatException($"Trees ask for {trees.Columns} values, and there are {columns}.");
    }
}
