using System.Security.Cryptography;
using OrleansTwin.Twins.State;

namespace OrleansTwin.Twins.Learning;

/// <summary>
/// What stands around the bytes of any model: a mark, the layout's version, what kind of model it is, the model, and the SHA-256
/// of all of it. What is not whole, or newer than the program, is refused with the reason.
/// </summary>
public static class ModelEnvelope
{
    public const byte Version = 1;

    private static readonly byte[] Mark = "OTMODEL"u8.ToArray();

    public static byte[] Seal(string kind, ReadOnlySpan<byte> model)
    {
        var writer = new StateWriter(model.Length + 64);
        foreach (var letter in Mark)
            writer.WriteByte(letter);
        writer.WriteVersion(Version);
        writer.WriteString(kind);
        writer.WriteBytes(model);
        return [.. writer.Written, .. SHA256.HashData(writer.Written)];
    }

    /// <summary>The model's bytes.</summary>
    /// <exception cref="ModelFormatException">It is no model, of another kind, newer, or damaged.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> file, string kind)
    {
        var model = Open(file, out var found);
        return found == kind
            ? model
            : throw new ModelFormatException($"The model file holds a model of the kind '{found}'; expected '{kind}'.");
    }

    /// <summary>What kind of model a file holds.</summary>
    /// <exception cref="ModelFormatException">It is no model, newer, or damaged.</exception>
    public static string KindOf(ReadOnlySpan<byte> file)
    {
        Open(file, out var kind);
        return kind;
    }

    private static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> file, out string kind)
    {
        if (!file.StartsWith(Mark) || file.Length < Mark.Length + 1)
            throw new ModelFormatException("This is no model file. Name one that a train command wrote.");
        var version = file[Mark.Length];
        if (version is 0 or > Version)
        {
            throw new ModelFormatException(
                $"The model file has layout {version}; this program knows 1 to {Version}. "
                + "Use the program that wrote it, or train anew.");
        }

        var body = file[..^Math.Min(SHA256.HashSizeInBytes, file.Length)];
        if (!SHA256.HashData(body).AsSpan().SequenceEqual(file[body.Length..]))
        {
            throw new ModelFormatException(
                "The model file's checksum is wrong: it was cut short or changed. Copy it again, or train anew.");
        }

        return Content(body[(Mark.Length + 1)..], out kind);
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> body, out string kind)
    {
        try
        {
            var reader = new StateReader(body);
            kind = reader.ReadText();
            var model = reader.ReadBytes();
            reader.ReadEnd();
            return model;
        }
        catch (StateFormatException wrong)
        {
            throw new ModelFormatException($"The model file can't be read: {wrong.Message}", wrong);
        }
    }
}
