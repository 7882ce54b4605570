namespace OrleansTwin.Twins.Learning;

/// <summary>A signal that has repeated one value for too many rows to be a reading.</summary>
/// <param name="Name">The signal.</param>
/// <param name="Rows">For how many rows.</param>
public readonly record struct StillSignal(string Name, int Rows)
{
    /// <summary>In words, as a technician can check it; empty: there are none.</summary>
    /// <param name="signals">Those that stand still.</param>
    /// <param name="rows">What a row is: rows, cycles, minutes.</param>
    public static string Tell(IEnumerable<StillSignal> signals, string rows)
    {
        var told = signals.Select(signal => $"{signal.Name} for {signal.Rows} {rows}").ToList();
        return told.Count == 0 ? ""
            : $"Stand still, for far longer than where the model learned: {string.Join(", ", told)}.";
    }
}
