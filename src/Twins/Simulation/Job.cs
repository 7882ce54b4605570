using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>
/// A run of pieces of one product under one order number; jobs of one feed are numbered in the order they were
/// begun.
/// </summary>
internal sealed record Job(int Number, string? Product, string? Order);

/// <summary>
/// The orders of one flow of material, begun one after another, and from the start again when the list ends (with fresh order
/// numbers). All stations where material enters the flow draw from it, so an order's quantity is the number of pieces
/// started. Without orders it is one endless job of the default product.
/// </summary>
internal sealed class OrderFeed
{
    private readonly IReadOnlyList<SimulatedOrder> _orders;
    private readonly string _prefix;
    private int _left;

    public OrderFeed(string prefix, IReadOnlyList<SimulatedOrder> orders, string? defaultProduct)
    {
        _orders = [.. orders.Where(order => order.Quantity > 0)];
        _prefix = prefix;
        Current = _orders.Count == 0 ? new Job(0, defaultProduct, null) : JobOf(0);
        _left = _orders.Count == 0 ? int.MaxValue : _orders[0].Quantity;
    }

    /// <summary>The job that the next piece belongs to, unless that begins the next one.</summary>
    public Job Current { get; private set; }

    /// <summary>Every product that will come.</summary>
    public IEnumerable<string?> Products =>
        _orders.Count == 0 ? [Current.Product] : _orders.Select(order => (string?)order.ProductId).Distinct();

    /// <summary>The job of the next piece.</summary>
    public Job Next()
    {
        if (_orders.Count == 0)
            return Current;
        if (_left == 0)
        {
            Current = JobOf(Current.Number + 1);
            _left = _orders[Current.Number % _orders.Count].Quantity;
        }
        _left--;
        return Current;
    }

    private Job JobOf(int number) => new(number, _orders[number % _orders.Count].ProductId, $"{_prefix}-{number + 1:0000}");
}
