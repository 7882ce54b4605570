namespace OrleansTwin.Bench.Scale;

/// <summary>
/// From measured figures to 1,000 plants: the fleet is laid on shards and silos by the grid's own hash and seats, and each gets
/// its load. Written as the tables of docs/scale.md.
/// </summary>
internal sealed class ScalePlan(TextWriter output)
{
    private const int SilosMax = 249;
    private const int ShardsOfTotals = 1024;
    private const double SecondsPerYear = 365.25 * 86_400;

    private static readonly int[] ShardCounts = [64, 256, 1024, 4096];

    private readonly IReadOnlyList<FleetLine> _lines = Fleet.Draw(Chosen.Plants, Chosen.SensorsPerPlant, Chosen.Seed);

    private double Sensors => _lines.Sum(line => (double)line.Sensors);

    public void Write()
    {
        output.WriteLine(
            $"{Chosen.Plants:n0} plants, {_lines.Count:n0} lines, {Sensors:n0} sensors; largest line "
            + $"{_lines.Max(line => line.Sensors):n0}; seed {Chosen.Seed}\n");
        WriteShards();
        foreach (var rate in Measured.Rates)
            WriteSilos(rate);
        WriteTotals();
    }

    /// <summary>The fewest silos of which the worst has processor time left; at least two, so that one may be lost.</summary>
    public static Placement Fit(IReadOnlyList<FleetLine> lines, int shards, RateMeasured rate)
    {
        for (var silos = 2; silos <= SilosMax; silos++)
        {
            var placement = new Placement(lines, shards, silos);
            if (Cores(placement.WorstSilo, rate) <= Chosen.CpuShareMax * Chosen.Cores)
                return placement;
        }

        throw new InvalidOperationException($"{SilosMax} silos do not carry {shards} shards at {rate.Hz} Hz.");
    }

    private static double Cores(double sensors, RateMeasured rate) => sensors * rate.Hz * rate.ShardCpuUs / 1e6;

    private void WriteShards()
    {
        Row("shards", "mean shard, sensors", "worst shard", "worst / mean", "worst at 1 Hz, of what one takes", "at 10 Hz");
        Row("--:", "--:", "--:", "--:", "--:", "--:");
        foreach (var shards in ShardCounts)
        {
            var worst = new Placement(_lines, shards, silos: 1).SensorsOfShards.Max();
            var mean = Sensors / shards;
            Row(
                [$"{shards}", $"{mean:n0}", $"{worst:n0}", $"{worst / mean:n2}",
                    .. Measured.Rates.Select(rate => $"{worst * rate.Hz / rate.SamplesPerShard:p0}")]);
        }
    }

    private void WriteSilos(RateMeasured rate)
    {
        output.WriteLine();
        Row(
            $"shards, {rate.Hz} Hz", "silos", "mean silo, cores", "worst silo", "GB of its twins", "with every address awake",
            "MB/s in", "MB/s to PostgreSQL", "worst lost: shards moved", "worst survivor, cores");
        Row([.. Enumerable.Repeat("--:", 10)]);
        foreach (var shards in ShardCounts)
        {
            var placement = Fit(_lines, shards, rate);
            var worst = placement.SensorsOfSilos.MaxBy(silo => silo.Value);
            var after = placement.Without(worst.Key);
            var samples = (double)worst.Value * rate.Hz;
            Row(
                $"{shards}", $"{placement.SensorsOfSilos.Count}", $"{Cores(Sensors / placement.SensorsOfSilos.Count, rate):n1}",
                $"{Cores(worst.Value, rate):n1}", $"{worst.Value * Measured.BytesPerSensor / 1e9:n1}",
                $"{worst.Value * (Measured.BytesPerSensor + Measured.BytesPerAddress) / 1e9:n1}",
                $"{samples * Measured.CallBytesPerSample / 1e6:n0}",
                $"{samples * (rate.JournalWalBytes + rate.CheckpointWalBytes) / 1e6:n0}",
                $"{placement.MovedTo(after)}", $"{Cores(after.WorstSilo, rate):n1}");
        }
    }

    private void WriteTotals()
    {
        output.WriteLine();
        Row([$"of the grid, {ShardsOfTotals} shards", .. Measured.Rates.Select(rate => $"{rate.Hz} Hz")]);
        Row("---", "--:", "--:");
        Totals("samples a second, million", rate => Sensors * rate.Hz / 1e6);
        Totals("feeds", Feeds);
        Totals("samples a second from one feed to one shard", rate => Sensors * rate.Hz / Feeds(rate) / ShardsOfTotals);
        Totals("cores of ingests, behind decoding", rate => Sensors * rate.Hz * Measured.FeedCpuUs / 1e6);
        Totals("cores of PostgreSQL, shards' stores", rate => Sensors * rate.Hz * rate.ServerCpuUs / 1e6);
        Totals("write-ahead log, MB/s", rate => Wal(rate) / 1e6);
        Totals("connections of stores", Connections);
        Totals("history a year, TB", rate => HistoryPerYear(rate) / 1e12);
        Totals("KPIs a year, TB", _ => LedgerPerYear / 1e12);
        Totals($"TB after a year, samples kept {Chosen.HistoryKeepDays} days", rate => Disk(rate) / 1e12);
        Totals("servers by write-ahead log", rate => Math.Ceiling(Wal(rate) / Chosen.WalBytesPerServer));
        Totals("servers by connections", rate => Math.Ceiling(Connections(rate) / Chosen.ConnectionsPerServer));
        Totals("servers by processor time", rate =>
            Math.Ceiling(Sensors * rate.Hz * rate.ServerCpuUs / 1e6 / (Chosen.Cores * Chosen.CpuShareMax)));
        Totals("servers by disk", rate => Math.Ceiling(Disk(rate) / Chosen.DiskBytesPerServer));
    }

    private double LedgerPerYear => Sensors / Fleet.SensorsPerMachine * Measured.LedgerBytesPerMachineYear;

    private double Feeds(RateMeasured rate) =>
        Math.Ceiling(Sensors * rate.Hz / (Measured.SamplesPerFeed * Chosen.CpuShareMax));

    private double Wal(RateMeasured rate) => Sensors * rate.Hz * ((2 * rate.JournalWalBytes) + rate.CheckpointWalBytes);

    private double Connections(RateMeasured rate) => Chosen.ConnectionsPerStore * (ShardsOfTotals + Feeds(rate));

    private double HistoryPerYear(RateMeasured rate) =>
        Sensors * rate.Hz * SecondsPerYear * Measured.HistoryBytesPerSample;

    private double Disk(RateMeasured rate) =>
        (HistoryPerYear(rate) * Chosen.HistoryKeepDays * 86_400 / SecondsPerYear) + LedgerPerYear;

    private void Totals(string what, Func<RateMeasured, double> of) =>
        Row([what, .. Measured.Rates.Select(rate => of(rate) is var value && value < 10 ? $"{value:0.#}" : $"{value:n0}")]);

    private void Row(params string[] cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
