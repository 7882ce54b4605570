using OrleansTwin.Twins.Calendars;
using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// One machine as a station of the discrete-event model. It takes a piece, sets up if the product is another one, works
/// (interrupted by operation dependent stops, after which work goes on where it was), counts, and hands the piece on, blocked
/// while there is no place (blocking after service). When its plan ends, cycle and setup pause and go on at the next planned
/// time; a stop that the plan's end cuts is over by then.
/// </summary>
internal sealed partial class Station
{
    private readonly StationProfile _profile;
    private readonly ScheduleCursor _schedule;
    private readonly EventCalendar _events;
    private readonly ChangeLog _log;

    private StationPhase _phase = StationPhase.Waiting;
    private TimeClass _stopClass;
    private PlanKind _plan;
    private long _planEndTicks;

    // End of the phase while planned; what is left of it otherwise. Processing keeps its own account, because stops interrupt it.
    private long _dueTicks = long.MaxValue;
    private long _leftTicks;
    private long _workLeftTicks;
    private long _runStartTicks;
    private long _completedTicks = long.MinValue;

    private Job? _piece;
    private int _startUpScrapLeft;
    private bool _isStartingUp;

    public Station(int index, MachineAsset asset, ShiftCalendar? calendar, int seed, EventCalendar events, ChangeLog log)
    {
        Index = index;
        Asset = asset;
        _schedule = new ScheduleCursor(calendar);
        _events = events;
        _log = log;
        _profile = new StationProfile(asset, seed);
    }

    public int Index { get; }

    public MachineAsset Asset { get; }

    public List<FlowBuffer> Inputs { get; } = [];

    public List<FlowBuffer> Outputs { get; } = [];

    /// <summary>Where pieces come from at a station that no other feeds; null at the others.</summary>
    public OrderFeed? Feed { get; set; }

    /// <summary>The job the station is set up for.</summary>
    public Job Context { get; private set; } = new(0, null, null);

    /// <summary>The state as last published.</summary>
    public TimeClass Class { get; private set; }

    public bool IsTouched { get; set; }

    public bool HoldsPiece => _phase is not (StationPhase.Waiting or StationPhase.Running);

    public Job? BlockedPiece => _phase == StationPhase.Blocked ? _piece : null;

    private bool IsReady => _phase == StationPhase.Waiting && _plan == PlanKind.Busy;

    public long? IdealCycleTicks(string? product) => _profile.IdealCycleTicks(product);

    /// <summary>Called once for each station, before <see cref="Begin"/> of any.</summary>
    public void SetUp(Job context, bool makesPieces, long now)
    {
        Context = context;
        _phase = makesPieces ? StationPhase.Waiting : StationPhase.Running;
        ReadPlan(now);
    }

    public void Begin(long now)
    {
        if (_phase == StationPhase.Waiting)
            Pull(now);
        SetDue(_dueTicks);
    }

    /// <summary>Handles the station's events that are due. Work that ends as the plan ends has still ended.</summary>
    public void Fire(long now)
    {
        if (_dueTicks <= now)
            EndPhase(now);
        if (_planEndTicks <= now)
            ChangePlan(now);
    }

    /// <summary>Makes the state visible; false if it is what it was.</summary>
    public bool PublishClass()
    {
        var present = PresentClass();
        if (present == Class)
            return false;
        Class = present;
        return true;
    }

    private TimeClass PresentClass() =>
        _plan switch
        {
            PlanKind.Off => TimeClass.Off,
            PlanKind.PlannedStop => TimeClass.PlannedStop,
            _ => _phase switch
            {
                StationPhase.Waiting => TimeClass.Starved,
                StationPhase.Blocked => TimeClass.Blocked,
                StationPhase.SettingUp => TimeClass.Setup,
                StationPhase.Stopped => _stopClass,
                _ => TimeClass.Producing,
            },
        };

    private void EndPhase(long now)
    {
        switch (_phase)
        {
            case StationPhase.Changing:
                ChangeContext(now);
                break;
            case StationPhase.SettingUp:
                StartCycle(now);
                break;
            case StationPhase.Stopped:
                Work(now);
                break;
            default:
                EndWork(now);
                break;
        }
    }

    private void SetDue(long ticks)
    {
        _dueTicks = ticks;
        _events.Set(Index, Math.Min(ticks, _planEndTicks));
        _log.Touch(this);
    }
}
