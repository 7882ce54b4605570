using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Store;

namespace OrleansTwin.Runtime.Answers;

/// <summary>What the store found damaged, as an operator asks for it.</summary>
internal static class DamageAnswers
{
    public static DamageReport Of(IDamageReport damage, INameTable names, int limit) =>
        new(damage.Count, damage.Accepted, [.. damage.List(limit).Select(told => ItemOf(told, names))]);

    private static DamageItem ItemOf(Damage damage, INameTable names) => new(
        JsonNamingPolicy.CamelCase.ConvertName(damage.Kind.ToString()),
        damage.TwinKey >= 0 && damage.TwinKey < names.Count ? names.NameOf(damage.TwinKey) : null,
        Times.OrNull(damage.FromTicks),
        Times.OrNull(damage.ToTicks),
        damage.Detail);
}
