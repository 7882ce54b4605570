using System.Runtime.InteropServices;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>
/// The columns of a block while it is written, of one block after the other. <see cref="ArchiveRows"/> reads them.
/// </summary>
internal sealed class ArchiveColumns
{
    /// <summary>A sensor's place: the one that followed last time, one not seen before, or its number from here on.</summary>
    public const int Predicted = 0;
    public const int New = 1;
    public const int Known = 2;

    public const int ValueShift = 2;
    public const int RawShift = 4;
    public const byte QualityMask = 0b11;
    public const byte ValueMask = 0b11;
    public const byte RawMask = 0b111;
    public const byte HasText = 0b1000_0000;

    private readonly ByteWriter _counts = new();
    private readonly ByteWriter _places = new();
    private readonly ByteWriter _forms = new();
    private readonly ByteWriter _sources = new();
    private readonly ByteWriter _receives = new();
    private readonly ByteWriter _numbers = new();
    private readonly ByteWriter _texts = new();
    private readonly ByteWriter _joined = new();
    private readonly TextTable _textTable = new();
    private readonly Dictionary<int, int> _byKey = [];
    private readonly List<SensorTrack> _tracks = [];
    private long _unitTicks;
    private int _last;
    private long _source;
    private long _receive;

    private ReadOnlySpan<ByteWriter> All => new[] { _counts, _places, _forms, _sources, _receives, _numbers, _texts };

    /// <summary>The next block; its times are multiples of a unit.</summary>
    public void Begin(long unitTicks)
    {
        foreach (var column in All)
            column.Clear();
        _textTable.Clear();
        _byKey.Clear();
        _tracks.Clear();
        (_unitTicks, _last, _source, _receive) = (unitTicks, -1, 0, 0);
    }

    public void Add(ReadOnlySpan<SensorSample> batch)
    {
        _counts.Varint(batch.Length);
        foreach (ref readonly var entry in batch)
            Add(entry.SensorKey, entry.Sample);
    }

    /// <summary>The columns, each behind its length; valid until the next block.</summary>
    public ReadOnlySpan<byte> Join()
    {
        _joined.Clear();
        _joined.Varint((ulong)_unitTicks);
        foreach (var column in All)
        {
            _joined.Varint(column.Length);
            _joined.Bytes(column.Written);
        }

        return _joined.Written;
    }

    private void Add(int sensorKey, in Sample sample)
    {
        var source = sample.SourceTicks / _unitTicks;
        ref var track = ref TrackOf(sensorKey);
        var step = source - track.Source;
        _sources.Zigzag(step - track.Step);
        (track.Source, track.Step, _source) = (source, step, source);
        _receives.Zigzag(sample.ReceiveTicks - _receive);
        _receive = sample.ReceiveTicks;
        var form = (int)sample.Quality | ((int)track.Value.Write(_numbers, sample.Value) << ValueShift);
        if (BitConverter.DoubleToInt64Bits(sample.RawValue) != BitConverter.DoubleToInt64Bits(sample.Value))
            form |= (1 + (int)track.Raw.Write(_numbers, sample.RawValue)) << RawShift;
        if (sample.Text is not null)
        {
            form |= HasText;
            _textTable.Write(_texts, sample.Text);
        }

        _forms.Byte((byte)form);
    }

    private ref SensorTrack TrackOf(int sensorKey)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey, sensorKey, out var isKnown);
        if (!isKnown)
        {
            number = _tracks.Count;
            _tracks.Add(SensorTrack.Of(sensorKey, _source));
        }

        var tracks = CollectionsMarshal.AsSpan(_tracks);
        WritePlace(sensorKey, number, isKnown, isPredicted: _last >= 0 && tracks[_last].Next == number);
        if (_last >= 0)
            tracks[_last].Next = number;
        _last = number;
        return ref tracks[number];
    }

    private void WritePlace(int sensorKey, int number, bool isKnown, bool isPredicted)
    {
        if (isPredicted)
        {
            _places.Varint(Predicted);
        }
        else if (isKnown)
        {
            _places.Varint(Known + number);
        }
        else
        {
            _places.Varint(New);
            _places.Varint(sensorKey);
        }
    }
}
