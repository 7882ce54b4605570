using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Alarms;

/// <summary>
/// One alarm as a fold of what its source senses, of what operators do and of time (ISA-18.2, alarm state transitions). What lies
/// above the condition covers it: out of service before shelved before suppressed by design. Beneath, the condition goes on
/// being followed; when the cover is lifted from one that holds, the alarm is raised anew and owes an acknowledgement. Where its
/// machine leaves a state in which it says nothing, the condition has to hold for its delay anew: values need time to come up.
/// Its changes are kept until the host takes them.
/// </summary>
public sealed class Alarm
{
    private const byte Layout = 1;

    private readonly List<AlarmChange> _changes = [];
    private bool _isSensed;
    private long _sensedTicks;
    private byte _level;
    private double _value;
    private bool _isRaised;
    private bool _isLatched;
    private bool _owesAcknowledgement;
    private bool _isSuppressed;
    private bool _isOutOfService;

    public Alarm(AlarmRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Rule = rule;
    }

    /// <summary>A changed one holds from the next input on.</summary>
    public AlarmRule Rule { get; set; }

    public AlarmState State { get; private set; }

    /// <summary>What its source says of the condition that raised it.</summary>
    public byte Level { get; private set; }

    /// <summary>The value that raised it, in its source's unit.</summary>
    public double Value { get; private set; }

    /// <summary>When the condition raised it last; 0: never.</summary>
    public long RaisedTicks { get; private set; }

    /// <summary>When it returned from that; null: it has not.</summary>
    public long? ReturnedTicks { get; private set; }

    /// <summary>Who acknowledged it last, and what they said; empty: nobody.</summary>
    public string AcknowledgedBy { get; private set; } = "";

    public string AcknowledgeComment { get; private set; } = "";

    /// <summary>Who covered it, and why; empty: nobody.</summary>
    public string CoveredBy { get; private set; } = "";

    public string CoverReason { get; private set; } = "";

    /// <summary>When its shelf ends; 0: it is not shelved.</summary>
    public long ShelvedUntilTicks { get; private set; }

    /// <summary>Nothing to remember: it is as if it had never been.</summary>
    public bool IsForgettable => State == AlarmState.Normal && !_isSensed && !_isRaised && _changes.Count == 0;

    /// <summary>When time alone will change it next; null: never.</summary>
    public long? DueTicks
    {
        get
        {
            long? delayed = _isSensed == _isRaised ? null : _sensedTicks + (_isSensed ? Rule.OnDelayTicks : Rule.OffDelayTicks);
            if (ShelvedUntilTicks == 0)
                return delayed;
            return Math.Min(delayed ?? long.MaxValue, ShelvedUntilTicks);
        }
    }

    /// <summary>Its source has sensed the condition, or its end.</summary>
    /// <param name="isActive">The condition holds.</param>
    /// <param name="level">What the source says of it.</param>
    /// <param name="value">In the source's unit.</param>
    /// <param name="atTicks">By the source's clock.</param>
    /// <param name="isGraver">It has become graver while it held: an operator who has acknowledged it must know.</param>
    public void Sense(bool isActive, byte level, double value, long atTicks, bool isGraver = false)
    {
        Advance(atTicks);
        if (isActive != _isSensed)
            (_isSensed, _sensedTicks) = (isActive, atTicks);
        if (isActive)
            (_level, _value) = (level, value);
        if (isActive && _isRaised && isGraver)
            Raise(atTicks);
        Advance(atTicks);
    }

    /// <summary>Its machine has come to a state in which the alarm says nothing, or left it.</summary>
    public void Suppress(bool isSuppressed, long atTicks)
    {
        Advance(atTicks);
        if (isSuppressed == _isSuppressed)
            return;
        _isSuppressed = isSuppressed;
        if (!isSuppressed)
        {
            if (Rule.OnDelayTicks > 0)
                BeginAnew(atTicks);
            Uncover();
        }

        Come(atTicks);
    }

