using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Store;

/// <summary>
/// A change of one of a machine's alarms, kept for ever or until there are too many. <paramref name="Number"/> counts the
/// machine's, so that one that is written twice is there once.
/// </summary>
/// <param name="MachineKey">The machine.</param>
/// <param name="Number">Counts the machine's changes.</param>
/// <param name="Place">Which of its alarms.</param>
/// <param name="Priority">1 is the highest.</param>
/// <param name="Change">What happened.</param>
public readonly record struct AlarmRow(int MachineKey, long Number, AlarmPlace Place, int Priority, AlarmChange Change);
