using OrleansTwin.Store.Buffers;
using OrleansTwin.Store.Codecs;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Store.Sql;

/// <summary>One question to the ledger, in one snapshot of the database.</summary>
internal sealed class LedgerSum(SqlDatabase database, ElementQuery query, DamageBook damage)
{
    private readonly SliceSum _slices = new(query.Product, query.Order);
    private readonly bool _isOfAll = query.Product is null && query.Order is null;

    public ElementVector Total(List<LedgerRow> pending)
    {
        var sum = default(ElementVector);
        foreach (var part in LedgerWindow.Cut(query.FromTicks, query.ToTicks))
        {
            if (part.Level == LedgerLevel.Minute || !TryAddRollups(part, ref sum))
                LedgerTable.AddSlices(database, query.TwinKey, part, _slices, ref sum, damage);
        }

        Exchange(pending, ref sum);
        return sum;
    }

    private bool TryAddRollups(in WindowPart part, ref ElementVector sum) => _isOfAll
        ? RollupTable.TryAddTotals(database, query.TwinKey, part, ref sum, damage)
        : RollupTable.TryAddSlices(database, query.TwinKey, part, _slices, ref sum, damage);

    private void Exchange(List<LedgerRow> pending, ref ElementVector sum)
    {
        var found = LedgerTable.FindAll(database, pending, damage);
        for (var i = 0; i < pending.Count; i++)
        {
            var (row, stored) = (pending[i], found[i].Row);
            if (stored?.Report.Version >= row.Report.Version)
                continue;
            foreach (var slice in stored?.Report.Slices ?? [])
            {
                if (IsAsked(slice.Key))
                    sum.Subtract(slice.Elements);
            }

            foreach (var slice in row.Report.Slices)
            {
                if (IsAsked(slice.Key))
                    sum.Add(slice.Elements);
            }
        }
    }

    private bool IsAsked(in SliceKey key) =>
        key.BucketTicks >= query.FromTicks && key.BucketTicks < query.ToTicks
        && (query.Product is null || query.Product == key.Product) && (query.Order is null || query.Order == key.Order);
}
