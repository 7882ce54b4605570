using System.Globalization;
using System.Text;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Api.Endpoints;

/// <summary>
/// What work orders found, a row each in order of time, as <c>health classify train</c> reads it: what was known when the order
/// was drafted, and whether there was a fault.
/// </summary>
internal static class FindingsCsv
{
    /// <summary>Signals of a row; orders that know fewer leave fields empty.</summary>
    private const int SignalsMax = 3;

    /// <summary>Orders that are looked through: pages of so many.</summary>
    private const int PagesMax = 50;
    private const int OrdersPerPage = 200;

    /// <summary>The newest findings; null: there is no such twin.</summary>
    /// <param name="host">Has the orders.</param>
    /// <param name="twinId">At or below which; null: all.</param>
    /// <param name="toTicks">Orders that were changed before.</param>
    /// <param name="limit">Rows at most; all of one instant come together.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<string?> ReadAsync(
        ITwinHost host, string? twinId, long toTicks, int limit, CancellationToken cancellation)
    {
        var (found, pages) = (new List<WorkOrderView>(), 0);
        for (long? next = toTicks; next is { } to && found.Count < limit && pages < PagesMax; pages++)
        {
            var page = await host.ListWorkOrdersAsync(new WorkOrderQuery(twinId, null, to, OrdersPerPage), cancellation);
            if (page is null)
                return null;
            found.AddRange(page.Items.Where(order => order.Finding is not null));
            next = page.NextTo?.UtcTicks;
        }

        return Write(found);
    }

    private static string Write(IEnumerable<WorkOrderView> orders)
    {
        var text = new StringBuilder("id,at,machine,cause,failure,failureMode,hours,score,limit");
        for (var signal = 1; signal <= SignalsMax; signal++)
            text.Append(CultureInfo.InvariantCulture, $",signal{signal},share{signal},deviation{signal}");
        text.Append('\n');
        foreach (var order in orders.OrderBy(order => DoneAt(order)).ThenBy(order => order.Id, StringComparer.Ordinal))
            text.AppendJoin(',', Fields(order).Select(Quoted)).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Fields(WorkOrderView order)
    {
        yield return order.Id;
        yield return DoneAt(order).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        yield return order.MachineId;
        yield return order.Cause.ToString();
        yield return order.Finding!.WasFault ? "1" : "0";
        yield return order.Finding.FailureMode;
        yield return Number((DoneAt(order) - order.Steps[0].At).TotalHours);
        yield return Number(order.Observed?.Score);
        yield return Number(order.Observed?.Limit);
        for (var at = 0; at < SignalsMax; at++)
        {
            var signal = order.Observed?.Signals.ElementAtOrDefault(at);
            yield return signal?.SensorId ?? "";
            yield return Number(signal?.Share);
            yield return Number(signal?.Deviation);
        }
    }

    private static DateTimeOffset DoneAt(WorkOrderView order) =>
        order.Steps.Last(step => step.State == WorkOrderState.Done).At;

    private static string Number(double? value) =>
        value is { } known && double.IsFinite(known) ? known.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
