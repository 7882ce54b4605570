using System.Text.RegularExpressions;
using OrleansTwin.Store.Buffers;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// The damage of a store as operators read it. Rows name a twin by its key, and so do the details of damage to them; here the
/// key becomes the twin's path.
/// </summary>
internal sealed partial class SqlDamage(DamageBook book, INameTable names, WriterLoop writer, HistoryUpkeep upkeep)
    : IDamageReport
{
    public long Count => book.Count;

    public long Accepted => book.Accepted;

    public IReadOnlyList<Damage> List(int limit = int.MaxValue) => WithPaths(book.List(limit), names);

    public IReadOnlyList<Damage> LostSamples(IReadOnlySet<int> sensorKeys, long fromTicks, long toTicks) =>
        WithPaths(book.LostSamples(sensorKeys, fromTicks, toTicks), names);

    /// <summary>What was found is set aside first: what is accepted lies in the table, and stays so after a restart.</summary>
    public async ValueTask<bool> AcceptAsync(long count, CancellationToken cancellation = default)
    {
        await upkeep.SetAsideAsync().ConfigureAwait(false);
        return await writer.RunAsync(
            database =>
            {
                if (book.Count != count)
                    return false;
                DamageTable.Accept(database);
                return true;
            },
            isAccepted =>
            {
                if (isAccepted)
                    book.Accept(count);
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The text with the paths of twins and sensors in place of their keys.</summary>
    public static string WithPaths(string text, int count, Func<int, string> nameOf) => Key().Replace(
        text, found => int.TryParse(found.Groups[1].ValueSpan, out var key) && key < count ? nameOf(key) : found.Value);

    public static IReadOnlyList<Damage> WithPaths(IReadOnlyList<Damage> damage, INameTable names) =>
        [.. damage.Select(told => told with { Detail = WithPaths(told.Detail, names.Count, names.NameOf) })];

    [GeneratedRegex(@"\b(?:twin|sensor) key ([0-9]+)")]
    private static partial Regex Key();
}
