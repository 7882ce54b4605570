using System.Text;

namespace OrleansTwin.Runtime.Shards;

/// <summary>
/// A hash that is the same in every process and version: what lies on disk and where it is looked for rely on it.
/// </summary>
internal static class PathHash
{
    /// <summary>FNV-1a over the text's UTF-8, with the finish of MurmurHash3: FNV's low bits alone spread too little.</summary>
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 0x100000001B3UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }
}
