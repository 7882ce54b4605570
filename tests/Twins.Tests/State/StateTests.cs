using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Tests.State;

public class StateTests
{
    [Fact]
    public void Everything_written_is_read_back_bit_for_bit()
    {
        var elements = default(ElementVector);
        elements[Element.CalendarTime] = 600_000_000;
        elements[Element.CounterResets] = -3;
        elements.AddEnergy(Carrier.Cooling, EnergyUse.Off, (Int128)(-7) * 1_000_000_001);
        long[] integers = [0, 1, -1, 63, -64, 64, long.MaxValue, long.MinValue];
        double[] doubles = [0, -0.0, double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0123), double.Epsilon, -1e308];
        string?[] strings = [null, "", "Prägen 漢字 🏭", new string('x', 300)];
        Int128[] wide = [0, -1, Int128.MaxValue, Int128.MinValue, (Int128)ulong.MaxValue + 1];

        var writer = new StateWriter();
        writer.WriteVersion(3);
        foreach (var each in integers)
            writer.WriteInt64(each);
        foreach (var each in doubles)
            writer.WriteDouble(each);
        foreach (var each in strings)
            writer.WriteString(each);
        foreach (var each in wide)
            writer.WriteInt128(each);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteInt32(int.MinValue);
        writer.WriteBool(true);
        writer.WriteElements(elements);
        writer.WriteBytes([1, 2, 3]);

        var reader = new StateReader(writer.Written);
        Assert.Equal(3, reader.ReadVersion(3));
        foreach (var each in integers)
            Assert.Equal(each, reader.ReadInt64());
        foreach (var each in doubles)
            Assert.Equal(BitConverter.DoubleToInt64Bits(each), BitConverter.DoubleToInt64Bits(reader.ReadDouble()));
        foreach (var each in strings)
            Assert.Equal(each, reader.ReadString());
        foreach (var each in wide)
            Assert.Equal(each, reader.ReadInt128());
        Assert.Equal(ulong.MaxValue, reader.ReadUInt64());
        Assert.Equal(int.MinValue, reader.ReadInt32());
        Assert.True(reader.ReadBool());
        Assert.Equal(elements, reader.ReadElements());
        Assert.Equal([1, 2, 3], reader.ReadBytes().ToArray());
        reader.ReadEnd();
    }

    [Fact]
    public void A_snapshot_cut_anywhere_is_refused_with_its_position()
    {
        var writer = new StateWriter();
        writer.WriteVersion(1);
        writer.WriteString("press-3");
        writer.WriteDouble(1.5);
        writer.WriteElements(default);
        var whole = writer.ToArray();

        for (var length = 0; length < whole.Length; length++)
        {
            var error = Assert.Throws<StateFormatException>(() => ReadAll(whole.AsSpan(0, length)));
            Assert.Contains("position", error.Message, StringComparison.Ordinal);
        }
        ReadAll(whole);
        var tooLong = Assert.Throws<StateFormatException>(() => ReadAll([.. whole, 0]));
        Assert.Contains("1 bytes more", tooLong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_never_do_worse_than_a_format_error()
    {
        var random = new Random(11);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = 1;
            if (Record.Exception(() => ReadAll(bytes)) is { } error)
                Assert.IsType<StateFormatException>(error);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0 }, "1 to 1")]
    [InlineData(new byte[] { 2 }, "newer program")]
    public void An_unknown_layout_version_is_refused(byte[] bytes, string expected)
    {
        var error = Assert.Throws<StateFormatException>(() => new StateReader(bytes).ReadVersion(1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_beyond_its_limit_is_refused_before_it_sizes_anything()
    {
        var writer = new StateWriter();
        writer.WriteUInt64(1_000_000);
        Assert.Throws<StateFormatException>(() => new StateReader(writer.Written).ReadCount(1000));
    }

    [Fact]
    public void A_writer_that_is_used_again_allocates_nothing()
    {
        var writer = new StateWriter(1024);
        var elements = default(ElementVector);
        elements[Element.CalendarTime] = 5;
        Write(writer, elements);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Write(writer, elements);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Write(StateWriter writer, in ElementVector elements)
    {
        writer.Clear();
        writer.WriteString("press-3");
        writer.WriteElements(elements);
        writer.WriteDouble(2);
    }

    private static void ReadAll(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        reader.ReadVersion(1);
        reader.ReadString();
        reader.ReadDouble();
        reader.ReadElements();
        reader.ReadEnd();
    }
}
