using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Answers;

/// <summary>What the store found damaged, as an operator asks for it.</summary>
internal static class DamageAnswers
{
    public static DamageReport Of(IDamageReport damage, INameTable names, int limit) =>
        new(damage.Count, damage.Accepted, [.. damage.List(limit).Select(told => ItemOf(told, names))]);

    /// <exception cref="HostFaultException"><see cref="HostFault.Conflict"/>: others are known than were looked at.</exception>
    public static async Task<DamageReport> AcceptAsync(
        ITwinStore store, DamageAcceptance acceptance, TimeProvider time, CancellationToken cancellation)
    {
        if (!await store.Damage.AcceptAsync(acceptance.Count, cancellation))
        {
            throw new HostFaultException(
                HostFault.Conflict, $"{store.Damage.Count} damaged things are known, not {acceptance.Count}.",
                "the count of those that were looked at.", "GET /api/v1/damage tells them; accept with its count.");
        }

        await store.Audit.AppendAsync(
            time.GetUtcNow().UtcTicks, PlantControl.Author, "damage accepted", $"{acceptance.Count} damaged things",
            acceptance.Note, CancellationToken.None);
        return Of(store.Damage, store.Names, limit: 1);
    }

    /// <summary>Told until it is accepted, after a restart too: what is missing stays missing.</summary>
    public static HealthCheck HealthOf(IDamageReport damage)
    {
        var (count, accepted) = (damage.Count, damage.Accepted);
        if (count <= accepted)
            return new HealthCheck("damage", true, count == 0 ? "none found" : $"{count} set aside, accepted as lost");
        var newest = damage.List(1) is [var told] ? told.Detail : "";
        return new HealthCheck(
            "damage", false, $"Stored things found damaged and set aside: {count - accepted}. The newest: {newest}",
            "Everything else serves. Look at the disk; GET /api/v1/damage lists all of it. A restored backup brings it back; "
            + "POST /api/v1/damage/accept accepts the loss.");
    }

    private static DamageItem ItemOf(Damage damage, INameTable names) => new(
        JsonNamingPolicy.CamelCase.ConvertName(damage.Kind.ToString()),
        damage.TwinKey >= 0 && damage.TwinKey < names.Count ? names.NameOf(damage.TwinKey) : null,
        Times.OrNull(damage.FromTicks),
        Times.OrNull(damage.ToTicks),
        damage.Detail);
}
