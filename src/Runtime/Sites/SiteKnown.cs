using OrleansTwin.Runtime.Forwarding;
using OrleansTwin.Runtime.Shards;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Sites;

/// <summary>
/// What a grid knows of a reported site besides its ledger rows: up to which place of which Edge's ledger everything is here, and
/// what machines did last. Kept in snapshots of two names that no twin has.
/// </summary>
internal sealed class SiteKnown
{
    private const string PlaceName = "$reports/place";
    private const string StateName = "$reports/state";

    private readonly Dictionary<string, MachineNow> _machines;
    private readonly long _edge;
    private readonly long _cut;

    private SiteKnown(long edge, LedgerPlace place, long cut, SiteState state, long atTicks, TimeSpan period)
    {
        (_edge, Place, _cut, State, AtTicks, Period) = (edge, place, cut, state, atTicks, period);
        _machines = state.Machines.ToDictionary(machine => machine.Id, StringComparer.Ordinal);
        NewestTicks = state.Machines.Select(machine => machine.NewestSourceTicks).DefaultIfEmpty(0).Max();
    }

    public LedgerPlace Place { get; }

    public SiteState State { get; }

    /// <summary>Source time of the newest sample that machines had, UTC ticks; 0: none.</summary>
    public long NewestTicks { get; }

    /// <summary>When the state was taken, by the Edge's clock, UTC ticks; 0: never.</summary>
    public long AtTicks { get; }

    /// <summary>Its Edge calls within so long.</summary>
    public TimeSpan Period { get; }

    public MachineNow Of(MachineAsset machine) => _machines.GetValueOrDefault(machine.Id) ?? MachineNow.Unheard(machine);

    /// <summary>
    /// As an Edge goes on with it: one that is new here begins, while what the former one said last is still shown.
    /// </summary>
    public SiteKnown Of(long edge) => edge == _edge ? this : new SiteKnown(edge, default, 0, State, AtTicks, Period);

    /// <summary>Behind a page; a state that is older than what is known came late, and is left.</summary>
    public SiteKnown With(ReportMessage message)
    {
        if (message.State is not { } state || message.Cut < _cut)
            return new SiteKnown(_edge, message.To, _cut, State, AtTicks, message.Period);
        var whole = state.Alarms is null ? state with { Alarms = State.Alarms } : state;
        return new SiteKnown(_edge, message.To, message.Cut, whole, message.AtTicks, message.Period);
    }

    public static async Task<SiteKnown> ReadAsync(ITwinStore store, CancellationToken cancellation)
    {
        var (edge, place, cut, state, atTicks, period) =
            (0L, default(LedgerPlace), 0L, SiteState.Empty, 0L, default(TimeSpan));
        await foreach (var snapshot in store.Snapshots.ReadAllAsync(cancellation))
        {
            if (snapshot.IsLost)
                continue;
            using var reader = new BinaryReader(new MemoryStream(snapshot.State.ToArray(), writable: false));
            switch (store.Names.NameOf(snapshot.TwinKey))
            {
                case PlaceName:
                    (edge, place) = (reader.ReadInt64(), new LedgerPlace(reader.ReadInt64(), reader.ReadInt64()));
                    break;
                case StateName:
                    (cut, atTicks, period) = (reader.ReadInt64(), reader.ReadInt64(), new TimeSpan(reader.ReadInt64()));
                    state = SiteStates.Read(reader, atTicks);
                    break;
            }
        }

        return new SiteKnown(edge, place, cut, state, atTicks, period);
    }

    public async Task<IReadOnlyList<Snapshot>> ToSnapshotsAsync(INameTable names, bool isStateNew)
    {
        var keys = await names.GetOrAddAsync([PlaceName, StateName]);
        var place = new Snapshot(keys[0], Bytes(writer =>
        {
            writer.Write(_edge);
            writer.Write(Place.Cursor);
            writer.Write(Place.Row);
        }));
        return !isStateNew ? [place] :
        [
            place,
            new Snapshot(keys[1], Bytes(writer =>
            {
                writer.Write(_cut);
                writer.Write(AtTicks);
                writer.Write(Period.Ticks);
                SiteStates.Write(writer, State, AtTicks);
            })),
        ];
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
            write(writer);
        return bytes.ToArray();
    }
}
