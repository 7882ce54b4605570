using System.Text;
using OrleansTwin.Ingest.Csv;
using OrleansTwin.Ingest.Pipeline;
using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Tests.Csv;

/// <summary>Which files of history are taken, as what, and how it is told which are not.</summary>
public sealed class HistoryImportTests
{
    private static readonly long Ten = new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly ImportBench _bench = new();

    [Fact]
    public async Task A_long_file_names_sensors_or_tags_and_its_values_are_what_a_source_sends()
    {
        var result = await _bench.ImportAsync(
            $"""
            time,tag,value,quality
            2026-03-01T10:00:00Z,press/power,3.5,
            2026-03-01T11:00:00.0000001+01:00,{ImportBench.Power},4,uncertain
            1772359200,press/state,007,good
            2026-03-01 10:00:00,press/door,true,
            2026-03-01T10:00:00Z,press/oven,500,bad
            2026-03-01T10:00:01Z,press/oven,501,bad
            2026-03-01T10:00:02Z,press/oven,5000,

            """);

        Assert.Equal((7, 7, 0), (result.Lines, result.Samples, result.Errors.Count));
        Assert.Equal((Ten, Ten + (2 * TimeSpan.TicksPerSecond)), (result.FromTicks, result.ToTicks));
        Assert.Equal(
            [
                (0, Ten, 3.5, 3.5, Quality.Good, null),
                (0, Ten + 1, 4, 4, Quality.Uncertain, null),
                (1, Ten, 0, 0, Quality.Good, "007"),
                (2, Ten, 1, 1, Quality.Good, null),
                (3, Ten, 52, 500, Quality.Bad, null),
                (3, Ten + TimeSpan.TicksPerSecond, 52.1, 501, Quality.Bad, null),
                (3, Ten + (2 * TimeSpan.TicksPerSecond), 502, 5000, Quality.Bad, (string?)null),
            ],
            _bench.Samples.Select(item => (
                item.SensorKey, item.Sample.SourceTicks, item.Sample.Value, item.Sample.RawValue, item.Sample.Quality,
                item.Sample.Text)));
    }

    [Fact]
    public async Task A_wide_file_has_a_column_for_each_sensor_and_an_empty_field_is_no_value()
    {
        var result = await _bench.ImportAsync(
            $"""
            Time,press/power,note,{ImportBench.State},quality
            2026-03-01T10:00:00Z,3,x,RUN,bad
            2026-03-01T10:00:01Z,,x,"STOP, at once",
            2026-03-01T10:00:02Z,5,x,,

            """,
            columns: "time,press/power,-,press/state,quality");

        Assert.Equal((3, 4), (result.Lines, result.Samples));
        Assert.Equal(
            [(0, 3.0, null), (1, 0, "RUN"), (1, 0, "STOP, at once"), (0, 5, (string?)null)],
            _bench.Samples.Select(item => (item.SensorKey, item.Sample.Value, item.Sample.Text)));
        Assert.Equal(
            [Quality.Bad, Quality.Bad, Quality.Good, Quality.Good], _bench.Samples.Select(item => item.Sample.Quality));
    }

    [Fact]
    public async Task What_is_exported_comes_back_bit_for_bit()
    {
        double[] numbers = [0, -0.0, 0.1, 1e300, -5e-324, double.MaxValue, Math.PI, 123456789.123456789, 1 / 3.0];
        string[] texts = ["", " RUN ", "a,b", "\"", "two\r\nlines", "42", "ü€𝄞", "=1+1", "true"];
        SensorSample[] samples =
        [
            .. numbers.Select((number, i) => new SensorSample(0, At(i, number, number))),
            .. numbers.Select((number, i) => new SensorSample(3, At(i, number, -number))),
            .. texts.Select((text, i) => new SensorSample(1, At(i, 0, 0) with { Text = text, Quality = (Quality)(i % 3) })),
            new(2, At(1, 1, 1)),
        ];

        var result = await _bench.ImportAsync(await ImportBench.ExportAsync(samples));

        Assert.Empty(result.Errors);
        Assert.Equal(samples.Select(Bits), _bench.Samples.Select(Bits));
    }

