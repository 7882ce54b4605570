using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Reports;

namespace OrleansTwin.Runtime.Forwarding;

/// <summary>
/// What an Edge sends that forwards reports: who it is and how it stands, a page of its ledger, and behind the last page what its
/// machines do now. Without reports and state it only asks where the grid stands.
/// </summary>
/// <param name="Feed">The Edge's site, with the mark of its store.</param>
/// <param name="Report">How it stands.</param>
/// <param name="Period">It calls again within so long.</param>
/// <param name="After">The place in its ledger that the page begins behind.</param>
/// <param name="To">The place up to which the grid has everything with this page.</param>
/// <param name="Reports">At or below the site.</param>
internal sealed record ReportMessage(
    string Feed, ForwardReport Report, TimeSpan Period, LedgerPlace After, LedgerPlace To,
    IReadOnlyCollection<BucketReport> Reports)
{
    public const string ContentType = "application/vnd.orleanstwin.reports";

    /// <summary>Reports of one message.</summary>
    public const int ReportsMax = 20_000;

    private const byte Version = 1;

    /// <summary>
    /// What machines did when the Edge's journal stood at this batch, of which the ledger has everything; null: more pages come
    /// first.
    /// </summary>
    public SiteState? State { get; init; }

    public long Cut { get; init; }

    /// <summary>When the state was taken, UTC ticks.</summary>
    public long AtTicks { get; init; }

    public byte[] Pack() => Packing.Pack(writer =>
    {
        writer.Write(Version);
        writer.Write(Feed);
        writer.Write(Report.BacklogBatches);
        writer.Write(Report.Behind.Ticks);
        writer.Write(Report.MissingBatches);
        writer.Write(Period.Ticks);
        Write(writer, After);
        Write(writer, To);
        var reports = ReportTransfer.Write(Reports);
        writer.Write7BitEncodedInt(reports.Length);
        writer.Write(reports);
        writer.Write(State is not null);
        if (State is null)
            return;
        writer.Write(Cut);
        writer.Write(AtTicks);
        SiteStates.Write(writer, State, AtTicks);
    });

    /// <summary>What a stranger has sent.</summary>
    /// <exception cref="InvalidDataException">It is none of ours, or larger than is allowed; says what was found.</exception>
    public static ReportMessage Unpack(ReadOnlyMemory<byte> packed, int unpackedBytesMax)
    {
        var bytes = Packing.Unpack(packed, unpackedBytesMax);
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        try
        {
            if (reader.ReadByte() is var version && version != Version)
                throw new InvalidDataException($"It has form {version}; this program reads {Version}.");
            var feed = reader.ReadString();
            var report = new ForwardReport(Count(reader), TimeSpan.FromTicks(Count(reader)), Count(reader));
            var period = TimeSpan.FromTicks(Count(reader));
            var (after, to) = (ReadPlace(reader), ReadPlace(reader));
            var length = reader.Read7BitEncodedInt();
            if (length < 0 || length > bytes.Length)
                throw new InvalidDataException($"It has {length} bytes of reports; it is {bytes.Length} bytes long.");
            var reports = ReportTransfer.Read(reader.ReadBytes(length), ReportsMax);
            var message = new ReportMessage(feed, report, period, after, to, reports);
            if (!reader.ReadBoolean())
                return message;
            var (cut, atTicks) = (Count(reader), Count(reader));
            return message with { Cut = cut, AtTicks = atTicks, State = SiteStates.Read(reader, atTicks) };
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or StoreCorruptedException)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }

    private static void Write(BinaryWriter writer, LedgerPlace place)
    {
        writer.Write(place.Cursor);
        writer.Write(place.Row);
    }

    private static LedgerPlace ReadPlace(BinaryReader reader) => new(Count(reader), Count(reader));

    private static long Count(BinaryReader reader) => Math.Max(0, reader.ReadInt64());
}
