using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansTwin.Twins.Elements;

/// <summary>
/// The monoid behind every rollup (DESIGN, rule 3): a vector of 64-bit integers, one per <see cref="Element"/>, followed by
/// energy per <see cref="Carrier"/> and <see cref="EnergyUse"/> as two places, whole joules and nanojoules, that are summed apart
/// and joined when read. Sums are exact and the same in any order; ratios are formed last, outside. The default value is zero.
/// </summary>
[InlineArray(Length)]
public struct ElementVector : IEquatable<ElementVector>
{
    public const int ElementMax = 48;
    public const int CarrierMax = 6;
    public const int UseCount = 5;
    public const int Length = ElementMax + (2 * CarrierMax * UseCount);
    public const long NanojoulesPerJoule = 1_000_000_000;

    private long _first;

    public long this[Element element]
    {
        readonly get => this[(int)element];
        set => this[(int)element] = value;
    }

    public static ElementVector operator +(in ElementVector left, in ElementVector right)
    {
        var sum = left;
        sum.Add(right);
        return sum;
    }

    public static ElementVector operator -(in ElementVector left, in ElementVector right)
    {
        var difference = left;
        difference.Subtract(right);
        return difference;
    }

    public static bool operator ==(in ElementVector left, in ElementVector right) => left.Equals(right);

    public static bool operator !=(in ElementVector left, in ElementVector right) => !left.Equals(right);

    public void Add(in ElementVector other) => TensorPrimitives.Add(this, (ReadOnlySpan<long>)other, this);

    public void Subtract(in ElementVector other) => TensorPrimitives.Subtract(this, (ReadOnlySpan<long>)other, this);

    /// <summary>Adds energy in nanojoules (may be negative: regenerative drives feed back).</summary>
    public void AddEnergy(Carrier carrier, EnergyUse use, Int128 nanojoules)
    {
        var place = EnergyPlace(carrier, use);
        if (nanojoules == (long)nanojoules)
        {
            // Nearly always: 64 bits hold 2.5 kWh, and 128 bits are divided many times slower.
            var (wholeJoules, nanoRest) = Math.DivRem((long)nanojoules, NanojoulesPerJoule);
            this[place] += wholeJoules;
            this[place + 1] += nanoRest;
            return;
        }

        var (joules, rest) = Int128.DivRem(nanojoules, NanojoulesPerJoule);
        this[place] += (long)joules;
        this[place + 1] += (long)rest;
    }

    /// <summary>Energy of one carrier while the machine was in one use, in nanojoules.</summary>
    public readonly Int128 EnergyNanojoules(Carrier carrier, EnergyUse use)
    {
        var place = EnergyPlace(carrier, use);
        return ((Int128)this[place] * NanojoulesPerJoule) + this[place + 1];
    }

    /// <summary>Energy of one carrier over all uses, in kWh.</summary>
    public readonly double EnergyKwh(Carrier carrier)
    {
        Int128 sum = 0;
        for (var use = 0; use < UseCount; use++)
            sum += EnergyNanojoules(carrier, (EnergyUse)use);
        return ToKwh(sum);
    }

    /// <summary>Energy of one carrier in one use, in kWh.</summary>
    public readonly double EnergyKwh(Carrier carrier, EnergyUse use) => ToKwh(EnergyNanojoules(carrier, use));

    public readonly bool IsZero => !((ReadOnlySpan<long>)this).ContainsAnyExcept(0L);

    public readonly bool Equals(ElementVector other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is ElementVector other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes((ReadOnlySpan<long>)this));
        return hash.ToHashCode();
    }

    private static int EnergyPlace(Carrier carrier, EnergyUse use) => ElementMax + (2 * (((int)carrier * UseCount) + (int)use));

    private static double ToKwh(Int128 nanojoules) => (double)nanojoules / 3.6e15;
}
