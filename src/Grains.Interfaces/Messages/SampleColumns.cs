namespace OrleansTwin.Grains.Interfaces;

/// <summary>Samples, column by column; all columns have the same length.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.SampleColumns")]
public sealed record SampleColumns
{
    /// <summary>UTC ticks.</summary>
    [Id(0)]
    public required long[] SourceTicks { get; init; }

    /// <summary>UTC ticks.</summary>
    [Id(1)]
    public required long[] ReceiveTicks { get; init; }

    /// <summary>In the sensor's unit.</summary>
    [Id(2)]
    public required double[] Values { get; init; }

    /// <summary>As received, before calibration; null: the same as the values, bit for bit.</summary>
    [Id(3)]
    public double[]? RawValues { get; init; }

    /// <summary>Null: all are good.</summary>
    [Id(4)]
    public byte[]? Qualities { get; init; }

    /// <summary>Null: none is a text.</summary>
    [Id(5)]
    public string?[]? Texts { get; init; }
}
