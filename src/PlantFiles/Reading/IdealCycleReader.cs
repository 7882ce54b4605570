using OrleansTwin.PlantFiles.Yaml;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>
/// Ideal cycle times per piece (PRI): one for all products (<c>idealCycle: 12s</c>) or by product, with <c>*</c> for the
/// others. A rate (<c>300/h</c>, <c>5/min</c>) says the same.
/// </summary>
internal static class IdealCycleReader
{
    public const string AnyProduct = "*";

    private const string Expected = "a time per piece such as 12s, longer than nothing, or a rate such as 300/h";

    public static Dictionary<string, long> Read(MapReader machine, PlantContext context)
    {
        var cycles = new Dictionary<string, long>(StringComparer.Ordinal);
        if (machine.Node("idealCycle") is not { } node)
            return cycles;
        var place = machine.Place.At("idealCycle");
        if (node is not MapNode map)
        {
            Add(cycles, AnyProduct, node, place, context);
            return cycles;
        }
        foreach (var (product, cycle) in map.Entries)
        {
            if (product.Text != AnyProduct)
                References.Check(product, place, context.Findings, context.Products, "product");
            Add(cycles, product.Text, cycle, place.At(product.Text), context);
        }
        return cycles;
    }

    private static void Add(Dictionary<string, long> cycles, string product, Node node, Place place, PlantContext context)
    {
        if (node is TextNode text && TryCycle(text.Text, out var ticks) && ticks > 0)
            cycles[product] = ticks;
        else
            context.Findings.Error(node, place, node.Found, Expected, Scalars.DurationHint(node));
    }

    private static bool TryCycle(string text, out long ticks)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return Durations.TryRead(text, out ticks);
        ticks = 0;
        if (!Scalars.TryNumber(text[..slash], out var pieces) || pieces <= 0
            || !Durations.TryRead("1" + text[(slash + 1)..], out var per))
            return false;
        var cycle = Math.Round(per / pieces);
        ticks = cycle < Durations.LongestTicks ? (long)cycle : 0;
        return true;
    }
}
