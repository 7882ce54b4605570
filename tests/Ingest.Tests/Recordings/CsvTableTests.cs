using System.Text;
using OrleansTwin.Ingest.Recordings;

namespace OrleansTwin.Ingest.Tests.Recordings;

public sealed class CsvTableTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("time,heat,product\n1,21.5,cap\n2,,lid\n")]
    [InlineData("\uFEFFtime,heat,product\r\n1,21.5,cap\r\n\r\n2,,lid")]
    [InlineData("\"time\",\"heat\",\"product\"\n\"1\",\"21.5\",\"cap\"\n\"2\",\"\",\"lid\"\n")]
    [InlineData("time;heat;product\n1;21,5;cap\n2;;lid\n")]
    [InlineData("time; heat ;product\n1; 21.5;cap\n2; ;lid\n")]
    public void A_table_is_the_same_however_a_program_writes_it(string text)
    {
        var table = Read(text);
        Assert.Equal(["time", "heat", "product"], table.Columns);
        Assert.Equal(2, table.Rows);
        Assert.Equal((1, 21.5, "cap"), (table[0, 0].Number, table[0, 1].Number, table[0, 2].Text));
        Assert.Equal((2, Cell.Empty, "lid"), (table[1, 0].Number, table[1, 1], table[1, 2].Text));
    }

    [Fact]
    public void A_quoted_field_may_hold_separators_quotes_and_line_ends()
    {
        var table = Read("note,value\n\"a, \"\"b\"\"\nc\",5\n");
        Assert.Equal(("a, \"b\"\nc", 5), (table[0, 0].Text, table[0, 1].Number));
    }

    [Fact]
    public void Between_commas_a_comma_is_no_decimal_sign()
    {
        var table = Read("a,b\n\"21,5\",1\n");
        Assert.Equal("21,5", table[0, 0].Text);
    }

    [Theory]
    [InlineData("", "is empty; expected a line of column names")]
    [InlineData("1.5,2,3\n1.6,2,3\n", "line 1: numbers only; expected column names there")]
    [InlineData("  0.25 3.67e+03  12\n  0.26 3.6 12\n", "line 1: numbers only; expected column names there")]
    [InlineData("a,b\n1,2\n3\n", "line 3: 1 fields; expected 2")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2: a quote that is not closed")]
    public void What_is_no_table_is_refused_with_its_line(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Texts_in_another_encoding_are_refused()
    {
        File.WriteAllBytes(_path, Encoding.Latin1.GetBytes("Temperature [\u00B0C]\n21\n"));
        Assert.Contains("save the file as UTF-8", Assert.Throws<FormatException>(() => CsvTable.Read(_path)).Message);
    }

    [Fact]
    public void A_line_may_be_as_wide_as_thousands_of_columns()
    {
        var names = Enumerable.Range(0, 4096).Select(column => $"a rather long name of a sensor, number {column}").ToArray();
        var first = string.Join(',', names.Select(name => $"\"{name}\""));
        var table = Read($"{first}\n{string.Join(',', Enumerable.Range(0, 4096))}");
        Assert.Equal(names, table.Columns);
        Assert.Equal(4095, table[0, 4095].Number);
    }

    private CsvTable Read(string text)
    {
        File.WriteAllText(_path, text);
        return CsvTable.Read(_path);
    }
}
