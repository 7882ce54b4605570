using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OrleansTwin.Api.Queries;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.OpenApi;

/// <summary>What the parameters mean, in one place: a name means the same at every endpoint.</summary>
internal static class ParameterDescriptions
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["id"] = "The twin's ISA-95 path, for example acme/lyon/body/line-1. Its slashes may stand as they are.",
        ["ids"] = "Twin ids, separated by commas.",
        ["alarms"] = "Twin ids, separated by commas: alarms at or below them.",
        ["workOrder"] = "A work order's id, as GET /api/v1/work-orders lists it.",
        ["open"] = "true: only work orders about which something is still to be done; false: only the others.",
        ["name"] = "A webhook's name, as GET /api/v1/webhooks lists it.",
        ["model"] = "A trained model's name, as plant files call it under lifeModel.",
        ["parent"] = "Only the direct children of this twin.",
        ["kind"] = "Only twins of this kind.",
        ["q"] = "Only twins whose id or name contains this, in any case.",
        ["twin"] = "Only alarms at or below this twin.",
        ["active"] = "true: only alarms whose condition holds and that nobody has put aside; false: only the others.",
        ["state"] = "Only alarms in this state of ISA-18.2.",
        ["operators"] = "People who share the alarms; 1 without it.",
        ["cursor"] = "nextCursor of the page before.",
        ["limit"] = "How many to answer at most.",
        ["points"] = "Answer this many stretches with minimum, maximum and mean instead of samples.",
        ["from"] = "Begin of the window, ISO 8601 with an offset.",
        ["to"] = "End of the window, ISO 8601 with an offset; without it: now.",
        ["window"] = "shift, previousShift, day, previousDay, week, previousWeek, or a stretch up to now: 90s, 30m, 8h, 7d.",
        ["delay"] = "How long to wait: shift (until it ends), or 8h, 2d, 1w; may stand several times. Without it: shift, 2d, 7d.",
        ["task"] = "Id of one of the machine's maintenance tasks; without it: the one with the greatest risk.",
        ["columns"] = "Names for the file's columns, in order, in place of those in its first line; - leaves one out.",
        ["product"] = "Only what was made of this product.",
        ["order"] = "Only what was made for this order.",
        ["rule"] = "How the OEE of a line is formed, where not by the line's own rule.",
        ["version"] = "A kept version; without it: the one in force.",
        ["check"] = "true: validate only, change nothing.",
        ["note"] = "Why this version was made.",
        ["Idempotency-Key"] = "The sender's name of this batch; sent again under the same name it is counted once.",
        ["If-Match"] = "The version that was edited (its ETag), or *.",
        ["Last-Event-ID"] = "Id of the last event seen; the stream goes on after it.",
    };

    public static void Apply(OpenApiParameter parameter, ApiOptions options)
    {
        parameter.Description ??= Texts.GetValueOrDefault(parameter.Name ?? "");
        if (parameter.Schema is not OpenApiSchema schema)
            return;
        if (parameter.Name is "from" or "to")
            schema.Format = "date-time";
        if (parameter.Name == "kind")
            schema.Enum = [.. Word<AssetKind>.All.Select(word => JsonValue.Create(word))];
        if (parameter.Name == "rule")
            schema.Enum = [.. Word<OeeRule>.All.Select(word => JsonValue.Create(word))];
        if (parameter.Name is "limit" or "points")
            schema.Minimum = "1";
        if (parameter.Name == "points")
            schema.Maximum = options.PointsMax.ToString(CultureInfo.InvariantCulture);
    }
}
