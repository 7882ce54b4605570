namespace OrleansTwin.Fuzzing;

/// <summary>Damages bytes: what a bad cable, a bad program and a bad will do to them.</summary>
internal static class Mutator
{
    private static readonly byte[] Telling = [0, 1, 2, 0x7F, 0x80, 0xC0, 0xED, 0xEF, 0xF5, 0xFF, (byte)'"', (byte)'\n'];

    /// <summary>A damaged copy: up to <paramref name="hitsMax"/> changes, perhaps none.</summary>
    public static byte[] Damage(byte[] bytes, Random random, int hitsMax = 4)
    {
        List<byte> damaged = [.. bytes];
        for (var hits = random.Next(hitsMax + 1); hits > 0 && damaged.Count > 0; hits--)
            Hit(damaged, random);
        return [.. damaged];
    }

    private static void Hit(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 5:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
