using System.Reflection;

namespace OrleansTwin.Grains.Tests.Hosting;

/// <summary>Stands in for an interface: what it is called with goes to one function.</summary>
public class Stub : DispatchProxy
{
    private Func<string, object?[], object?> _answer = (name, _) => throw new NotSupportedException($"{name} was not expected.");

    public static T Of<T>(Func<string, object?[], object?>? answer = null)
        where T : class
    {
        var stub = Create<T, Stub>();
        if (answer is not null)
            ((Stub)(object)stub)._answer = answer;
        return stub;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name, args ?? []);
}
