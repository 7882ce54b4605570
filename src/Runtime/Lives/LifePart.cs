using OrleansTwin.Runtime.Engine;
using OrleansTwin.Twins.Maintenance.Degradation;
using OrleansTwin.Twins.Maintenance.Lives;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Lives;

/// <summary>What a maintenance task of a machine renews, with its present life and those that ended.</summary>
internal sealed class LifePart(MachineAsset machine, MaintenanceTask task, WearTrack[] tracks)
{
    public MachineAsset Machine => machine;

    /// <summary>Its id is empty where the machine's model has no task.</summary>
    public MaintenanceTask Task => task;

    /// <summary>Sensors that show its wear.</summary>
    public IReadOnlyList<WearTrack> Tracks => tracks;

    /// <summary>The trained model that follows it; null: none does.</summary>
    public Trained.TrainedTrack? Trained { get; set; }

    /// <summary>Parts like it.</summary>
    public LifeFleet? Fleet { get; set; }

    /// <summary>The oldest first; the last one runs.</summary>
    public IReadOnlyList<LifeSpan> Lives { get; set; } = [];

    /// <summary>How long those that ended have run, and when they ended.</summary>
    public IReadOnlyList<(long ToTicks, Lifetime Life)> Ended { get; set; } = [];

    /// <summary>How long the present one has run while it was seen; null: not counted yet.</summary>
    public double? AgeHours { get; set; }

    /// <summary>Beginning of the life that has drafted an order; -1: none since the process began.</summary>
    public long DraftedOf { get; set; } = -1;

    public LifeSpan Present => Lives[^1];

    /// <summary>What it is called in texts for people.</summary>
    public string Name => task.Id.Length > 0 ? $"'{task.Name}'" : "the machine";

    /// <summary>Of the lives that ended those that a sensor has followed, and when they ended.</summary>
    public IEnumerable<(long ToTicks, WornPath Path)> WornOf(WearTrack track) =>
        from life in Lives
        where !life.IsRunning
        join worn in track.Ended on life.FromTicks equals worn.FromTicks
        select (life.ToTicks, new WornPath(worn.Readings, life.IsWhole));

    /// <summary>Names the fleet: parts of machines of one type, else of one task, else the machine alone.</summary>
    public static LifeKind KindOf(MachineAsset machine, MaintenanceTask task) =>
        new(machine.Type ?? (task.Id.Length > 0 ? "" : machine.Id), task.Id);
}

/// <summary>A machine whose parts are followed.</summary>
internal sealed class LifeMachine(MachineAsset asset, int key, LinePartition line, MachineSlot slot, LifePart[] parts)
{
    public MachineAsset Asset => asset;

    public string Id => asset.Id;

    public int Key => key;

    public LinePartition Line => line;

    public MachineSlot Slot => slot;

    public IReadOnlyList<LifePart> Parts => parts;

    public bool IsCounted => parts.All(part => part.AgeHours is not null);

    /// <summary>When it was looked at last; 0: it is due.</summary>
    public long ReviewedTicks { get; set; }

    /// <summary>Its output over the last days, and when that was taken.</summary>
    public (long AtTicks, Maintenance.MachineOutput Output) Lately { get; set; }
}
