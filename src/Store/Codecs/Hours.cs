using System.Runtime.InteropServices;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Store.Codecs;

/// <summary>History is kept by UTC hours, so that a window finds its chunks without knowing how long each of them is.</summary>
internal static class Hours
{
    public static long Of(long ticks) => ticks / TimeSpan.TicksPerHour;

    public static long StartTicks(long hour) => hour * TimeSpan.TicksPerHour;

    public static Enumerator Split(List<Sample> ordered) => new(CollectionsMarshal.AsSpan(ordered));

    /// <summary>The stretches of ordered samples that lie in one hour each.</summary>
    public ref struct Enumerator(ReadOnlySpan<Sample> rest)
    {
        private ReadOnlySpan<Sample> _rest = rest;
        private ReadOnlySpan<Sample> _current;

        public readonly Stretch Current => new(Of(_current[0].SourceTicks), _current);

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var end = StartTicks(Of(_rest[0].SourceTicks) + 1);
            var count = 1;
            while (count < _rest.Length && _rest[count].SourceTicks < end)
                count++;
            _current = _rest[..count];
            _rest = _rest[count..];
            return true;
        }
    }

    public readonly ref struct Stretch(long hour, ReadOnlySpan<Sample> samples)
    {
        public long Hour { get; } = hour;

        public ReadOnlySpan<Sample> Samples { get; } = samples;
    }
}
