namespace OrleansTwin.Store;

/// <summary>What has been learned of a machine's health. <paramref name="State"/> is opaque to the store.</summary>
public readonly record struct HealthState(int MachineKey, ReadOnlyMemory<byte> State);

/// <summary>
/// What has been learned of machines' health: beside the checkpoints, since it is learned beside the twins. What is lost of it is
/// learned again.
/// </summary>
public interface IHealthStates
{
    /// <summary>All that are whole; a damaged one is reported as damage and left out.</summary>
    ValueTask<IReadOnlyList<HealthState>> ReadAllAsync(CancellationToken cancellation = default);

    /// <summary>Replaces the states of some machines; an empty one is forgotten.</summary>
    ValueTask SaveAsync(IReadOnlyList<HealthState> states, CancellationToken cancellation = default);
}
