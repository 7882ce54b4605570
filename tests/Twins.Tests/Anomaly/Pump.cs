using OrleansTwin.Twins.Anomaly;
using OrleansTwin.Twins.Learning;

namespace OrleansTwin.Twins.Tests.Anomaly;

/// <summary>
/// A pump whose speed moves by itself (autoregressive), with a flow and a current that follow the speed, a temperature that
/// wanders as a random walk, a vibration on its own, and a rated voltage that never moves.
/// </summary>
internal static class Pump
{
    public const int Speed = 0;
    public const int Flow = 1;
    public const int Current = 2;
    public const int Temperature = 3;
    public const int Vibration = 4;
    public const int Rated = 5;

    public static readonly string[] Signals = ["speed", "flow", "current", "temperature", "vibration", "rated"];

    public static SignalTable Of(
        int rows, int seed, Func<int, double[], double[]>? change = null, double temperatureHeld = 1)
    {
        var random = new Random(seed);
        double Noise() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var (speed, temperature, list) = (0.0, 60.0, new List<double[]>());
        for (var row = 0; row < rows; row++)
        {
            speed = (0.8 * speed) + (0.6 * Noise());
            temperature = 60 + (temperatureHeld * (temperature - 60)) + (0.05 * Noise());
            double[] values =
            [
                1500 + (20 * speed), 32 + (2 * speed) + (0.3 * Noise()), 5 + (0.5 * speed) + (0.1 * Noise()), temperature,
                0.2 + (0.01 * Noise()), 230,
            ];
            list.Add(change?.Invoke(row, values) ?? values);
        }

        return new SignalTable(Signals, list);
    }

    /// <summary>From a row on, a signal lies otherwise.</summary>
    public static Func<int, double[], double[]> From(int first, int signal, Func<double, double> change) => (row, values) =>
    {
        if (row >= first)
            values[signal] = change(values[signal]);
        return values;
    };

    public static AnomalyModel Model(AnomalyMethod? method = null, int rows = 1000, SignalTable? limits = null) =>
        Model(Of(rows, seed: 1), limits, method);

    public static AnomalyModel Model(SignalTable healthy, SignalTable? limits, AnomalyMethod? method) => AnomalyTrainer.Train(
        healthy, limits, new AnomalyOptions { Method = method }, new ModelSource("a made pump", 638_000_000_000_000_000));

    public static List<AnomalyScore> Scores(AnomalyModel model, SignalTable table)
    {
        var detector = new AnomalyDetector(model);
        return [.. table.Rows.Select(row => detector.Score(row))];
    }

    /// <summary>The signal with the largest share of the score of the first alarm, and the row.</summary>
    public static (int Row, string Signal) FirstAlarm(AnomalyModel model, SignalTable table)
    {
        var detector = new AnomalyDetector(model);
        var shares = new double[model.Watched.Count];
        for (var row = 0; row < table.Rows.Count; row++)
        {
            if (!detector.Score(table.Rows[row]).IsAlarm)
                continue;
            detector.Explain(shares);
            return (row, model.Watched.NameOf(Array.IndexOf(shares, shares.Max())));
        }

        return (-1, "");
    }

    /// <summary>The signal with the largest sum of shares in all alarms.</summary>
    public static string CauseOfAlarms(AnomalyModel model, SignalTable table)
    {
        var detector = new AnomalyDetector(model);
        var (shares, sums) = (new double[model.Watched.Count], new double[model.Watched.Count]);
        foreach (var row in table.Rows)
        {
            if (!detector.Score(row).IsAlarm)
                continue;
            detector.Explain(shares);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += shares[i];
        }

        return model.Watched.NameOf(Array.IndexOf(sums, sums.Max()));
    }
}
