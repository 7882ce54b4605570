namespace OrleansTwin.Grains.Interfaces;

/// <summary>One raise of an alarm; times in ticks, <see cref="ReturnedTicks"/> null: it still stands.</summary>
[GenerateSerializer, Immutable, Alias("OrleansTwin.AlarmRaise")]
public readonly record struct AlarmRaiseMessage(
    [property: Id(0)] string AlarmId,
    [property: Id(1)] int Priority,
    [property: Id(2)] long RaisedTicks,
    [property: Id(3)] long? ReturnedTicks);
