namespace OrleansTwin.Twins.Health.Classification;

/// <summary>What rows hold and what is learned from.</summary>
/// <param name="Numbers">Columns of numbers, in the order in which a row has them.</param>
/// <param name="Kinds">Columns of kinds: a product, a material, a grade.</param>
/// <param name="Derived">What is made of two numbers.</param>
/// <param name="Ingredients">Numbers that trees don't see: only what is derived from them.</param>
/// <param name="Id">The column that names a row, which nothing is learned from; null: rows are numbered.</param>
public sealed record ClassifierLayout(
    IReadOnlyList<string> Numbers, IReadOnlyList<string> Kinds, IReadOnlyList<DerivedColumn> Derived,
    IReadOnlyList<string> Ingredients, string? Id = null)
{
    public const int ColumnsMax = 4096;

    /// <summary>A name for each value that trees see: kinds, numbers, derived columns.</summary>
    public IReadOnlyList<string> Features { get; } =
        [.. Kinds, .. Numbers.Where(name => !Ingredients.Contains(name)), .. Derived.Select(column => column.Name)];

    /// <exception cref="ArgumentException">A column comes twice, or is made of one that there is not.</exception>
    public void Demand()
    {
        if (Features.Count is 0 or > ColumnsMax)
            throw new ArgumentException($"There are {Features.Count} columns to learn from; expected 1 to {ColumnsMax}.");
        var twice = Numbers.Concat(Kinds).Concat(Derived.Select(column => column.Name))
            .CountBy(name => name).FirstOrDefault(item => item.Value > 1).Key;
        if (twice is not null)
            throw new ArgumentException($"Column '{twice}' comes twice; name each once.");
        var unknown = Derived.SelectMany(column => new[] { column.Left, column.Right }).Concat(Ingredients)
            .FirstOrDefault(name => !Numbers.Contains(name));
        if (unknown is not null)
        {
            throw new ArgumentException(
                $"'{unknown}' is used but is no column of numbers; found {string.Join(", ", Numbers)}.");
        }
    }

    /// <summary>Writes the features of a row, kinds by their rank; NaN is missing.</summary>
    internal void Write(ClassifierRow row, IReadOnlyList<IReadOnlyList<string>> levels, Span<float> features)
    {
        var place = 0;
        for (var kind = 0; kind < Kinds.Count; kind++)
            features[place++] = RankOf(row.Kinds[kind], levels[kind]);
        for (var number = 0; number < Numbers.Count; number++)
        {
            if (!Ingredients.Contains(Numbers[number]))
                features[place++] = row.Numbers[number];
        }

        foreach (var column in Derived)
            features[place++] = column.Of(row.Numbers[PlaceOf(column.Left)], row.Numbers[PlaceOf(column.Right)]);
    }

    private static float RankOf(string? kind, IReadOnlyList<string> levels)
    {
        for (var rank = 0; rank < levels.Count; rank++)
        {
            if (levels[rank] == kind)
                return rank;
        }

        return float.NaN;
    }

    private int PlaceOf(string name)
    {
        for (var i = 0; i < Numbers.Count; i++)
        {
            if (Numbers[i] == name)
                return i;
        }

        throw new ArgumentException($"There is no column '{name}' of numbers.");
    }
}

/// <summary>A row: its numbers (NaN: missing) and kinds (null: missing) as the layout orders them.</summary>
public sealed record ClassifierRow(string Id, float[] Numbers, string?[] Kinds);

/// <summary>A row and what came of it.</summary>
public readonly record struct LabelledRow(ClassifierRow Row, bool IsFailure);
