namespace OrleansTwin.Twins.Samples;

/// <summary>
/// OPC UA's three severities of a value. Only <see cref="Good"/> values enter KPIs; the others are counted apart.
/// </summary>
public enum Quality : byte
{
    Good = 0,
    Uncertain = 1,
    Bad = 2,
}
