using OrleansTwin.Twins.Elements;
using OrleansTwin.Twins.Health.Rul;
using OrleansTwin.Twins.Learning;
using OrleansTwin.Twins.Model;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Runtime.Lives.Trained;

/// <summary>
/// A machine that a trained model follows: the cycles of the present life of its part, and what the model says.
/// </summary>
internal sealed class TrainedTrack(MachineAsset machine, LifeModelUse use, int key)
{
    private const byte Layout = 1;
    private const int ColumnsMax = 4096;

    /// <summary>Of one machine's lives; the oldest go.</summary>
    private const int VerdictsMax = 50;

    /// <summary>Sensors that evidence names, and by how many cycles they must shorten an estimate.</summary>
    private const int CausesTold = 3;
    private const int CyclesTold = 1;

    private readonly List<RulVerdict> _verdicts = [];
    private RulMonitor? _monitor;

    public MachineAsset Machine => machine;

    public LifeModelUse Use => use;

    public int Key => key;

    /// <summary>The model in force; null: none of its name is.</summary>
    public LoadedModel? Loaded { get; private set; }

    /// <summary>Indexes of the sensors that tell its columns, in their order; null: some are missing.</summary>
    public int[]? Sensors { get; private set; }

    public LifeCycles? Cycles { get; private set; }

    /// <summary>Beginning of the life that is followed; -1: none is.</summary>
    public long LifeFromTicks { get; private set; } = -1;

    /// <summary>After the last cycle; null: there is none yet.</summary>
    public RulEstimate? Estimate { get; private set; }

    /// <summary>There are cycles that are not taken in yet: an estimate would be of the past.</summary>
    public bool IsBehind { get; set; } = true;

    /// <summary>The newest overhaul that signals tell of; 0: they tell of none.</summary>
    public int OverhauledAtCycle => _monitor?.OverhauledAtCycle ?? 0;

    /// <summary>What was said of lives that ended since, the oldest first, by whatever model.</summary>
    public IReadOnlyList<RulVerdict> Verdicts => _verdicts;

    /// <summary>Bytes that were saved before, until a model says how they are to be read.</summary>
    public ReadOnlyMemory<byte> Kept { get; set; }

    /// <summary>
    /// Another version of the model, or the first; what was gathered of the life stays where it has the same columns.
    /// </summary>
    /// <returns>Why what was saved before can't be read; empty: it could.</returns>
    public string Follow(LoadedModel? loaded, StateWriter writer)
    {
        if (Cycles is not null)
            Kept = Save(writer);
        (Loaded, Sensors, Cycles, _monitor, Estimate, IsBehind) = (loaded, null, null, null, null, true);
        if (loaded?.Model is not { } model)
            return "";
        var sensors = ColumnsOf(model).Select(column => machine.IndexOf(use.SensorOf(column))).ToArray();
        if (sensors.Contains(-1))
            return "";
        (Sensors, Cycles, LifeFromTicks) = (sensors, NewCycles(sensors.Length), -1);
        var unreadable = Load(ColumnsOf(model));
        Kept = default;
        Estimated();
        return unreadable;
    }

    /// <summary>Columns that no sensor tells.</summary>
    public IEnumerable<string> Untold() => Loaded?.Model is { } model
        ? ColumnsOf(model).Where(column => machine.IndexOf(use.SensorOf(column)) < 0)
        : [];

    /// <summary>A life; the minute in which it begins is not of it.</summary>
    public void Begin(long lifeFromTicks)
    {
        LifeFromTicks = lifeFromTicks;
        Cycles!.Begin(Buckets.StartOf(lifeFromTicks + Buckets.WidthTicks - 1));
        (_monitor, Estimate) = (null, null);
    }

    /// <summary>Cycles have come in: the model sees those that it has not seen.</summary>
    public void Estimated()
    {
        if (Loaded?.Model is not { } model || Cycles is not { Rows.Count: > 0 } cycles)
            return;
        _monitor ??= new RulMonitor(model);
        for (var row = _monitor.Seen; row < cycles.Rows.Count; row++)
            _monitor.Push(cycles.Rows[row]);
        Estimate = _monitor.Estimate();
    }

    /// <summary>The life that is followed has ended by a failure: it is held against what was said of it.</summary>
    public void Judge(long toTicks)
    {
        if (Loaded is not { Model: { } model, Info: var info } || Cycles is not { } cycles || info.AtTicks > toTicks)
            return;
        if (RulVerdict.Of(model, info.Sha256, cycles.Rows, LifeFromTicks, toTicks) is { } verdict)
            _verdicts.Add(verdict);
        if (_verdicts.Count > VerdictsMax)
            _verdicts.RemoveAt(0);
    }

    /// <summary>Sensors that stand still, and count as missing.</summary>
    public string Still() => _monitor is null ? "" : StillSignal.Tell(_monitor.Still, "cycles");

    /// <summary>Which sensors shorten the estimate most, for a technician to check; empty: none does.</summary>
    public IEnumerable<string> Evidence()
    {
        var causes = (_monitor?.Explain().Sensors ?? []).Where(cause => cause.Cycles < -CyclesTold).Take(CausesTold)
            .Select(cause => FormattableString.Invariant($"{use.SensorOf(cause.Sensor)} by {-cause.Cycles:0} cycles")).ToList();
        if (causes.Count > 0)
            yield return $"Shortened most by {string.Join(", ", causes)}, against what is usual.";
    }

    public byte[] Save(StateWriter writer)
    {
        writer.Clear();
        writer.WriteVersion(Layout);
        writer.WriteTexts(Described(ColumnsOf(Loaded!.Model!)));
        writer.WriteInt64(use.CycleTicks);
        writer.WriteInt64(use.CycleParts);
        writer.WriteCount(_verdicts.Count);
        foreach (var verdict in _verdicts)
            verdict.Write(writer);
        writer.WriteInt64(LifeFromTicks);
        Cycles!.Save(writer);
        return writer.ToArray();
    }

    private string Load(IEnumerable<string> columns)
    {
        if (Kept.IsEmpty)
            return "";
        try
        {
            Load(new StateReader(Kept.Span), columns);
            return "";
        }
        catch (StateFormatException unreadable)
        {
            _verdicts.Clear();
            Cycles = NewCycles(Sensors!.Length);
            return unreadable.Message;
        }
    }

    /// <summary>Cycles of other columns or another length are gathered again; what was said of lives stays.</summary>
    private void Load(StateReader reader, IEnumerable<string> columns)
    {
        reader.ReadVersion(Layout);
        var isSame = reader.ReadTexts(ColumnsMax).SequenceEqual(Described(columns), StringComparer.Ordinal);
        isSame &= (reader.ReadInt64(), reader.ReadInt64()) == (use.CycleTicks, use.CycleParts);
        _verdicts.Clear();
        for (var left = reader.ReadCount(VerdictsMax); left > 0; left--)
            _verdicts.Add(RulVerdict.Read(ref reader));
        if (!isSame)
            return;
        var from = reader.ReadInt64();
        Cycles!.Load(ref reader);
        reader.ReadEnd();
        LifeFromTicks = from;
    }

    private LifeCycles NewCycles(int columns) => new(columns, use.CycleTicks > 0 ? use.CycleTicks : use.CycleParts);

    private string[] Described(IEnumerable<string> columns) => [.. columns.Select(column => $"{column}={use.SensorOf(column)}")];

    private static IEnumerable<string> ColumnsOf(RulModel model) => model.Layout.Settings.Concat(model.Layout.Sensors);
}