    /// <summary>Time has come to a moment: delays and shelves end. Time that runs backwards changes nothing.</summary>
    public void Advance(long nowTicks)
    {
        while (DueTicks is { } due && due <= nowTicks)
        {
            if (due == ShelvedUntilTicks)
                EndShelf(due, "", "The shelf's time is over.");
            else if (_isSensed)
                Raise(due);
            else
                Return(due);
        }
    }

    /// <summary>An operator acts.</summary>
    /// <exception cref="AlarmRefusedException">Its state does not allow that.</exception>
    public void Apply(AlarmAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Advance(action.AtTicks);
        switch (action.Verb)
        {
            case AlarmVerb.Acknowledge:
                Acknowledge(action);
                break;
            case AlarmVerb.Reset:
                Reset(action);
                break;
            case AlarmVerb.Shelve:
                Shelve(action);
                break;
            case AlarmVerb.Unshelve:
                Demand(State == AlarmState.Shelved, action, "only a shelved one is taken from the shelf.");
                EndShelf(action.AtTicks, action.User, action.Comment);
                break;
            case AlarmVerb.TakeOutOfService:
                Demand(!_isOutOfService, action, "it is already out of service.");
                Cover(action);
                _isOutOfService = true;
                Come(action.AtTicks, action.User, action.Comment);
                break;
            case AlarmVerb.ReturnToService:
                Demand(_isOutOfService, action, "only one that is out of service is returned to it.");
                _isOutOfService = false;
                Uncover();
                Come(action.AtTicks, action.User, action.Comment);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action.Verb, "An action of an alarm.");
        }
    }

    /// <summary>Adds the changes since the last time.</summary>
    public void TakeChanges(List<AlarmChange> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.AddRange(_changes);
        _changes.Clear();
    }

    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteVersion(Layout);
        writer.WriteByte((byte)State);
        writer.WriteByte(Flags);
        writer.WriteInt64(_sensedTicks);
        writer.WriteByte(_level);
        writer.WriteDouble(_value);
        writer.WriteByte(Level);
        writer.WriteDouble(Value);
        writer.WriteInt64(RaisedTicks);
        writer.WriteBool(ReturnedTicks is not null);
        writer.WriteInt64(ReturnedTicks ?? 0);
        writer.WriteString(AcknowledgedBy);
        writer.WriteString(AcknowledgeComment);
        writer.WriteString(CoveredBy);
        writer.WriteString(CoverReason);
        writer.WriteInt64(ShelvedUntilTicks);
    }

    /// <exception cref="StateFormatException">The bytes are damaged or of a newer version.</exception>
    public void Load(ref StateReader reader)
    {
        reader.ReadVersion(Layout);
        State = (AlarmState)reader.ReadByte((byte)AlarmState.OutOfService);
        Flags = reader.ReadByte(0b11_1111);
        _sensedTicks = reader.ReadInt64();
        _level = reader.ReadByte(byte.MaxValue);
        _value = reader.ReadDouble();
        Level = reader.ReadByte(byte.MaxValue);
        Value = reader.ReadDouble();
        RaisedTicks = reader.ReadInt64();
        var hasReturned = reader.ReadBool();
        var returnedTicks = reader.ReadInt64();
        ReturnedTicks = hasReturned ? returnedTicks : null;
        AcknowledgedBy = reader.ReadText();
        AcknowledgeComment = reader.ReadText();
        CoveredBy = reader.ReadText();
        CoverReason = reader.ReadText();
        ShelvedUntilTicks = reader.ReadInt64();
    }

    private bool IsCovered => _isOutOfService || ShelvedUntilTicks != 0 || _isSuppressed;

    private byte Flags
    {
        get => (byte)((_isSensed ? 1 : 0) | (_isRaised ? 2 : 0) | (_isLatched ? 4 : 0) | (_owesAcknowledgement ? 8 : 0)
            | (_isSuppressed ? 16 : 0) | (_isOutOfService ? 32 : 0));
        set
        {
            (_isSensed, _isRaised, _isLatched) = ((value & 1) != 0, (value & 2) != 0, (value & 4) != 0);
            (_owesAcknowledgement, _isSuppressed, _isOutOfService) =
                ((value & 8) != 0, (value & 16) != 0, (value & 32) != 0);
        }
    }

    private AlarmState StateNow =>
        _isOutOfService ? AlarmState.OutOfService
        : ShelvedUntilTicks != 0 ? AlarmState.Shelved
        : _isSuppressed ? AlarmState.SuppressedByDesign
        : _isRaised ? (_owesAcknowledgement ? AlarmState.UnacknowledgedActive : AlarmState.AcknowledgedActive)
        : _isLatched ? (_owesAcknowledgement ? AlarmState.LatchedUnacknowledged : AlarmState.LatchedAcknowledged)
        : _owesAcknowledgement ? AlarmState.ReturnedUnacknowledged
        : AlarmState.Normal;

    private void Demand(bool isAllowed, AlarmAction action, string expected)
    {
        if (!isAllowed)
            throw new AlarmRefusedException(action.Verb, State, expected);
    }

    private void Raise(long atTicks)
    {
        _isRaised = true;
        (Level, Value, RaisedTicks, ReturnedTicks) = (_level, _value, atTicks, null);
        (AcknowledgedBy, AcknowledgeComment) = ("", "");
        _owesAcknowledgement = !IsCovered;
        _isLatched = Rule.IsLatching && !IsCovered;
        Come(atTicks, isRaisedAnew: true);
    }

    private void Return(long atTicks)
    {
        (_isRaised, ReturnedTicks) = (false, atTicks);
        Come(atTicks);
    }

    private void BeginAnew(long atTicks)
    {
        _sensedTicks = atTicks;
        if (_isRaised)
            (_isRaised, ReturnedTicks) = (false, atTicks);
    }

    private void Acknowledge(AlarmAction action)
    {
        Demand(
            State is AlarmState.UnacknowledgedActive or AlarmState.ReturnedUnacknowledged or AlarmState.LatchedUnacknowledged,
            action,
            "only one that nobody has acknowledged can be.");
        (AcknowledgedBy, AcknowledgeComment, _owesAcknowledgement) = (action.User, action.Comment, false);
        Come(action.AtTicks, action.User, action.Comment);
    }

    private void Reset(AlarmAction action)
    {
        Demand(
            State == AlarmState.LatchedAcknowledged,
            action,
            "only a latched one whose condition is over and which is acknowledged can be reset.");
        _isLatched = false;
        Come(action.AtTicks, action.User, action.Comment);
    }

    private void Shelve(AlarmAction action)
    {
        Demand(!_isOutOfService, action, "one that is out of service has nothing to shelve.");
        Demand(action.UntilTicks > action.AtTicks, action, "a shelf ends behind its beginning.");
        Cover(action);
        ShelvedUntilTicks = action.UntilTicks;
        Come(action.AtTicks, action.User, action.Comment, isToldAnyway: true);
    }

    private void EndShelf(long atTicks, string user, string comment)
    {
        ShelvedUntilTicks = 0;
        Uncover();
        Come(atTicks, user, comment);
    }

    private void Cover(AlarmAction action) => (CoveredBy, CoverReason) = (action.User, action.Comment);

    /// <summary>Where nothing covers it any more, a condition that holds is raised anew; one that is over owes nothing.</summary>
    private void Uncover()
    {
        if (_isOutOfService || ShelvedUntilTicks != 0)
            return;
        (CoveredBy, CoverReason) = ("", "");
        if (_isSuppressed)
            return;
        _owesAcknowledgement = _isRaised;
        _isLatched = _isRaised && Rule.IsLatching;
    }

    private void Come(
        long atTicks, string user = "", string comment = "", bool isRaisedAnew = false, bool isToldAnyway = false)
    {
        var (before, now) = (State, StateNow);
        var isAnew = isRaisedAnew && !IsCovered;
        if (before == now && !isAnew && !isToldAnyway)
            return;
        State = now;
        _changes.Add(new AlarmChange(atTicks, before, now, Level, Value, user, comment));
    }
}
