namespace OrleansTwin.Store;

/// <summary>
/// What has been learned of a machine's health, or of the wear that a sensor shows. <paramref name="State"/> is opaque to the
/// store.
/// </summary>
public readonly record struct HealthState(int TwinKey, ReadOnlyMemory<byte> State);

/// <summary>
/// What has been learned of machines' health and wear: beside the checkpoints, since it is learned beside the twins. What is lost
/// of it is learned again.
/// </summary>
public interface IHealthStates
{
    /// <summary>All that are whole; a damaged one is reported as damage and left out.</summary>
    ValueTask<IReadOnlyList<HealthState>> ReadAllAsync(CancellationToken cancellation = default);

    /// <summary>Of one twin; null: there is none, or it is damaged, which is reported.</summary>
    ValueTask<HealthState?> ReadAsync(int twinKey, CancellationToken cancellation = default);

    /// <summary>Replaces the states of some twins; an empty one is forgotten.</summary>
    ValueTask SaveAsync(IReadOnlyList<HealthState> states, CancellationToken cancellation = default);
}
