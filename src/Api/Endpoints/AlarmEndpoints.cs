using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;
using OrleansTwin.Twins.Alarms;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Alarms as ISA-18.2 has them: look, act, look back, and see how the alarm system does.</summary>
internal static class AlarmEndpoints
{
    private const int AlarmsPerOrderMax = 200;

    private static readonly (AlarmVerb Verb, string Path, string Operation, string Summary)[] Verbs =
    [
        (AlarmVerb.Acknowledge, "acknowledge", "acknowledgeAlarms", "Somebody has seen the alarms and takes care of them."),
        (AlarmVerb.Reset, "reset", "resetAlarms", "Ends latched alarms whose condition is over."),
        (AlarmVerb.Shelve, "shelve", "shelveAlarms", "Puts alarms aside until a time, for a reason."),
        (AlarmVerb.Unshelve, "unshelve", "unshelveAlarms", "Takes alarms from the shelf; what still holds is raised anew."),
        (AlarmVerb.TakeOutOfService, "take-out-of-service", "takeAlarmsOutOfService", "Silences alarms until they are returned."),
        (AlarmVerb.ReturnToService, "return-to-service", "returnAlarmsToService", "What still holds is raised anew."),
    ];

    public static RouteGroupBuilder MapAlarms(this RouteGroupBuilder api)
    {
        api.MapGet("/alarms", ListAsync)
            .Requires(ApiRole.Read)
            .Describe(
                "listAlarms", "Alarms", "Alarms, newest first: active ones (active=true), all others (active=false), or both.")
            .ProducesProblems(400);
        api.MapGet("/alarms/changes", ListChangesAsync)
            .Requires(ApiRole.Read)
            .Describe("listAlarmChanges", "Alarms", "What happened to alarms, newest first; without from, of the last day.")
            .ProducesProblems(400, 404);
        api.MapGet("/alarms/kpis", GetKpisAsync)
            .Requires(ApiRole.Read)
            .Describe("getAlarmKpis", "Alarms", "KPIs of the alarm system (ISA-18.2); without from, of the last day.")
            .ProducesProblems(400, 404);
        foreach (var (verb, path, operation, summary) in Verbs)
        {
            api.MapPost($"/alarms/{path}", Act(verb))
                .Requires(ApiRole.Operate)
                .LimitBody()
                .Describe(operation, "Alarms", summary)
                .ProducesProblems(400, 413, 415);
        }

        return api;
    }

    private static async Task<Ok<Page<AlarmView>>> ListAsync(
        string? twin,
        bool? active,
        Word<AlarmState>? state,
        int? limit,
        string? cursor,
        ITwinHost host,
        ApiOptions options,
        CancellationToken cancellation)
    {
        var page = Limits.Page(limit, cursor, options);
        var query = new AlarmQuery(TwinOf(twin, options), active, page.Limit, page.Cursor, state?.Value);
        return TypedResults.Ok(await host.ListAlarmsAsync(query, cancellation));
    }

    private static async Task<Ok<AlarmChanges>> ListChangesAsync(
        string? twin,
        UtcTime? from,
        UtcTime? to,
        int? limit,
        ITwinHost host,
        ApiOptions options,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var (fromTicks, toTicks) = WindowParameters.LastDayUnless(from, to, options, time);
        var query = new AlarmChangeQuery(TwinOf(twin, options), fromTicks, toTicks, Limits.PageSize(limit, options));
        return TypedResults.Ok(await host.ListAlarmChangesAsync(query, cancellation) ?? throw Faults.NoTwin(query.TwinId ?? ""));
    }

    private static async Task<Ok<AlarmKpiAnswer>> GetKpisAsync(
        string? twin,
        UtcTime? from,
        UtcTime? to,
        int? operators,
        ITwinHost host,
        ApiOptions options,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var (fromTicks, toTicks) = WindowParameters.LastDayUnless(from, to, options, time);
        var query = new AlarmKpiQuery(TwinOf(twin, options), fromTicks, toTicks, Limits.Operators(operators));
        return TypedResults.Ok(await host.GetAlarmKpisAsync(query, cancellation) ?? throw Faults.NoTwin(query.TwinId ?? ""));
    }

    private static Delegate Act(AlarmVerb verb) => async (
        AlarmOrder order, HttpContext context, ITwinHost host, ApiOptions options, CancellationToken cancellation) =>
        TypedResults.Ok(await host.ActOnAlarmsAsync(
            new AlarmSubmission(
                verb,
                Checked(order.Alarms, options),
                KeyGuard.UserOf(context, Limits.Words("user", order.User)),
                ReasonOf(verb, Limits.Words("comment", order.Comment)),
                UntilOf(verb, order.Until)),
            cancellation));

    private static IReadOnlyList<AlarmReference> Checked(IReadOnlyList<AlarmReference>? alarms, ApiOptions options)
    {
        if (alarms is not { Count: >= 1 and <= AlarmsPerOrderMax })
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, $"The body names {alarms?.Count ?? 0} alarms.", $"1 to {AlarmsPerOrderMax}.",
                "Name them as alarms: [{\"twinId\": …, \"source\": …}], as GET /api/v1/alarms tells them.");
        }

        return [.. alarms.Select(alarm => alarm with { TwinId = Limits.Id(alarm.TwinId ?? "", options) })];
    }

    private static string ReasonOf(AlarmVerb verb, string? comment)
    {
        if (verb is AlarmVerb.Shelve or AlarmVerb.TakeOutOfService && string.IsNullOrWhiteSpace(comment))
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The order has no comment.", "The reason why the alarms are put aside.",
                "Add \"comment\".");
        }

        return comment ?? "";
    }

    private static DateTimeOffset? UntilOf(AlarmVerb verb, DateTimeOffset? until)
    {
        if (verb == AlarmVerb.Shelve && until is null)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The order has no end.", "The time at which the alarms come from the shelf.",
                "Add \"until\"; an alarm that is to be silent without an end is taken out of service.");
        }

        return until;
    }

    private static string? TwinOf(string? twin, ApiOptions options) =>
        string.IsNullOrEmpty(twin) ? null : Limits.Id(twin, options);
}
