using OrleansTwin.Runtime.Answers;
using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Sim.Tests.Faults;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Sim.Tests.World;

/// <summary>
/// Publisher, broker, process and clock under a schedule of faults. Time goes in steps: what the plant says up to then goes to
/// the broker, faults begin and end, the clock moves, broker and process exchange what they have until nothing is under way.
/// </summary>
internal sealed class SimRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const long HealingTicks = 10 * TimeSpan.TicksPerMinute;

    private readonly Schedule _schedule;
    private readonly Random _random;
    private readonly VirtualBroker _broker;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Queue<Fault> _coming;
    private readonly List<Fault> _present = [];
    private Life? _life;
    private string _directory = Directory.CreateTempSubdirectory("sim-").FullName;
    private long _downUntilTicks;
    private long _now;

    public SimRun(Schedule schedule)
    {
        _schedule = schedule;
        _random = new Random(schedule.Seed);
        _coming = new Queue<Fault>(schedule.Faults);
        _broker = new VirtualBroker(schedule.InFlightMax, schedule.FirstPacketId);
        StartTicks = _now = SmallPlant.At(8) + (_random.Next(4 * 3600) * TimeSpan.TicksPerSecond);
        Publisher = new Publisher(Plant, StartTicks, schedule.Seed, _broker);
    }

    public Plant Plant { get; } = SimPlant.Create();

    public Publisher Publisher { get; }

    public long StartTicks { get; }

    /// <summary>Until where everything is settled in the end.</summary>
    private long SettledTicks => StartTicks + _schedule.Length.Ticks + (2 * HealingTicks);

    public Life Life => _life ?? throw new InvalidOperationException("The process is down.");

    public int Crashes { get; private set; }

    /// <summary>Plays the schedule, then heals everything and waits until the broker has nothing left.</summary>
    public async Task PlayAsync()
    {
        var end = StartTicks + _schedule.Length.Ticks;
        while (_now < end)
            await StepAsync(TimeSpan.FromMilliseconds(_random.Next(100, 3000)));
        _coming.Clear();
        Publisher.SendRest();
        for (var last = _now + HealingTicks; _broker.Held > 0 || _present.Count > 0;)
        {
            if (_now > last)
                throw new InvalidOperationException(
                    $"{_broker.Held} messages are still held long after everything has healed; "
                    + $"the pipeline says {_life?.Host.Ingest.Pipeline.Status}.");
            await HealAsync();
        }

        await SettleAsync();
    }

    /// <summary>
    /// The data ends: all machines are settled up to there, and the press, whose pulses are dated by receipt, beyond all
    /// that the process's clock has ever shown.
    /// </summary>
    public async Task SettleAsync(TwinEngine engine)
    {
        await engine.TickAsync(SettledTicks, CancellationToken.None);
        var line = engine.Runtime.Machines[SimPlant.Press].Line;
        await line.Mailbox.PostAsync(() => line.SettleAllAsync(SettledTicks + _schedule.ClockAheadMax.Ticks));
        await engine.Runtime.DrainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_life is not null)
        {
            await _life.Host.DisposeAsync();
            _directory = _life.Disk.Directory;
        }

        Directory.Delete(_directory, recursive: true);
        _changed.Dispose();
    }

    private async Task StepAsync(TimeSpan step)
    {
        _now += step.Ticks;
        Publisher.SendUntil(_now);
        await GoOnAsync();
    }

    private async Task HealAsync()
    {
        _now += TimeSpan.TicksPerSecond;
        await GoOnAsync();
    }

    private async Task SettleAsync()
    {
        for (var i = 0; i < 20; i++)
            await HealAsync();
        await SettleAsync(Life.Host.Engine);
        await Life.Host.Engine.CheckpointAsync(CancellationToken.None);
    }

    private async Task GoOnAsync()
    {
        Turn();
        await LiveAsync();
        if (_life is not { } life)
            return;
        life.Clock.AdvanceTo(_now);
        await QuietAsync(life);
        while (life.Disk.Left is null && !Is(FaultKind.Stall) && await life.Source.ExchangeAsync() > 0)
            await QuietAsync(life);
        if (life.Disk.Left is { } left)
            await DieAsync(life, left);
    }

    /// <summary>Starts the process when it is due. With a full disk it may refuse to: then it is tried again.</summary>
    private async Task LiveAsync()
    {
        if (_life is not null || _now < _downUntilTicks)
            return;
        try
        {
            _life = await Life.BeginAsync(
                Plant, _directory, _broker, _now, Wrong, _schedule.CheckpointPeriod, isDiskFull: Is(FaultKind.DiskFull), Tell);
        }
        catch (StoreUnavailableException) when (Is(FaultKind.DiskFull))
        {
            return;
        }

        if (Is(FaultKind.Cut) || Is(FaultKind.BrokerRestart))
            _life.Source.Cut();
    }

    private async Task DieAsync(Life life, string left)
    {
        _present.RemoveAll(fault => fault.Kind == FaultKind.Crash);
        Crashes++;
        _life = null;
        await life.BuryAsync();
        _directory = left;
    }

    /// <summary>Faults begin and end.</summary>
    private void Turn()
    {
        foreach (var over in _present.FindAll(
            fault => fault.Kind != FaultKind.Crash && StartTicks + fault.End.Ticks <= _now))
        {
            _present.Remove(over);
            End(over);
        }

        while (_coming.TryPeek(out var next) && StartTicks + next.At.Ticks <= _now)
            Begin(_coming.Dequeue());
    }

    private void Begin(Fault fault)
    {
        if (fault.Kind == FaultKind.Crash && _life is null)
            return;
        _present.Add(fault);
        switch (fault.Kind)
        {
            case FaultKind.Crash:
                _downUntilTicks = _now + fault.For.Ticks;
                _life?.Disk.DieAt(fault.Commits, fault.IsCommitted);
                break;
            case FaultKind.BrokerRestart:
                _life?.Source.Cut();
                _broker.Restart(countsAnew: fault.Commits % 2 == 0);
                break;
            case FaultKind.Cut:
                _life?.Source.Cut();
                break;
        }

        Apply();
    }

    private void End(Fault fault)
    {
        if (fault.Kind is FaultKind.Cut or FaultKind.BrokerRestart && !Is(FaultKind.Cut) && !Is(FaultKind.BrokerRestart))
            _life?.Source.Connect();
        Apply();
    }

    private void Apply()
    {
        if (_life is null)
            return;
        _life.Disk.IsFull = Is(FaultKind.DiskFull);
        _life.Clock.Wrong = Wrong;
    }

    private TimeSpan Wrong => _present.Find(fault => fault.Kind == FaultKind.ClockStep)?.ClockStep ?? TimeSpan.Zero;

    private bool Is(FaultKind kind) => _present.Exists(fault => fault.Kind == kind);

    private void Tell() => _changed.Release();

    private async Task QuietAsync(Life life)
    {
        while (!life.IsQuiet)
        {
            if (!await _changed.WaitAsync(Patience))
                throw new TimeoutException(
                    $"{life.Source.Outstanding} messages were neither committed nor paused within {Patience.TotalSeconds} s; "
                    + $"the pipeline says {life.Host.Ingest.Pipeline.Status}.");
        }
    }
}
