namespace OrleansTwin.Sim.Tests.Faults;

/// <summary>What goes wrong in one simulated run, drawn from its seed, with the sizes that are drawn along with it.</summary>
internal sealed record Schedule(
    int Seed, TimeSpan Length, IReadOnlyList<Fault> Faults, int InFlightMax, int FirstPacketId, TimeSpan CheckpointPeriod)
{
    private static readonly TimeSpan FaultMax = TimeSpan.FromSeconds(90);

    /// <summary>
    /// A clock that stays a day ahead while a machine is quiet settles that machine a day ahead; what it says afterwards is
    /// folded again from there. That comes out right, and takes more time than a simulation has.
    /// </summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(25);

    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    /// <summary>How far ahead the process's clock goes at most.</summary>
    public TimeSpan ClockAheadMax => Faults.Where(fault => fault.Kind == FaultKind.ClockStep)
        .Select(fault => fault.ClockStep).Append(TimeSpan.Zero).Max();

    public static Schedule Draw(int seed)
    {
        var random = new Random(seed);
        var length = TimeSpan.FromSeconds(random.Next(240, 600));
        var faults = Enumerable.Range(0, random.Next(3, 10)).Select(_ => Draw(random, length)).OrderBy(fault => fault.At);
        return new Schedule(
            seed,
            length,
            [.. faults],
            InFlightMax: new[] { 10, 20, 100, 1000 }[random.Next(4)],
            FirstPacketId: random.Next(2) == 0 ? 1 : 65_536 - random.Next(1, 3000),
            CheckpointPeriod: TimeSpan.FromSeconds(new[] { 2, 10, 60, 1000 }[random.Next(4)]));
    }

    public override string ToString() =>
        $"seed {Seed}: {Length.TotalSeconds:0} s, {InFlightMax} in flight, first packet {FirstPacketId}, "
        + $"checkpoint every {CheckpointPeriod.TotalSeconds:0} s\n  "
        + string.Join("\n  ", Faults);

    private static Fault Draw(Random random, TimeSpan length)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var step = random.Next(4) > 0 ? TimeSpan.FromHours(-1) : TimeSpan.FromDays(1);
        var isAhead = kind == FaultKind.ClockStep && step > TimeSpan.Zero;
        return new Fault(
            kind,
            TimeSpan.FromSeconds(random.NextDouble() * length.TotalSeconds),
            TimeSpan.FromSeconds(Math.Exp(random.NextDouble() * Math.Log((isAhead ? AheadMax : FaultMax).TotalSeconds))),
            step,
            random.Next(1, 8),
            random.Next(2) == 0);
    }
}
