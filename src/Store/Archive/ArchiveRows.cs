using System.Runtime.InteropServices;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Archive;

/// <summary>Reads what <see cref="ArchiveColumns"/> wrote.</summary>
internal ref struct ArchiveRows
{
    private readonly long _unitTicks;
    private readonly TextTable _textTable = new();
    private readonly List<SensorTrack> _tracks = [];
    private ByteReader _counts;
    private ByteReader _places;
    private ByteReader _forms;
    private ByteReader _sources;
    private ByteReader _receives;
    private ByteReader _numbers;
    private ByteReader _texts;
    private int _last = -1;
    private long _source;
    private long _receive;

    private ArchiveRows(ReadOnlySpan<byte> raw)
    {
        var reader = new ByteReader(raw);
        _unitTicks = (long)reader.Varint();
        _counts = new ByteReader(reader.Bytes(reader.Length()));
        _places = new ByteReader(reader.Bytes(reader.Length()));
        _forms = new ByteReader(reader.Bytes(reader.Length()));
        _sources = new ByteReader(reader.Bytes(reader.Length()));
        _receives = new ByteReader(reader.Bytes(reader.Length()));
        _numbers = new ByteReader(reader.Bytes(reader.Length()));
        _texts = new ByteReader(reader.Bytes(reader.Length()));
    }

    public static List<JournalEntry> Read(ReadOnlySpan<byte> raw, long firstSequence)
    {
        var rows = new ArchiveRows(raw);
        var batches = new List<JournalEntry>();
        while (!rows._counts.IsAtEnd)
            batches.Add(new JournalEntry(firstSequence + batches.Count, rows.ReadBatch(raw.Length)));
        return batches;
    }

    private SensorSample[] ReadBatch(int samplesMax)
    {
        // A sample takes at least a byte of the forms, so no block has more of them than bytes.
        var count = _counts.Varint();
        if (count > (ulong)samplesMax)
            throw new StoreCorruptedException($"An archived batch has {count} samples; its block has room for {samplesMax}.");
        var samples = new SensorSample[(int)count];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = ReadSample();
        return samples;
    }

    private SensorSample ReadSample()
    {
        ref var track = ref NextTrack();
        track.Step += _sources.Zigzag();
        track.Source += track.Step;
        _source = track.Source;
        _receive += _receives.Zigzag();
        var form = _forms.Byte();
        var value = track.Value.Read(ref _numbers, (NumberForm)((form >> ArchiveColumns.ValueShift) & ArchiveColumns.ValueMask));
        var rawForm = (form >> ArchiveColumns.RawShift) & ArchiveColumns.RawMask;
        var raw = rawForm == 0 ? value : track.Raw.Read(ref _numbers, (NumberForm)(rawForm - 1));
        var text = (form & ArchiveColumns.HasText) != 0 ? _textTable.Read(ref _texts) : null;
        var quality = (Quality)(form & ArchiveColumns.QualityMask);
        return new SensorSample(track.Key, new Sample(track.Source * _unitTicks, _receive, value, raw, quality, text));
    }

    private ref SensorTrack NextTrack()
    {
        var place = _places.Varint();
        var number = place switch
        {
            ArchiveColumns.Predicted => _last >= 0 ? CollectionsMarshal.AsSpan(_tracks)[_last].Next : -1,
            ArchiveColumns.New => Begin((int)_places.Varint()),
            _ => place - ArchiveColumns.Known < (ulong)_tracks.Count ? (int)(place - ArchiveColumns.Known) : -1,
        };
        if (number < 0)
            throw new StoreCorruptedException($"An archived sample has place {place} of {_tracks.Count} sensors.");
        var tracks = CollectionsMarshal.AsSpan(_tracks);
        if (_last >= 0)
            tracks[_last].Next = number;
        _last = number;
        return ref tracks[number];
    }

    private readonly int Begin(int sensorKey)
    {
        _tracks.Add(SensorTrack.Of(sensorKey, _source));
        return _tracks.Count - 1;
    }
}