    [Fact]
    public async Task Byte_order_mark_crlf_blank_lines_a_missing_last_line_end_and_quoted_fields_are_taken()
    {
        var result = await _bench.ImportAsync(
            "\uFEFF\"time\",\"sensor\",\"value\"\r\n\r\n\"2026-03-01T10:00:00Z\",\"press/state\",\"says \"\"go\"\"\r\nnow\"\r\n"
            + " 2026-03-01T10:00:01Z , press/power , 3 ");

        Assert.Equal((2, 2), (result.Lines, result.Samples));
        Assert.Equal(["says \"go\"\r\nnow", null], _bench.Samples.Select(item => item.Sample.Text));
    }

    [Fact]
    public async Task Each_bad_line_is_told_with_its_number_and_the_others_are_taken()
    {
        _bench.KeptFromTicks = Ten - TimeSpan.TicksPerHour;
        var file = Encoding.UTF8.GetBytes(
            $"""
            time,sensor,value
            2026-03-01T10:00:00Z,press/power,1
            yesterday,press/power,1
            2026-03-01T10:00:00Z,press/unknown,1
            2026-03-01T10:00:00Z,,1
            2026-03-01T10:00:00Z,press/power,
            2026-03-01T10:00:00Z,press/power,RUN
            2026-03-01T10:00:00Z,press/power,"3,5"
            2026-03-01T10:00:00Z,press/power,NaN
            2026-03-01T10:00:00Z,press/power,-Infinity
            1969-12-31T23:59:59Z,press/power,1
            2026-03-01T14:00:00Z,press/power,1
            2026-03-01T08:00:00Z,press/power,1
            2026-03-01T10:00:00Z,press/power
            2026-03-01T10:00:00Z,press/power,1,2
            2026-03-01T10:00:00Z,press/state,"RUN" again
            2026-03-01T10:00:00Z,press/state,{new string('x', 300)}
            2026-03-01T10:00:00Z,press/state,ABC
            {new string('y', 70_000)}
            2026-03-01T10:00:01Z,press/power,2
            2026-03-01T10:00:02Z,press/state,"RUN

            """);
        file[file.AsSpan().IndexOf("ABC"u8)] = 0xFF;

        var result = await _bench.ImportAsync(file);

        Assert.Equal([1.0, 2], _bench.Samples.Select(item => item.Sample.Value));
        Assert.Equal((20, 2, 18), (result.Lines, result.Samples, result.Refused.Values.Sum()));
        Assert.Equal(
            [
                (3, RejectReason.UnreadableTime), (4, RejectReason.UnknownSensor), (5, RejectReason.MissingTag),
                (6, RejectReason.MissingValue), (7, RejectReason.WrongType), (8, RejectReason.WrongType),
                (9, RejectReason.NotFinite), (10, RejectReason.NotFinite), (11, RejectReason.Before1970),
                (12, RejectReason.InTheFuture), (13, RejectReason.NoLongerKept), (14, RejectReason.Malformed),
                (15, RejectReason.Malformed), (16, RejectReason.Malformed), (17, RejectReason.TextTooLong),
                (18, RejectReason.InvalidUtf8), (19, RejectReason.Malformed), (21, RejectReason.Malformed),
            ],
            result.Errors.Select(error => ((int)error.Line, error.Reason)));
        string Told(int line) => result.Errors.Single(error => error.Line == line).Detail;
        Assert.Contains("expected ISO 8601", Told(3), StringComparison.Ordinal);
        Assert.Contains("a decimal point, and no comma", Told(8), StringComparison.Ordinal);
        Assert.Contains("which begin 2026-03-01 09:00 UTC", Told(13), StringComparison.Ordinal);
        Assert.Contains("2 fields; expected 3", Told(14), StringComparison.Ordinal);
        Assert.Contains("longer than 65536 bytes", Told(19), StringComparison.Ordinal);
        Assert.Contains("a quote that is not closed", Told(21), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_bad_lines_are_counted_and_the_first_are_named()
    {
        var result = await _bench.ImportAsync(
            "time,sensor,value\n" + string.Concat(Enumerable.Repeat("2026-03-01T10:00:00Z,press/power,?\n", 5000)));

        Assert.Equal((5000, 0), (result.Lines, result.Samples));
        Assert.Equal(5000, result.Refused[RejectReason.WrongType]);
        Assert.Equal(Enumerable.Range(2, HistoryImport.ErrorsMax), result.Errors.Select(error => (int)error.Line));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("2026-03-01T10:00:00Z,press/power,1\n", "no column 'time'")]
    [InlineData("time;sensor;value\n2026-03-01T10:00:00Z;press/power;3,5\n", "decimal commas")]
    [InlineData("time\tsensor\tvalue\n", "without a comma")]
    [InlineData("time,value\n", "none says whose")]
    [InlineData("time,sensor,state\n", "no column 'value'")]
    [InlineData("time,sensor,value,unit\n", "column 'unit'")]
    [InlineData("time,press/power,press/unknown\n", "'press/unknown' is no sensor or tag")]
    [InlineData("time,time,press/power\n", "Two columns are named 'time'")]
    [InlineData("time,sensor,tag,value\n", "Two columns are named 'sensor'")]
    [InlineData("time\n", "no column 'value'")]
    [InlineData("time,sensor,\"value\n2026", "a quote that is not closed")]
    public async Task A_file_whose_first_line_is_of_no_use_is_refused_as_a_whole(string file, string expected)
    {
        var refused = await Assert.ThrowsAsync<CsvRefusedException>(() => _bench.ImportAsync(file));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Samples);
    }

    [Fact]
    public async Task A_file_in_utf_16_is_refused_with_what_to_do()
    {
        byte[] file = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("time,sensor,value\n")];
        var refused = await Assert.ThrowsAsync<CsvRefusedException>(() => _bench.ImportAsync(file));

        Assert.Contains("save the file as UTF-8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_takes_no_more_breaks_it_off_and_tells_how_far_it_came()
    {
        _bench.Options = new IngestOptions { BatchSamplesMax = 10 };
        using var content = new FailingStream(
            Encoding.UTF8.GetBytes("time,sensor,value\n" + string.Concat(
                Enumerable.Range(0, 95).Select(i => $"2026-03-01T10:00:{i % 60:00}.{i:000}Z,press/power,{i}\n"))),
            () => _bench.Journal.Failure = "disk full");

        var broken = await Assert.ThrowsAsync<HistoryImportException>(() => _bench.ImportAsync(content));

        Assert.Contains("disk full", broken.Message, StringComparison.Ordinal);
        Assert.Contains($" {_bench.Samples.Count} samples are safe", broken.Message, StringComparison.Ordinal);
        Assert.Contains($"behind line {_bench.Samples.Count + 1}:", broken.Message, StringComparison.Ordinal);
        Assert.InRange(_bench.Samples.Count, 1, 94);
    }

    [Fact]
    public async Task Batches_are_bounded_and_the_next_waits_for_the_one_before()
    {
        _bench.Options = new IngestOptions { BatchSamplesMax = 10 };
        var hold = new TaskCompletionSource();
        _bench.Journal.Hold = hold.Task;
        var file = "time,sensor,value\n" + string.Concat(
            Enumerable.Range(0, 95).Select(i => $"2026-03-01T10:00:00.{i:000}Z,press/power,{i}\n"));
        var importing = _bench.ImportAsync(file);
        Assert.Equal(1, _bench.Journal.Attempts);

        hold.SetResult();
        var result = await importing;

        Assert.Equal(95, result.Samples);
        Assert.All(_bench.Journal.BatchSizes, size => Assert.InRange(size, 1, 10));
    }

    private static Sample At(int second, double value, double raw) =>
        new(Ten + (second * 12_345_678L), Ten, value, raw, Quality.Good, null);

    private static (int, long, long, long, Quality, string?) Bits(SensorSample item) => (
        item.SensorKey, item.Sample.SourceTicks, BitConverter.DoubleToInt64Bits(item.Sample.Value),
        BitConverter.DoubleToInt64Bits(item.Sample.RawValue), item.Sample.Quality, item.Sample.Text);
}
