-- What the processes of a grid share in PostgreSQL (13 or newer): who is in the cluster, and what the grid is. Telemetry is not here;
-- shards, feeds and the plant have schemas of their own (twin_shard_000, twin_feed_main, twin_plant), which their processes make.
--
-- Nobody needs to run this file: the first process that starts runs it, in a schema twin_cluster that it makes, if its role may:
--
--     CREATE ROLE twin LOGIN PASSWORD '…';
--     CREATE DATABASE twin OWNER twin ENCODING 'UTF8' TEMPLATE template0;      -- or, of a database that is there:
--     GRANT CONNECT, CREATE ON DATABASE plant TO twin;
--
-- The role needs nothing else: no superuser, no extension, nothing in the schema public. Who wants to do it by hand, as that role:
--
--     psql --command 'CREATE SCHEMA twin_cluster'
--     PGOPTIONS='-c search_path=twin_cluster' psql --single-transaction --set ON_ERROR_STOP=1 --file schema.postgresql.sql
--
-- It may be run again at any time: what is there stays, the queries become those below.
--
-- OrleansQuery is how the ADO.NET providers of Microsoft Orleans are told what to do: they look queries up by key. The keys, the
-- parameters and the columns of the answers are theirs, the tables behind them are ours. There are no queries for reminders, streams and the
-- grain directory, since the grid has none in the database.

CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, at TIMESTAMPTZ NOT NULL);

DO $$
BEGIN
    IF EXISTS (SELECT FROM schema_version WHERE version > 1) THEN
        RAISE EXCEPTION 'Schema % is newer than this file. Use the file of the program that wrote it.', current_schema();
    END IF;
END $$;

CREATE TABLE IF NOT EXISTS OrleansQuery (QueryKey TEXT PRIMARY KEY, QueryText TEXT NOT NULL);

-- One row a cluster: its version grows with every change of its silos, and a change names the version that it was made from.
CREATE TABLE IF NOT EXISTS cluster_version (
    cluster TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    at TIMESTAMPTZ NOT NULL
);

-- One row a silo, kept for some days when it is dead. A silo writes iamalivetime of its row every few seconds.
CREATE TABLE IF NOT EXISTS silo (
    cluster TEXT NOT NULL,
    address TEXT NOT NULL,
    port INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    siloname TEXT NOT NULL,
    hostname TEXT NOT NULL,
    status INTEGER NOT NULL,
    proxyport INTEGER NOT NULL,
    suspecttimes TEXT,
    starttime TIMESTAMPTZ NOT NULL,
    iamalivetime TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
) WITH (fillfactor = 50);

-- State of grains: of the plant grain, the number of shards and the names of the feeds. No payload: the state was cleared.
CREATE TABLE IF NOT EXISTS grain_state (
    service TEXT NOT NULL,
    grain_type TEXT NOT NULL,
    key_high BIGINT NOT NULL,
    key_low BIGINT NOT NULL,
    key_text TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    payload BYTEA,
    PRIMARY KEY (service, grain_type, key_high, key_low, key_text)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('InsertMembershipVersionKey', $$
    WITH made AS (
        INSERT INTO cluster_version VALUES (@DeploymentId, 0, now()) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM made)
$$),

-- The row of the version is locked first: of two changes made from the same version, the second finds another one and does nothing.
('InsertMembershipKey', $$
    WITH turn AS (
        UPDATE cluster_version SET version = version + 1, at = now()
        WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM silo
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster),
    joined AS (
        INSERT INTO silo (
            cluster, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM turn
        RETURNING 1)
    SELECT EXISTS (SELECT FROM joined)
$$),

('UpdateMembershipKey', $$
    WITH turn AS (
        UPDATE cluster_version SET version = version + 1, at = now()
        WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
            SELECT FROM silo
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster),
    changed AS (
        UPDATE silo SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        FROM turn
        WHERE silo.cluster = turn.cluster AND address = @Address AND port = @Port AND generation = @Generation
        RETURNING 1)
    SELECT EXISTS (SELECT FROM changed)
$$),

('UpdateIAmAlivetimeKey', $$
    UPDATE silo SET iamalivetime = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),

-- A cluster without that silo, or without any, still has its version: the silo's columns are null then.
('MembershipReadRowKey', $$
    SELECT address, port, generation, siloname, hostname, status, proxyport, suspecttimes, starttime, iamalivetime,
        cluster_version.version
    FROM cluster_version LEFT JOIN silo
        ON silo.cluster = cluster_version.cluster AND address = @Address AND port = @Port AND generation = @Generation
    WHERE cluster_version.cluster = @DeploymentId
$$),

('MembershipReadAllKey', $$
    SELECT address, port, generation, siloname, hostname, status, proxyport, suspecttimes, starttime, iamalivetime,
        cluster_version.version
    FROM cluster_version LEFT JOIN silo ON silo.cluster = cluster_version.cluster
    WHERE cluster_version.cluster = @DeploymentId
$$),

('GatewaysQueryKey', $$
    SELECT address, proxyport, generation FROM silo
    WHERE cluster = @DeploymentId AND status = @Status AND proxyport > 0
$$),

('DeleteMembershipTableEntriesKey', $$
    WITH gone AS (DELETE FROM silo WHERE cluster = @DeploymentId)
    DELETE FROM cluster_version WHERE cluster = @DeploymentId
$$),

-- 6: dead.
('CleanupDefunctSiloEntriesKey', $$
    DELETE FROM silo WHERE cluster = @DeploymentId AND status = 6 AND iamalivetime < @IAmAliveTime
$$),

('ReadFromStorageKey', $$
    SELECT payload AS PayloadBinary, version AS Version FROM grain_state
    WHERE service = @ServiceId AND grain_type = @GrainTypeString
        AND key_high = @GrainIdN1 AND key_low = @GrainIdN0 AND key_text = coalesce(@GrainIdExtensionString, '')
$$),

-- Without a version the state must be new; with one, it must be there in that version. No row in the answer tells a conflict.
('WriteToStorageKey', $$
    WITH made AS (
        INSERT INTO grain_state
        SELECT @ServiceId, @GrainTypeString, @GrainIdN1, @GrainIdN0, coalesce(@GrainIdExtensionString, ''), 1, now(), @PayloadBinary
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version),
    changed AS (
        UPDATE grain_state SET version = version + 1, at = now(), payload = @PayloadBinary
        WHERE service = @ServiceId AND grain_type = @GrainTypeString
            AND key_high = @GrainIdN1 AND key_low = @GrainIdN0 AND key_text = coalesce(@GrainIdExtensionString, '')
            AND version = @GrainStateVersion
        RETURNING version)
    SELECT version AS NewGrainStateVersion FROM made UNION ALL SELECT version FROM changed
$$),

('ClearStorageKey', $$
    UPDATE grain_state SET version = version + 1, at = now(), payload = NULL
    WHERE service = @ServiceId AND grain_type = @GrainTypeString
        AND key_high = @GrainIdN1 AND key_low = @GrainIdN0 AND key_text = coalesce(@GrainIdExtensionString, '')
        AND version = @GrainStateVersion
    RETURNING version
$$),

('DeleteStorageKey', $$
    DELETE FROM grain_state
    WHERE service = @ServiceId AND grain_type = @GrainTypeString
        AND key_high = @GrainIdN1 AND key_low = @GrainIdN0 AND key_text = coalesce(@GrainIdExtensionString, '')
        AND version = @GrainStateVersion
    RETURNING version + 1
$$)

ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;

INSERT INTO schema_version VALUES (1, now()) ON CONFLICT DO NOTHING;
