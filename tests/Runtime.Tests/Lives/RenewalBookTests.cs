using OrleansTwin.Runtime.Lives;
using OrleansTwin.Runtime.Maintenance;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Store;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Runtime.Tests.Lives;

/// <summary>What work has renewed, told by the desk and read from its store.</summary>
public sealed class RenewalBookTests : IAsyncLifetime
{
    private const string Machine = SmallPlant.Alone;

    private readonly RenewalBook _book = new(renewalsMax: 3);
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
        var lives = _book.LivesOf(Machine, "belt");
        Assert.Equal([true, false, false], lives.Select(life => life.IsFailure));
        Assert.Equal([false, false, true], lives.Select(life => life.IsRunning));
        Assert.True(Assert.Single(_book.LivesOf(Machine, "filter")).IsRunning);
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

        Assert.Equal(2, _book.LivesOf(Machine, "belt").Count);
    }

    [Fact]
    public async Task No_more_than_a_page_is_read_at_a_time_and_a_read_that_was_ended_goes_on_behind_its_last_page()
    {
        using var end = new CancellationTokenSource();
        var store = new PagedOrders(2100);
        store.Read += () =>
        {
            if (store.Pages.Count == 2)
                end.Cancel();
        };
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _book.FollowAsync(store, end.Token));
        Assert.Equal(["m-0", "m-1", "m-2"], (await _book.FollowAsync(store, default)).Order());

        Assert.All(store.Pages, page => Assert.InRange(page.Limit, 1, RenewalBook.OrdersPerRead));
        Assert.Equal(2100, store.Pages.Sum(page => page.Rows));
        Assert.Equal(store.Pages.Count, store.Pages.Select(page => page.ToTicks).Distinct().Count());
    }

    [Fact]
    public async Task Of_closed_orders_only_the_newest_that_renewed_a_part_are_kept_and_no_life_begins_before_them()
    {
        var store = new PagedOrders(2100);
        await _book.FollowAsync(store, default);

        // Three renewals of each of three machines; every second order was rejected.
        Assert.Equal(9, _book.Orders);
        var lives = _book.LivesOf("m-0", "belt");
        Assert.Equal(3, lives.Count);
        Assert.All(lives, life => Assert.True(life.IsWhole));
        Assert.Equal([false, false, true], lives.Select(life => life.IsRunning));
        Assert.True(lives[0].FromTicks > PagedOrders.TicksOf(2080));
    }

    /// <summary>Orders of three machines, each a minute behind the one before; every second was rejected.</summary>
    private sealed class PagedOrders(int count) : IWorkOrders
    {
        private static readonly WorkOrderState[] Done =
            [WorkOrderState.Draft, WorkOrderState.InProgress, WorkOrderState.Done, WorkOrderState.Verified];

        /// <summary>A page was read.</summary>
        public event Action? Read;

        public List<(long ToTicks, int Limit, int Rows)> Pages { get; } = [];

        public static long TicksOf(int place) => SmallPlant.At(8) + (place * TimeSpan.TicksPerMinute);

        public ValueTask<IReadOnlyList<WorkOrderRow>> ReadAsync(
            bool? isOpen, long toTicks, int limit, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Enumerable.Range(0, count).Reverse().Where(place => TicksOf(place) < toTicks).Take(limit)
                .Select(Row).ToList();
            Pages.Add((toTicks, limit, rows.Count));
            Read?.Invoke();
            return ValueTask.FromResult<IReadOnlyList<WorkOrderRow>>(rows);
        }

        public ValueTask<bool> TryAddAsync(
            WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public ValueTask<bool> TryChangeAsync(
            WorkOrderRow order, OutboxEvent? told, WorkOrderAudit audit, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public ValueTask<WorkOrderRow?> FindAsync(string id, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        private static WorkOrderRow Row(int place)
        {
            var at = TicksOf(place);
            WorkStep Step(WorkOrderState state) => new(at, state, "eva", "");
            var order = new WorkOrder
            {
                Id = $"wo-{place}", MachineId = $"m-{place % 3}", Cause = WorkOrderCause.Request, Evidence = [],
                Scope = new WorkScope("belt", "Change belt", 0, [], [], 0), Finding = new WorkFinding(false, "", ""),
                Steps = place % 2 == 0
                    ? [.. Done.Select(Step)] : [Step(WorkOrderState.Draft), Step(WorkOrderState.Rejected)],
            };
            return new WorkOrderRow(order.Id, 1, 0, 1, false, at, WorkOrderJson.Write(order));
        }
    }

    private async Task<IReadOnlySet<string>> FollowAsync() =>
        await _book.FollowAsync(Bench.Bench.Store.WorkOrders, default);
}
