using System.Globalization;

namespace OrleansTwin.Twins.Causes;

/// <summary>What speaks for a candidate, in a sentence that a technician can check.</summary>
internal static class CauseEvidence
{
    public static string Of(SeenChange change, CausalPath path, CauseQuestion question)
    {
        var at = new DateTime(change.AtTicks, DateTimeKind.Utc).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var asset = LocalName(change.AssetId);
        var what = change.Kind is { } kind ? $"{asset}: {NameOf(kind)} changed at {at} ({change.Name})"
            : change.Shift == 0 ? $"{asset} {change.Name} is {Percent(change.Share)} of the anomaly's score"
            : FormattableString.Invariant(
                $"{asset} {change.Name} {(change.Shift > 0 ? "rose" : "fell")} by {Math.Abs(change.Shift):F1} σ at {at}");
        var share = change.Share > 0 && change.Shift != 0 ? $", {Percent(change.Share)} of the anomaly's score" : "";
        var lead = change.Shift == 0 && change.Kind is null ? "" : $", {Lead(change, question)}";
        return $"{what}{lead}{share}{Way(path)}";
    }

    private static string Lead(SeenChange change, CauseQuestion question)
    {
        var lead = question.OnsetTicks - change.AtTicks;
        var anomaly = $"{LocalName(question.AssetId)}'s anomaly";
        return Math.Abs(lead) <= question.ToleranceTicks ? $"at the time of {anomaly}"
            : lead < 2 * TimeSpan.TicksPerMinute ? $"{lead / TimeSpan.TicksPerSecond} s before {anomaly}"
            : FormattableString.Invariant($"{(double)lead / TimeSpan.TicksPerMinute:F0} min before {anomaly}");
    }

    private static string Way(CausalPath path)
    {
        var supplied = path.Links.TakeWhile(link => link.Kind == LinkKind.Supply).ToList();
        var rest = path.Links.Skip(supplied.Count).ToList();
        var named = supplied.Count == 0 ? ""
            : $"it supplies {string.Join(", which supplies ", supplied.Select(link => LocalName(link.ToId)))}";
        return (supplied.Count, rest.Count) switch
        {
            (0, 0) => "",
            (0, _) => $"; {Away(rest)}",
            (_, 0) => $"; {named}",
            _ => $"; {named}, {Away(rest)}",
        };
    }

    private static string Away(List<CausalLink> links)
    {
        var kinds = links.Select(link => link.Kind).Distinct().Select(kind => kind switch
        {
            LinkKind.Flow => "upstream in flow",
            LinkKind.BackPressure => "downstream, by back pressure",
            _ => "by supply",
        });
        var away = links.Count == 1 ? "1 step" : $"{links.Count} steps";
        return $"{string.Join(" and ", kinds)}, {away} away";
    }

    private static string NameOf(PlantChangeKind kind) => kind switch
    {
        PlantChangeKind.Order => "the order",
        PlantChangeKind.Product => "the product",
        PlantChangeKind.Tool => "the tool",
        PlantChangeKind.Maintenance => "something by maintenance",
        PlantChangeKind.Setpoint => "a setpoint",
        _ => "the plant's description",
    };

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:F0} %");

    private static string LocalName(string id) => id[(id.LastIndexOf('/') + 1)..];
}
