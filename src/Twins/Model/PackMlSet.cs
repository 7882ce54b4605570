namespace OrleansTwin.Twins.Model;

/// <summary>A set of PackML states; the empty one is the default.</summary>
public readonly record struct PackMlSet
{
    private readonly uint _bits;

    private PackMlSet(uint bits) => _bits = bits;

    public static PackMlSet Of(IEnumerable<PackMlState> states) =>
        new(states.Aggregate(0u, (bits, state) => bits | (1u << (int)state)));

    public bool Contains(PackMlState state) => (_bits & (1u << (int)state)) != 0;
}
