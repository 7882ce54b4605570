using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>What work has renewed, told by the desk and read from its store.</summary>
public sealed class RenewalBookTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private readonly RenewalBook _book = new();
    private LifeBench? _bench;

    private LifeBench Bench => _bench ?? throw new InvalidOperationException("Not open.");

    public async Task InitializeAsync() => _bench = await LifeBench.OpenAsync();

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    [Fact]
    public async Task What_was_done_before_is_read_and_what_is_done_then_is_told_once()
    {
        await Bench.RenewAsync(7, wasFault: true);
        Assert.Equal([Machine], await FollowAsync());
        Assert.Empty(await FollowAsync());

        Bench.Desk.Changed += _book.Tell;
        await Bench.RenewAsync(7, wasFault: false);
        Assert.Equal([Machine], await FollowAsync());
        Assert.Equal([true, false], _book.Of(Machine, "belt").OrderBy(each => each.DoneTicks).Select(each => each.IsFailure));
        Assert.Empty(_book.Of(Machine, "filter"));
    }

    [Fact]
    public async Task Of_two_steps_of_an_order_the_later_one_counts_in_whatever_order_they_are_told()
    {
        await Bench.RenewAsync(7, wasFault: true);
        var verified = (await Bench.Bench.Store.WorkOrders.ReadAsync(null, long.MaxValue, 1)).Select(WorkOrderJson.Read).Single();
        var begun = verified with { Steps = [.. verified.Steps.Take(3)], Finding = null };
        Assert.Equal(WorkOrderState.InProgress, begun.State);
        _book.Tell(verified);
        _book.Tell(begun);
        await FollowAsync();

        Assert.Single(_book.Of(Machine, "belt"));
    }

    private async Task<IReadOnlySet<string>> FollowAsync() =>
        await _book.FollowAsync(Bench.Bench.Store.WorkOrders, default);
}
