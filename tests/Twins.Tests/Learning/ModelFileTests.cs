using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.Learning;

public class ModelFileTests
{
    private const string Kind = "trees";

    private static readonly BoostedTrees Trees = BoostTrainer.Train(
        Tables.Curve(), new BoostOptions { TreesMax = 5 }, InOrder.Run);

    [Fact]
    public void A_model_that_was_read_estimates_and_explains_as_the_one_that_was_written()
    {
        var read = Open(Seal(Trees));
        var table = Tables.Curve(200, seed: 8);
        var (first, second) = (new double[Tables.Columns], new double[Tables.Columns]);
        for (var row = 0; row < table.Rows; row++)
        {
            var values = Tables.Row(table, row);
            Assert.Equal(Trees.Estimate(values), read.Estimate(values));
            Assert.Equal(
                TreeContributions.Explain(Trees, values, first), TreeContributions.Explain(read, values, second));
            Assert.Equal(first, second);
        }
    }

    [Fact]
    public void A_file_of_a_newer_layout_is_refused_before_anything_of_it_is_read()
    {
        var bytes = Seal(Trees);
        bytes[7] = 2;
        Assert.Contains("layout 2; this program knows 1 to 1", Refused(bytes, Kind));
    }

    [Fact]
    public void A_changed_byte_a_lost_end_and_another_file_are_refused()
    {
        var bytes = Seal(Trees);
        foreach (var place in new[] { 9, 20, bytes.Length / 2, bytes.Length - 1 })
        {
            var changed = bytes.ToArray();
            changed[place] ^= 0x10;
            Assert.Contains("checksum is wrong", Refused(changed, Kind));
        }

        foreach (var length in new[] { 8, 30, bytes.Length - 1 })
            Assert.Contains("checksum is wrong", Refused(bytes[..length], Kind));
        Assert.Contains("no model file", Refused("unit,cycle\n"u8.ToArray(), Kind));
        Assert.Contains("no model file", Refused([], Kind));
    }

    [Fact]
    public void A_model_of_another_kind_is_refused_by_name() =>
        Assert.Contains("kind 'trees'; expected 'rul'", Refused(Seal(Trees), "rul"));

    [Fact]
    public void Trees_that_would_lead_in_circles_or_out_of_the_row_are_refused()
    {
        foreach (var (column, left) in new[] { (0, 0), (0, 2), (7, 1), (-2, 1), (0, 70_000) })
        {
            var writer = new StateWriter();
            writer.WriteVersion(1);
            writer.WriteByte(0);
            writer.WriteCount(1);
            writer.WriteDouble(0);
            writer.WriteCount(1);
            writer.WriteCount(0);
            writer.WriteCount(3);
            writer.WriteInt32(column);
            writer.WriteUInt64(0);
            writer.WriteUInt64(0);
            writer.WriteBool(false);
            writer.WriteCount(left);
            Assert.Throws<StateFormatException>(() => Read(writer.ToArray()));
        }
    }

    internal static byte[] Seal(BoostedTrees trees)
    {
        var writer = new StateWriter();
        BoostedTreesCodec.Write(writer, trees);
        return ModelEnvelope.Seal(Kind, writer.Written);
    }

    private static BoostedTrees Open(byte[] file) => Read(ModelEnvelope.Open(file, Kind));

    private static BoostedTrees Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var trees = BoostedTreesCodec.Read(ref reader);
        reader.ReadEnd();
        return trees;
    }

    private static string Refused(byte[] file, string kind) =>
        Assert.Throws<ModelFormatException>(() => { ModelEnvelope.Open(file, kind); }).Message;
}
