using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace OrleansTwin.Bench.History;

/// <summary>The same samples as anyone would store them: a row each in SQLite, or their doubles through a compressor.</summary>
internal static class PlainRows
{
    private static readonly string[] Parameters = ["$sensor", "$source", "$receive", "$value"];

    public static long Bytes(IReadOnlyList<Signal> signals) => Write(signals).Bytes;

    public static double WriteSeconds(IReadOnlyList<Signal> signals) => Write(signals).Seconds;

    /// <summary>Source times, receive times and values of each signal, as they are in memory, deflated.</summary>
    public static long DeflatedBytes(IReadOnlyList<Signal> signals)
    {
        using var into = new MemoryStream();
        foreach (var signal in signals)
        {
            using var deflate = new DeflateStream(into, CompressionLevel.Optimal, leaveOpen: true);
            deflate.Write(MemoryMarshal.AsBytes(signal.Samples.Select(sample => sample.SourceTicks).ToArray().AsSpan()));
            deflate.Write(MemoryMarshal.AsBytes(signal.Samples.Select(sample => sample.ReceiveTicks).ToArray().AsSpan()));
            deflate.Write(MemoryMarshal.AsBytes(signal.Samples.Select(sample => sample.Value).ToArray().AsSpan()));
        }

        return into.Length;
    }

    private static (long Bytes, double Seconds) Write(IReadOnlyList<Signal> signals)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-twin-bench-");
        var file = Path.Combine(directory.FullName, "rows.db");
        try
        {
            var started = Stopwatch.GetTimestamp();
            using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                connection.Open();
                Run(connection, "PRAGMA journal_mode = WAL");
                Run(connection, "CREATE TABLE sample (sensor INTEGER, source INTEGER, receive INTEGER, value REAL, "
                    + "PRIMARY KEY (sensor, source)) WITHOUT ROWID");
                Fill(connection, signals);
            }

            return (new FileInfo(file).Length, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Fill(SqliteConnection connection, IReadOnlyList<Signal> signals)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO sample VALUES ($sensor, $source, $receive, $value)";
        var parameters = Parameters.Select(name => insert.Parameters.Add(new SqliteParameter { ParameterName = name })).ToArray();
        for (var sensor = 0; sensor < signals.Count; sensor++)
        {
            foreach (var sample in signals[sensor].Samples)
            {
                (parameters[0].Value, parameters[1].Value) = (sensor, sample.SourceTicks);
                (parameters[2].Value, parameters[3].Value) = (sample.ReceiveTicks, sample.Value);
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
