using Microsoft.AspNetCore.Http;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;

namespace OrleansTwin.Api.Queries;

/// <summary>
/// Bounds on what a question may hold. What is over a bound is refused, not cut, so that nobody takes a part for the whole.
/// </summary>
internal static class Limits
{
    private const int TextLengthMax = 200;
    private const int CursorLengthMax = 1024;
    private const int NameLengthMax = 64;

    public static PageQuery Page(int? limit, string? cursor, ApiOptions options) =>
        new(PageSize(limit, options), Cursor(cursor));

    public static int PageSize(int? limit, ApiOptions options) =>
        Within("limit", limit ?? options.PageSizeDefault, options.PageSizeMax, "Api:PageSizeMax; nextCursor leads on");

    public static int Points(string name, int points, ApiOptions options) =>
        Within(name, points, options.PointsMax, "Api:PointsMax");

    /// <summary>People who share the alarms.</summary>
    public static int Operators(int? operators) => Within("operators", operators ?? 1, 1_000, "people in a control room");

    public static string? Cursor(string? cursor) => Text("cursor", cursor, CursorLengthMax);

    public static string? Words(string name, string? text) => Text(name, text, TextLengthMax);

    /// <summary>A name that plant files can say: letters, digits, '-', '_' and '.'.</summary>
    public static string Name(string parameter, string name) =>
        name.Length is > 0 and <= NameLengthMax && name.Any(letter => letter != '.')
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? name
            : throw new ProblemException(
                StatusCodes.Status400BadRequest, $"{parameter} is '{name[..Math.Min(name.Length, NameLengthMax)]}'.",
                $"At most {NameLengthMax} letters, digits, '-', '_' and '.'.", "Shorten or correct it.");

    /// <summary>The id in a path. A client that escaped the slashes (%2F) means the same twin.</summary>
    public static string Id(string id, ApiOptions options)
    {
        var plain = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Trim('/');
        if (plain.Length == 0)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The path names no twin.", "A twin's id after the last slash.", "Add the id.");
        }

        return Text("id", plain, options.IdLengthMax) ?? plain;
    }

    private static int Within(string name, int value, int max, string where)
    {
        if (value >= 1 && value <= max)
            return value;
        throw new ProblemException(
            StatusCodes.Status400BadRequest, $"{name} is {value}.", $"1 to {max} ({where}).", "Ask for a number in that range.");
    }

    private static string? Text(string name, string? text, int max)
    {
        if (text is null || (text.Length <= max && !text.Any(char.IsControl)))
            return text;
        throw new ProblemException(
            StatusCodes.Status400BadRequest,
            text.Length > max ? $"{name} is {text.Length} characters long." : $"{name} holds control characters.",
            $"At most {max} printable characters.",
            "Shorten or correct it.");
    }
}
