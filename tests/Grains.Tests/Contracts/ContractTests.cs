using System.Reflection;
using OrleansTwin.Grains.Interfaces;
using OrleansTwin.Grains.Plants;

namespace OrleansTwin.Grains.Tests.Contracts;

/// <summary>
/// Processes of two builds talk to each other while a grid is upgraded, and read what the other has stored: what names a method
/// or a member on the way stays as it is. The list beside this file holds all of it.
/// </summary>
public sealed class ContractTests
{
    private static readonly Assembly[] Ours = [typeof(IShardGrain).Assembly, typeof(GridState).Assembly];

    [Fact]
    public void What_was_agreed_between_builds_is_as_it_was_and_what_is_new_is_in_the_list()
    {
        var kept = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Contracts", "contracts.txt"));
        var found = Interfaces().Concat(Types()).Order(StringComparer.Ordinal).ToList();

        Tell(kept.Except(found), "is agreed and gone. Keep it answering, and give what takes its place another alias or id:");
        Tell(found.Except(kept), "is new. Add it to contracts.txt when its alias or id is one that was never used:");
    }

    [Fact]
    public void Everything_that_crosses_or_is_stored_has_an_alias()
    {
        var without = Ours.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute)) || IsGrain(type))
            .Where(type => type.GetCustomAttribute<AliasAttribute>() is null && type != typeof(ITwinGrain));

        Assert.Empty(without);
    }

    private static void Tell(IEnumerable<string> lines, string what)
    {
        var list = string.Join('\n', lines);
        Assert.True(list.Length == 0, $"This {what}\n{list}");
    }

    private static IEnumerable<string> Interfaces() =>
        from type in Ours.SelectMany(assembly => assembly.GetTypes()).Where(IsGrain)
        from method in type.GetMethods()
        let takes = string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))
        select $"{AliasOf(type) ?? type.Name}.{AliasOf(method) ?? method.Name}({takes}): {Name(method.ReturnType)}";

    private static IEnumerable<string> Types() =>
        from type in Ours.SelectMany(assembly => assembly.GetTypes())
        where type.IsDefined(typeof(GenerateSerializerAttribute))
        from member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        where member.IsDefined(typeof(IdAttribute))
        let content = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType
        select $"{AliasOf(type)} {member.GetCustomAttribute<IdAttribute>()!.Id}: {Name(content)} {member.Name}";

    private static bool IsGrain(Type type) => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type);

    private static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias;

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>"
        : type.Name;
}
