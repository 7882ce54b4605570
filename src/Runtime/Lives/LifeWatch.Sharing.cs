using OrleansTwin.Runtime.Shards;

namespace OrleansTwin.Runtime.Lives;

/// <content>Lives of the same kinds in other shards of a grid.</content>
internal sealed partial class LifeWatch
{
    private LivesElsewhere? _elsewhere;

    /// <summary>Other shards are asked for their lives, from <see cref="Start"/> on.</summary>
    public void LearnFrom(IReadOnlyList<IShard> others) =>
        _elsewhere = others.Count > 0 ? new LivesElsewhere(others, _options.Life.SharePeriod, _options.Life.Period) : null;

    /// <summary>
    /// Asks those whose answer is missing or old, beside the looks: machines are looked at meanwhile, and others that ask are
    /// answered.
    /// </summary>
    public async Task ShareAsync(CancellationToken cancellation)
    {
        if (_elsewhere is not { } elsewhere)
            return;
        var kinds = await InTurnAsync(() => Task.FromResult(_runtime is null ? null : KindsOfMany()), cancellation);
        if (kinds is null || !await elsewhere.AskAsync(kinds, NowTicks, cancellation))
            return;
        await InTurnAsync(
            () =>
            {
                foreach (var fleet in _fleets.Values)
                    fleet.Forget();
                return Task.FromResult(true);
            },
            cancellation);
    }

    /// <summary>What this shard has of some kinds; those of which it has no parts are left out.</summary>
    public Task<IReadOnlyList<KindLives>> ListLivesAsync(
        IReadOnlyList<LifeKind> kinds, CancellationToken cancellation) => InTurnAsync<IReadOnlyList<KindLives>>(
        async () =>
        {
            await FollowAsync(cancellation);
            return
            [
                .. kinds.Take(KindLives.KindsMax).Select(kind => _fleets.GetValueOrDefault(kind)).OfType<LifeFleet>()
                    .Select(fleet => fleet.Tell()),
            ];
        },
        cancellation);

    /// <summary>A machine without a type and tasks is alone of its kind.</summary>
    private LifeKind[] KindsOfMany() => [.. _fleets.Keys.Where(kind => !_machines.ContainsKey(kind.Type))];
}
