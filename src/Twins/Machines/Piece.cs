namespace OrleansTwin.Twins.Machines;

/// <summary>
/// A part of a segment that lies within one bucket: [<paramref name="StartTicks"/>, <paramref name="EndTicks"/>).
/// </summary>
internal readonly record struct Piece(long BucketTicks, long StartTicks, long EndTicks, Activity Activity)
{
    public long WidthTicks => EndTicks - StartTicks;
}
