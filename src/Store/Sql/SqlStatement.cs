using System.Buffers;
using System.Text;

namespace OrleansTwin.Store.Sql;

/// <summary>
/// A prepared statement used over and over. Parameters and columns are spans, so that a batch goes to the database without a copy
/// of ours where the database allows it. Parameters count from 1, columns from 0.
/// </summary>
internal abstract class SqlStatement
{
    /// <summary>Starts anew with the first parameters bound to numbers.</summary>
    public abstract SqlStatement With(params ReadOnlySpan<long> numbers);

    public abstract SqlStatement Number(int parameter, long value);

    public abstract SqlStatement Blob(int parameter, ReadOnlySpan<byte> value);

    /// <summary>A text or null. What no database stores (U+0000, halves of surrogate pairs) is replaced by U+FFFD.</summary>
    public SqlStatement Text(int parameter, string? value)
    {
        Bind(parameter, value is null || IsStorable(value) ? value : Storable(value));
        return this;
    }

    /// <summary>True: read again, the text will be the same.</summary>
    public static bool IsStorable(string text)
    {
        var from = 0;
        while (from < text.Length && Rune.DecodeFromUtf16(text.AsSpan(from), out var rune, out var length) == OperationStatus.Done
            && rune.Value != 0)
            from += length;
        return from == text.Length;
    }

    /// <summary>True: there is a row to read. After the last row the statement is ready for its next use.</summary>
    public abstract bool Step();

    /// <summary>Executes it for its effect. A failure may be told here or by a later call up to the commit.</summary>
    public abstract void Run();

    public abstract long Long(int column);

    public int Int(int column) => checked((int)Long(column));

    public abstract bool IsNull(int column);

    /// <summary>Valid until the next step.</summary>
    public abstract ReadOnlySpan<byte> Blob(int column);

    public abstract string Text(int column);

    /// <summary>Lets go of the rows that were not read.</summary>
    public abstract void Reset();

    protected abstract void Bind(int parameter, string? value);

    /// <summary>The text with U+FFFD for what no database stores.</summary>
    public static string Storable(string text)
    {
        var stored = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            stored.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return stored.ToString();
    }
}
