using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// The waiting samples of one signal in the order of <see cref="Sample.Compare"/>: an array that is filled at its end and emptied
/// at its front. Samples of one signal come in order but for a few, so putting one in its place moves hardly any.
/// </summary>
internal struct SignalQueue
{
    /// <summary>
    /// Up to here a full array is emptied at its front rather than doubled: a machine has several, and a plant many machines.
    /// </summary>
    private const int SmallCapacity = 8;

    private Sample[]? _samples;
    private int _first;
    private int _end;

    public readonly int Count => _end - _first;

    public readonly ReadOnlySpan<Sample> Samples => _samples.AsSpan(_first, Count);

    /// <summary>The first sample; there is one.</summary>
    public readonly ref readonly Sample Head => ref _samples![_first];

    /// <summary>Source time of the first sample; <see cref="long.MaxValue"/>: there is none.</summary>
    public readonly long HeadTicks => Count == 0 ? long.MaxValue : _samples![_first].SourceTicks;

    public void Push(in Sample sample)
    {
        MakeRoom(1);
        var place = _end++;
        while (place > _first && Sample.Compare(sample, _samples![place - 1]) < 0)
        {
            _samples[place] = _samples[place - 1];
            place--;
        }

        _samples![place] = sample;
    }

    /// <summary>Takes stretches that are in order, and come after all that wait, in one step.</summary>
    public void Push(ReadOnlySpan<Sample> run)
    {
        while (!run.IsEmpty)
        {
            var count = OrderedFrom(run);
            if (Count > 0 && Sample.Compare(run[0], _samples![_end - 1]) < 0)
            {
                Push(run[0]);
                run = run[1..];
                continue;
            }

            MakeRoom(count);
            run[..count].CopyTo(_samples.AsSpan(_end));
            _end += count;
            run = run[count..];
        }
    }

    /// <summary>Drops the first sample, and those after it that are the same one again; returns how many.</summary>
    public int Pop()
    {
        var samples = _samples!;
        var popped = _first++;
        while (_first < _end && samples[_first].SourceTicks == samples[popped].SourceTicks
            && Sample.Compare(samples[_first], samples[popped]) == 0)
        {
            _first++;
        }

        var count = _first - popped;
        if (_first == _end)
            (_first, _end) = (0, 0);
        return count;
    }

    private static int OrderedFrom(ReadOnlySpan<Sample> run)
    {
        var count = 1;
        while (count < run.Length && (run[count].SourceTicks > run[count - 1].SourceTicks
            || Sample.Compare(run[count], run[count - 1]) >= 0))
        {
            count++;
        }

        return count;
    }

    private void MakeRoom(int count)
    {
        _samples ??= new Sample[count];
        if (_end + count <= _samples.Length)
            return;
        var waiting = Samples;
        var needed = waiting.Length + count;
        var isRoomy = needed <= (_samples.Length <= SmallCapacity ? _samples.Length : _samples.Length / 2);
        var samples = isRoomy ? _samples : new Sample[Math.Max(2 * _samples.Length, needed)];
        waiting.CopyTo(samples);
        (_samples, _first, _end) = (samples, 0, waiting.Length);
    }
}
