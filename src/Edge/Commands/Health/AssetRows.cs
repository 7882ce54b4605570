using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Features;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>
/// Gathers rows into histories: assets in the order in which they come, rows by their cycle whatever the file's order. A cycle
/// that is not there becomes a row of missing values, so that time passes as it did.
/// </summary>
internal sealed class AssetRows(string file, RowLayout layout)
{
    /// <summary>A longer gap is a mistake rather than an outage.</summary>
    private const int GapCyclesMax = 1000;

    private readonly Dictionary<string, List<(double Cycle, float[] Row)>> _assets = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public void Add(string asset, double cycle, float[] row)
    {
        if (!double.IsInteger(cycle))
            throw new CommandException(ExitCode.BadInput, $"{file}: {asset} has the cycle {cycle}; expected a whole number.");
        if (!_assets.TryGetValue(asset, out var rows))
        {
            _assets[asset] = rows = [];
            _order.Add(asset);
        }

        rows.Add((cycle, row));
    }

    public AssetTable Finish()
    {
        if (_order.Count == 0)
            throw new CommandException(ExitCode.BadInput, $"{file} has no rows; expected one for each cycle of each asset.");
        return new AssetTable(layout, [.. _order.Select(asset => new AssetHistory(asset, InOrder(asset, _assets[asset])))]);
    }

    private List<float[]> InOrder(string asset, List<(double Cycle, float[] Row)> rows)
    {
        var ordered = new List<float[]>(rows.Count);
        var last = double.NaN;
        foreach (var (cycle, row) in rows.OrderBy(item => item.Cycle))
        {
            if (cycle == last || cycle - last > GapCyclesMax)
            {
                throw new CommandException(
                    ExitCode.BadInput,
                    $"{file}: {asset} has cycle {cycle} after cycle {last}; expected each cycle once, and gaps of at most "
                    + $"{GapCyclesMax}. Correct the file, or split the asset where it was repaired.");
            }

            for (; last + 1 < cycle; last++)
                ordered.Add(Missing());
            ordered.Add(row);
            last = cycle;
        }

        return ordered;
    }

    private float[] Missing()
    {
        var row = new float[layout.Columns];
        Array.Fill(row, float.NaN);
        return row;
    }
}
