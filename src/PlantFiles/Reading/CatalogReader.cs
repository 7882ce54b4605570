using OrleansTwin.PlantFiles.Yaml;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.PlantFiles.Reading;

/// <summary>Products, skills, spare parts: what machines and orders refer to.</summary>
internal static class CatalogReader
{
    public static Dictionary<string, Product> Products(MapReader plant) =>
        Read(plant, "products", KeySets.Product, "name", (id, product) =>
            new Product(id, product.Text("name") ?? id, product.Number("plannedScrap", 0, 0, 1)));

    public static Dictionary<string, Skill> Skills(MapReader plant) =>
        Read(plant, "skills", KeySets.Skill, "name", (id, skill) => new Skill(id, skill.Text("name") ?? id));

    public static Dictionary<string, SparePart> SpareParts(MapReader plant) =>
        Read(plant, "spareParts", KeySets.SparePart, null, (id, part) => new SparePart(
            id,
            part.Text("name") ?? id,
            (int)part.Whole("stock", 0, 0, int.MaxValue),
            part.Duration("leadTime", 0),
            part.Number("cost", 0, 0)));

    private static Dictionary<string, T> Read<T>(
        MapReader plant, string key, KeySet keys, string? shortFor, Func<string, MapReader, T> read)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var named in plant.Named(key))
        {
            if (named.Map(keys, shortFor) is { } map)
                found[named.Id] = read(named.Id, map);
        }
        return found;
    }
}
