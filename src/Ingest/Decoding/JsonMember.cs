using OrleansTwin.Ingest.Rejects;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Ingest.Decoding;

/// <summary>A place in <see cref="JsonScratch"/>.</summary>
internal readonly record struct Bytes(int Start, int Length);

/// <summary>A value found in an object whose end (and so perhaps whose time) has not been reached.</summary>
internal struct JsonMember
{
    public Bytes Name;
    public RawKind Kind;
    public double Number;
    public Bytes Text;
    public long Ticks;
    public Quality? Quality;
    public RejectReason Refused;
}
