using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;

namespace OrleansTwin.Store.Sql;

/// <summary>What was learned of twins, in a table of such states: a row each, written over.</summary>
internal sealed class SqlHealthStates(string table, WriterLoop writer, ReaderPool readers, DamageBook damage) : IHealthStates
{
    /// <summary>Of machines' health, and of wear by its sensors.</summary>
    public const string Health = "health";

    /// <summary>Of machines that a trained model follows.</summary>
    public const string LifeTracks = "life_track";

    public const string Columns = "machine, crc, state";

    /// <summary>Reads a state; false: it differs from what was written.</summary>
    public static bool TryRead(SqlStatement row, out HealthState read)
    {
        read = new HealthState(row.Int(0), row.Blob(2).ToArray());
        return row.Long(1) == Crc32C.Of(read.TwinKey, read.State.Span);
    }

    public ValueTask<IReadOnlyList<HealthState>> ReadAllAsync(CancellationToken cancellation = default) =>
        readers.ReadAsync<IReadOnlyList<HealthState>>(ReadAll, cancellation);

    public ValueTask<HealthState?> ReadAsync(int twinKey, CancellationToken cancellation = default) =>
        readers.ReadAsync(database => Read(database, twinKey), cancellation);

    public async ValueTask SaveAsync(IReadOnlyList<HealthState> states, CancellationToken cancellation = default) =>
        await writer.RunAsync(database => Write(database, states), cancellation: cancellation).ConfigureAwait(false);

    private List<HealthState> ReadAll(SqlDatabase database)
    {
        List<HealthState> read = [];
        var rows = database.Prepare($"SELECT {Columns} FROM {table}");
        while (rows.Step())
        {
            if (TryRead(rows, out var state))
                read.Add(state);
            else
                damage.Add(RecordChecksum.Damaged("What was learned of twin key", state.TwinKey));
        }

        return read;
    }

    private HealthState? Read(SqlDatabase database, int twinKey)
    {
        var row = database.Prepare($"SELECT {Columns} FROM {table} WHERE machine = ?").With(twinKey);
        if (!row.Step())
            return null;
        var isWhole = TryRead(row, out var state);
        row.Reset();
        if (isWhole)
            return state;
        damage.Add(RecordChecksum.Damaged("What was learned of twin key", twinKey));
        return null;
    }

    private bool Write(SqlDatabase database, IReadOnlyList<HealthState> states)
    {
        foreach (var (twin, state) in states)
        {
            if (state.IsEmpty)
            {
                database.Prepare($"DELETE FROM {table} WHERE machine = ?").With(twin).Run();
                continue;
            }

            database.Prepare(
                $"INSERT INTO {table} (machine, crc, state) VALUES (?1, ?2, ?3) "
                + "ON CONFLICT (machine) DO UPDATE SET crc = ?2, state = ?3")
                .With(twin, Crc32C.Of(twin, state.Span)).Blob(3, state.Span).Run();
        }

        return true;
    }
}
