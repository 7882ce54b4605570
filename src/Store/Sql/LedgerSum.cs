using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Sql;

/// <summary>One question to the ledger, in one snapshot of the database.</summary>
internal sealed class LedgerSum(SqlDatabase database, ElementQuery query, DamageBook damage)
{
    private readonly List<WindowPart> _parts = LedgerWindow.Cut(query.FromTicks, query.ToTicks);

    public ElementVector Total(List<LedgerRow> pending)
    {
        if (query.Product is not null || query.Order is not null)
            return ByContext(pending).Total();
        var sum = default(ElementVector);
        foreach (var part in _parts)
        {
            if (part.Level == LedgerLevel.Minute || !RollupTable.TryAddTotals(database, query.TwinKey, part, ref sum, damage))
                LedgerTable.AddSlices(database, query.TwinKey, part, slice => sum.Add(slice.Elements), damage);
        }

        Exchange(pending, slice => sum.Subtract(slice.Elements), slice => sum.Add(slice.Elements));
        return sum;
    }

    public ContextSums ByContext(List<LedgerRow> pending)
    {
        var sums = new ContextSums();
        foreach (var part in _parts)
        {
            void Add(ElementSlice slice) => AddMatching(sums, slice);
            if (part.Level == LedgerLevel.Minute || !RollupTable.TryAddSlices(database, query.TwinKey, part, Add, damage))
                LedgerTable.AddSlices(database, query.TwinKey, part, Add, damage);
        }

        Exchange(pending, slice => sums.Subtract(slice), slice => sums.Add(slice));
        return sums;
    }

    private void AddMatching(ContextSums sums, in ElementSlice slice)
    {
        if (HasContext(slice.Key))
            sums.Add(slice);
    }

    private void Exchange(List<LedgerRow> pending, Action<ElementSlice> subtract, Action<ElementSlice> add)
    {
        var found = LedgerTable.FindAll(database, pending, damage);
        for (var i = 0; i < pending.Count; i++)
        {
            var (row, stored) = (pending[i], found[i].Row);
            if (stored?.Report.Version >= row.Report.Version)
                continue;
            foreach (var slice in stored?.Report.Slices ?? [])
                IfAsked(slice, subtract);
            foreach (var slice in row.Report.Slices)
                IfAsked(slice, add);
        }
    }

    private void IfAsked(in ElementSlice slice, Action<ElementSlice> then)
    {
        if (slice.Key.BucketTicks >= query.FromTicks && slice.Key.BucketTicks < query.ToTicks && HasContext(slice.Key))
            then(slice);
    }

    private bool HasContext(in SliceKey key) =>
        (query.Product is null || query.Product == key.Product) && (query.Order is null || query.Order == key.Order);
}
