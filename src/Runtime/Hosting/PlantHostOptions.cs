using OrleansTwin.Runtime.Engine;
using OrleansTwin.Runtime.Health;
using OrleansTwin.Runtime.Webhooks;

namespace OrleansTwin.Runtime.Hosting;

/// <summary>How an Edge process runs its plant.</summary>
internal sealed record PlantHostOptions
{
    /// <summary>How often the twins' states are saved and the journal truncated: a restart replays at most this much.</summary>
    public TimeSpan CheckpointPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What is kept free on the data directory's disk: with less, nothing is taken in and sources wait. 0: until it is full.
    /// </summary>
    public long DiskFreeBytesMin { get; init; } = 256L << 20;

    /// <summary>What is done about a partition that a defect has stopped.</summary>
    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>
    /// Whether the process's clock settles machines that have gone quiet; not for recorded data, whose time is its own.
    /// </summary>
    public bool HasClock { get; init; } = true;

    /// <summary>How machines' health is watched.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>Who is told of what happens.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    /// <exception cref="FormatException">An option can't be used; says which, what was found and what was expected.</exception>
    public PlantHostOptions Validate()
    {
        Demand(nameof(CheckpointPeriod), CheckpointPeriod, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Demand(nameof(DiskFreeBytesMin), DiskFreeBytesMin, 0, 1L << 50);
        Demand($"{nameof(Recovery)}:{nameof(Recovery.AttemptsMax)}", Recovery.AttemptsMax, 0, 10);
        Demand(
            $"{nameof(Recovery)}:{nameof(Recovery.WaitMin)}", Recovery.WaitMin,
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Health.Validate("Edge:Health");
        WebhookOptions.Validate(Webhooks);
        return this;
    }

    private static void Demand<T>(string key, T found, T min, T max)
        where T : IComparable<T>
    {
        if (found.CompareTo(min) < 0 || found.CompareTo(max) > 0)
            throw new FormatException($"Edge:{key} is {found}. Expected: {min} to {max}. Correct it or leave it out.");
    }
}
