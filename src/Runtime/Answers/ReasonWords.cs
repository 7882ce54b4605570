using System.Text.Json;
using OrleansTwin.Ingest.Rejects;

namespace OrleansTwin.Runtime.Answers;

/// <summary>Reasons of refusals as the API, dead letters and metrics spell them: <c>notFinite</c>.</summary>
internal static class ReasonWords
{
    private static readonly string[] Words =
        [.. Enum.GetNames<RejectReason>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static string Of(RejectReason reason) => Words[(int)reason];
}
