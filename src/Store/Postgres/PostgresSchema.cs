using System.Globalization;
using Npgsql;

namespace OrleansTwin.Store.Postgres;

/// <summary>
/// The tables and their migrations, forward only, one transaction each. The tables are those of the embedded store; blobs are
/// packed by us, so the server need not try to.
/// </summary>
internal static class PostgresSchema
{
    private const int ServerMin = 13;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE meta (key TEXT COLLATE "C" PRIMARY KEY, value BIGINT NOT NULL);
        CREATE TABLE name (key BIGINT PRIMARY KEY, name TEXT NOT NULL, crc BIGINT NOT NULL);
        CREATE TABLE journal (sequence BIGINT PRIMARY KEY, crc BIGINT NOT NULL, data BYTEA NOT NULL);
        CREATE TABLE receipt (block BIGINT PRIMARY KEY, crc BIGINT NOT NULL, data BYTEA NOT NULL);
        CREATE TABLE snapshot (twin BIGINT PRIMARY KEY, crc BIGINT NOT NULL, state BYTEA NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE chunk (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hour BIGINT NOT NULL, sensor BIGINT NOT NULL,
            part BIGINT NOT NULL, is_full BIGINT NOT NULL, first_ticks BIGINT NOT NULL, last_ticks BIGINT NOT NULL,
            crc BIGINT NOT NULL, data BYTEA NOT NULL);
        CREATE INDEX chunk_by_hour ON chunk (hour, sensor, part, is_full);
        CREATE TABLE ledger (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twin BIGINT NOT NULL, bucket BIGINT NOT NULL,
            part BIGINT NOT NULL, earliest BIGINT NOT NULL, version BIGINT NOT NULL, is_settled BIGINT NOT NULL,
            crc BIGINT NOT NULL, slices BYTEA NOT NULL, events BYTEA NOT NULL, opening BYTEA NOT NULL);
        CREATE UNIQUE INDEX ledger_by_twin ON ledger (twin, bucket, part);
        CREATE TABLE rollup (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twin BIGINT NOT NULL, level BIGINT NOT NULL,
            start BIGINT NOT NULL, crc BIGINT NOT NULL, total BYTEA NOT NULL, slices BYTEA NOT NULL) WITH (fillfactor = 70);
        CREATE UNIQUE INDEX rollup_by_twin ON rollup (twin, level, start);
        CREATE TABLE plant_version (
            number BIGINT PRIMARY KEY, at_ticks BIGINT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL,
            crc BIGINT NOT NULL, text TEXT NOT NULL);
        CREATE TABLE audit (
            id BIGINT PRIMARY KEY, at_ticks BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT);
        CREATE TABLE unknown_tag (
            tag TEXT COLLATE "C" PRIMARY KEY, first_ticks BIGINT NOT NULL, last_ticks BIGINT NOT NULL, count BIGINT NOT NULL,
            value TEXT NOT NULL, source TEXT NOT NULL, kind BIGINT NOT NULL);
        CREATE TABLE dead_letter (
            id BIGINT PRIMARY KEY, at_ticks BIGINT NOT NULL, payload_bytes BIGINT NOT NULL, source TEXT NOT NULL,
            topic TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, head BYTEA NOT NULL);
        ALTER TABLE journal ALTER data SET STORAGE EXTERNAL;
        ALTER TABLE chunk ALTER data SET STORAGE EXTERNAL;
        ALTER TABLE snapshot ALTER state SET STORAGE EXTERNAL;
        INSERT INTO meta VALUES ('cursor', 0), ('epoch', 0), ('transaction', 0);
        """,
        """
        CREATE TABLE pyramid (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hour BIGINT NOT NULL, sensor BIGINT NOT NULL,
            level BIGINT NOT NULL, crc BIGINT NOT NULL, data BYTEA NOT NULL);
        CREATE UNIQUE INDEX pyramid_by_hour ON pyramid (hour, sensor, level);
        ALTER TABLE pyramid ALTER data SET STORAGE EXTERNAL;
        ALTER TABLE audit ADD COLUMN crc BIGINT;
        ALTER TABLE unknown_tag ADD COLUMN crc BIGINT;
        ALTER TABLE dead_letter ADD COLUMN crc BIGINT;
        CREATE TABLE damage (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at_ticks BIGINT NOT NULL, kind BIGINT NOT NULL,
            twin BIGINT NOT NULL, from_ticks BIGINT NOT NULL, to_ticks BIGINT NOT NULL, detail TEXT NOT NULL,
            data BYTEA NOT NULL);
        INSERT INTO meta VALUES ('samples_from_hour', 0), ('aggregates_from_hour', 0);
        """,
        """
        ALTER TABLE snapshot ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE ledger ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE milestone (
            number BIGINT PRIMARY KEY, cursor BIGINT NOT NULL, first_sequence BIGINT NOT NULL, at_ticks BIGINT NOT NULL,
            mark BIGINT NOT NULL, plant BIGINT NOT NULL, bytes BIGINT NOT NULL, crc BIGINT NOT NULL);
        CREATE TABLE archive (
            first_sequence BIGINT PRIMARY KEY, last_sequence BIGINT NOT NULL, samples BIGINT NOT NULL,
            first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, first_mark BIGINT NOT NULL, last_mark BIGINT NOT NULL,
            crc BIGINT NOT NULL, data BYTEA NOT NULL);
        CREATE TABLE snapshot_past (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twin BIGINT NOT NULL, since BIGINT NOT NULL,
            until BIGINT NOT NULL, length BIGINT NOT NULL, crc BIGINT NOT NULL, state BYTEA NOT NULL);
        CREATE INDEX snapshot_past_by_end ON snapshot_past (until);
        CREATE TABLE ledger_past (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twin BIGINT NOT NULL, bucket BIGINT NOT NULL,
            part BIGINT NOT NULL, earliest BIGINT NOT NULL, version BIGINT NOT NULL, is_settled BIGINT NOT NULL,
            crc BIGINT NOT NULL, slices BYTEA NOT NULL, events BYTEA NOT NULL, opening BYTEA NOT NULL,
            since BIGINT NOT NULL, until BIGINT NOT NULL, past_crc BIGINT NOT NULL);
        CREATE INDEX ledger_past_by_twin ON ledger_past (twin, bucket, part);
        CREATE INDEX ledger_past_by_end ON ledger_past (until);
        ALTER TABLE archive ALTER data SET STORAGE EXTERNAL;
        ALTER TABLE snapshot_past ALTER state SET STORAGE EXTERNAL;
        """,
        "INSERT INTO meta SELECT 'chunk_bytes', coalesce(sum(length(data)), 0) FROM chunk;",
        """
        CREATE TABLE alarm_change (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, machine BIGINT NOT NULL, number BIGINT NOT NULL,
            sensor TEXT NOT NULL, source BIGINT NOT NULL, priority BIGINT NOT NULL, at_ticks BIGINT NOT NULL,
            from_state BIGINT NOT NULL, to_state BIGINT NOT NULL, level BIGINT NOT NULL, value_bits BIGINT NOT NULL,
            actor TEXT NOT NULL, comment TEXT NOT NULL, crc BIGINT NOT NULL);
        CREATE UNIQUE INDEX alarm_change_by_number ON alarm_change (machine, number);
        CREATE INDEX alarm_change_by_time ON alarm_change (at_ticks, machine, number);
        """,
        """
        CREATE TABLE outbox (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event TEXT COLLATE "C" NOT NULL, kind TEXT NOT NULL,
            at_ticks BIGINT NOT NULL, body TEXT NOT NULL, crc BIGINT NOT NULL);
        CREATE UNIQUE INDEX outbox_by_event ON outbox (event);
        CREATE TABLE outbox_target (name TEXT COLLATE "C" PRIMARY KEY, position BIGINT NOT NULL);
        CREATE TABLE outbox_undelivered (
            id BIGINT PRIMARY KEY, event TEXT NOT NULL, kind TEXT NOT NULL, at_ticks BIGINT NOT NULL, body TEXT NOT NULL,
            crc BIGINT NOT NULL, target TEXT COLLATE "C" NOT NULL, given_up_ticks BIGINT NOT NULL, reason TEXT NOT NULL);
        """,
        """
        CREATE TABLE health (machine BIGINT PRIMARY KEY, crc BIGINT NOT NULL, state BYTEA NOT NULL);
        ALTER TABLE health ALTER state SET STORAGE EXTERNAL;
        """,
        """
        CREATE TABLE work_order (
            id TEXT COLLATE "C" PRIMARY KEY, machine BIGINT NOT NULL, cause BIGINT NOT NULL, version BIGINT NOT NULL,
            is_open BIGINT NOT NULL, changed_ticks BIGINT NOT NULL, body TEXT NOT NULL, crc BIGINT NOT NULL);
        CREATE INDEX work_order_by_time ON work_order (changed_ticks);
        CREATE INDEX work_order_by_machine ON work_order (machine, cause, is_open);
        """,
        """
        CREATE TABLE trained_model (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL,
            author TEXT NOT NULL, at_ticks BIGINT NOT NULL, note TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL,
            crc BIGINT NOT NULL, file BYTEA NOT NULL);
        CREATE UNIQUE INDEX trained_model_by_name ON trained_model (name, version);
        CREATE TABLE life_track (machine BIGINT PRIMARY KEY, crc BIGINT NOT NULL, state BYTEA NOT NULL);
        ALTER TABLE trained_model ALTER file SET STORAGE EXTERNAL;
        ALTER TABLE life_track ALTER state SET STORAGE EXTERNAL;
        """,
    ];

    public static int Version => Migrations.Length;

    /// <summary>Makes the schema where it is missing, once it is clear that it can hold us.</summary>
    public static void Create(NpgsqlConnection connection, PostgresSettings settings)
    {
        CheckServer(connection, settings);
        if (connection.Number($"SELECT count(*) FROM pg_namespace WHERE nspname = '{settings.Schema}'") == 0)
        {
            CreateSchema(connection, settings);
            return;
        }

        Require(
            connection.Number($"SELECT has_schema_privilege('{settings.Schema}', 'USAGE, CREATE')::int") == 1, settings,
            $"cannot be used: role {RoleOf(connection)} needs USAGE and CREATE on it. "
            + $"Let its owner run: GRANT USAGE, CREATE ON SCHEMA {settings.Schema} TO {RoleOf(connection)}");
        var tables = connection.Number(
            $"SELECT count(*) FROM pg_class WHERE relnamespace = '{settings.Schema}'::regnamespace AND relkind IN ('r', 'p')");
        Require(tables == 0 || HasVersions(connection), settings,
            $"holds {tables} tables of something else. Name a schema of its own by Search Path= of the store");
    }

    /// <summary>By the schema's only owner.</summary>
    /// <exception cref="StoreRefusedException">The schema was written by a newer program.</exception>
    public static void Migrate(NpgsqlConnection connection, PostgresSettings settings)
    {
        connection.Run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, at TIMESTAMPTZ NOT NULL)");
        var found = (int)connection.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        Require(found <= Version, settings,
            $"has schema {found}; this program knows up to {Version}. Use the program that wrote it, or a backup");
        for (var version = found + 1; version <= Version; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Run(Migrations[version - 1]);
            connection.Run(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO schema_version VALUES ({version}, now())"));
            transaction.Commit();
        }
    }

    private static void CheckServer(NpgsqlConnection connection, PostgresSettings settings)
    {
        Require(connection.PostgreSqlVersion.Major >= ServerMin, settings,
            $"lies on PostgreSQL {connection.PostgreSqlVersion}; expected {ServerMin} or newer");
        var encoding = connection.PostgresParameters["server_encoding"];
        Require(encoding == "UTF8", settings, $"has the encoding {encoding}; create the database with ENCODING 'UTF8'");
        if (connection.Number("SELECT pg_is_in_recovery()::int") == 1)
        {
            throw new StoreUnavailableException(
                $"{settings.Place} is on a standby, which takes no writes. Name the primary as Host= of the store.");
        }
    }

    private static void CreateSchema(NpgsqlConnection connection, PostgresSettings settings)
    {
        try
        {
            connection.Run($"CREATE SCHEMA IF NOT EXISTS {settings.Schema}");
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StoreRefusedException(
                $"{settings.Place} does not exist, and role {RoleOf(connection)} may not create it. Let an administrator run: "
                + $"CREATE SCHEMA {settings.Schema} AUTHORIZATION {RoleOf(connection)}", missing);
        }
        catch (PostgresException made) when (made.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another process made it at the same moment; the locks decide whose it is.
        }
    }

    private static bool HasVersions(NpgsqlConnection connection) =>
        connection.Number("SELECT (to_regclass('schema_version') IS NOT NULL)::int") == 1;

    private static string RoleOf(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT quote_ident(current_user)", connection);
        return command.ExecuteScalar() as string ?? "";
    }

    private static void Require(bool isMet, PostgresSettings settings, string what)
    {
        if (!isMet)
            throw new StoreRefusedException($"{settings.Place} {what}.");
    }
}
