using System.Globalization;
using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>
/// What a message was answered, as its receipt keeps it, so that its repetition can be answered alike: accepted, rejected and
/// unknown values.
/// </summary>
internal static class AnswerText
{
    public static string Of(in SubmissionResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Accepted} {result.Rejected} {result.Unknown}");

    /// <summary>The result of a repetition; counts nothing where the receipt has no answer.</summary>
    public static SubmissionResult Repeated(long cookie, string? answer)
    {
        var counts = answer?.Split(' ') ?? [];
        return counts is [var accepted, var rejected, var unknown]
            ? new SubmissionResult(cookie, Number(accepted), Number(rejected), Number(unknown), Duplicate: true)
            : new SubmissionResult(cookie, 0, 0, 0, Duplicate: true);
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
