using System.Globalization;

namespace OrleansTwin.Bench.Harness;

/// <summary>Numbers as tables show them: whole where they are large, three digits where they are small.</summary>
internal static class Numbers
{
    public static string Show(double value) => value switch
    {
        0 => "0",
        >= 1000 or <= -1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString("G4", CultureInfo.InvariantCulture),
    };
}
