using System.Collections.Concurrent;
using System.Globalization;
using OrleansTwin.Store;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Support;

/// <summary>Texts by which plants in code are kept as versions.</summary>
internal static class PlantTexts
{
    private static readonly ConcurrentDictionary<Plant, string> Texts = new(ReferenceEqualityComparer.Instance);

    public static string Of(Plant plant) =>
        Texts.GetOrAdd(plant, _ => Texts.Count.ToString(CultureInfo.InvariantCulture) + Guid.NewGuid());

    public static Plant Parse(PlantVersion version) => Texts.First(known => known.Value == version.Text).Key;
}
