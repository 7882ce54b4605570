namespace OrleansTwin.Twins.Learning;

/// <summary>
/// A column on the way to a leaf: the share of rows that pass its splits when it is left out (zero) and whether this row does
/// (one).
/// </summary>
internal record struct PathPart(int Column, double Zero, double One, double Weight);

/// <summary>The weights of subsets of a path's columns, by their size (Lundberg et al. 2020, algorithm 2).</summary>
internal static class TreePath
{
    public static int Find(ReadOnlySpan<PathPart> path, int column)
    {
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i].Column == column)
                return i;
        }

        return 0;
    }

    /// <summary>Sets the path's last part, and the weights with it.</summary>
    public static void Extend(Span<PathPart> path, PathPart part)
    {
        var depth = path.Length - 1;
        path[depth] = part with { Weight = depth == 0 ? 1 : 0 };
        for (var i = depth - 1; i >= 0; i--)
        {
            path[i + 1].Weight += part.One * path[i].Weight * (i + 1) / (depth + 1);
            path[i].Weight = part.Zero * path[i].Weight * (depth - i) / (depth + 1);
        }
    }

    /// <summary>Takes a part out; the path's last place is free then.</summary>
    public static void Unwind(Span<PathPart> path, int part)
    {
        var depth = path.Length - 1;
        var (zero, one) = (path[part].Zero, path[part].One);
        var next = path[depth].Weight;
        for (var i = depth - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = path[i].Weight;
                path[i].Weight = next * (depth + 1) / ((i + 1) * one);
                next = weight - (path[i].Weight * zero * (depth - i) / (depth + 1));
            }
            else
            {
                path[i].Weight = path[i].Weight * (depth + 1) / (zero * (depth - i));
            }
        }

        for (var i = part; i < depth; i++)
            path[i] = path[i + 1] with { Weight = path[i].Weight };
    }

    /// <summary>The sum of weights that would be left if a part were taken out.</summary>
    public static double UnwoundSum(ReadOnlySpan<PathPart> path, int part)
    {
        var depth = path.Length - 1;
        var (zero, one) = (path[part].Zero, path[part].One);
        var (next, sum) = (path[depth].Weight, 0.0);
        for (var i = depth - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = next * (depth + 1) / ((i + 1) * one);
                sum += weight;
                next = path[i].Weight - (weight * zero * (depth - i) / (depth + 1));
            }
            else
            {
                sum += path[i].Weight * (depth + 1) / (zero * (depth - i));
            }
        }

        return sum;
    }
}
