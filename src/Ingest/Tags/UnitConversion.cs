namespace OrleansTwin.Ingest.Tags;

/// <summary>value in the wanted unit = value · <paramref name="Scale"/> + <paramref name="Offset"/>.</summary>
public readonly record struct UnitConversion(double Scale, double Offset)
{
    public static readonly UnitConversion None = new(1, 0);
}

/// <summary>The conversion from one unit to another as a plant file writes them, or null if there is none.</summary>
public delegate UnitConversion? UnitConverter(string from, string to);
