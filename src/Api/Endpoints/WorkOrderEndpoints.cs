using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;
using OrleansTwin.Twins.Maintenance.Orders;

namespace OrleansTwin.Api.Endpoints;

/// <summary>Work orders: drafted by twins and by people, and what becomes of them.</summary>
internal static class WorkOrderEndpoints
{
    private static readonly (WorkVerb Verb, string Path, string Operation, string Summary)[] Verbs =
    [
        (WorkVerb.Approve, "approve", "approveWorkOrder", "The work will be done."),
        (WorkVerb.Reject, "reject", "rejectWorkOrder", "The work will not be done."),
        (WorkVerb.Schedule, "schedule", "scheduleWorkOrder", "The work is done within from and to."),
        (WorkVerb.Start, "start", "startWorkOrder", "The work has begun."),
        (WorkVerb.Finish, "finish", "finishWorkOrder", "The work is done, with what was found."),
        (WorkVerb.Verify, "verify", "verifyWorkOrder", "The machine runs as it should."),
        (WorkVerb.Reopen, "reopen", "reopenWorkOrder", "The work was done, but the machine does not run as it should."),
    ];

    public static RouteGroupBuilder MapWorkOrders(this RouteGroupBuilder api)
    {
        api.MapGet("/work-orders", ListAsync)
            .Requires(ApiRole.Read)
            .Describe("listWorkOrders", "Maintenance", "Work orders, those that were changed last first.")
            .ProducesProblems(400, 404, 503);
        api.MapGet("/work-orders/{workOrder}", GetAsync)
            .Requires(ApiRole.Read)
            .Describe("getWorkOrder", "Maintenance", "A work order with its evidence, what it takes, and its life so far.")
            .ProducesProblems(404, 503);
        api.MapPost("/work-orders", RequestAsync)
            .Requires(ApiRole.Operate)
            .LimitBody()
            .Describe("requestWork", "Maintenance", "Somebody asks for work on a machine: drafts an order.")
            .ProducesProblems(400, 404, 409, 413, 415, 503);
        foreach (var (verb, path, operation, summary) in Verbs)
        {
            api.MapPost($"/work-orders/{{workOrder}}/{path}", Act(verb))
                .Requires(ApiRole.Operate)
                .LimitBody()
                .Describe(operation, "Maintenance", summary)
                .ProducesProblems(400, 404, 409, 413, 415, 503);
        }

        return api;
    }

    private static async Task<Ok<WorkOrders>> ListAsync(
        string? twin, bool? open, UtcTime? to, int? limit, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var twinId = string.IsNullOrEmpty(twin) ? null : Limits.Id(twin, options);
        var query = new WorkOrderQuery(twinId, open, to?.Value.UtcTicks ?? long.MaxValue, Limits.PageSize(limit, options));
        return TypedResults.Ok(await host.ListWorkOrdersAsync(query, cancellation) ?? throw Faults.NoTwin(twinId ?? ""));
    }

    private static async Task<Ok<WorkOrderView>> GetAsync(string workOrder, ITwinHost host, CancellationToken cancellation) =>
        TypedResults.Ok(await host.GetWorkOrderAsync(workOrder, cancellation) ?? throw NoOrder(workOrder));

    private static async Task<Ok<WorkOrderView>> RequestAsync(
        WorkRequest request, HttpContext context, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var reason = Limits.Words("reason", request.Reason);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The request has no reason.", "What is to be done, or what was noticed.",
                "Add \"reason\".");
        }

        var asked = request with
        {
            MachineId = Limits.Id(request.MachineId ?? "", options),
            Reason = reason,
            RequestKey = Limits.Words("requestKey", request.RequestKey),
            User = KeyGuard.UserOf(context, Limits.Words("user", request.User)),
        };
        return TypedResults.Ok(await host.RequestWorkAsync(asked, cancellation) ?? throw new ProblemException(
            StatusCodes.Status409Conflict, $"{asked.MachineId} has an open work order that was asked for.",
            "One order of a machine that was asked for and is still to be done.",
            "See GET /api/v1/work-orders?open=true; reject it or have it done."));
    }

    private static Delegate Act(WorkVerb verb) => async (
        string workOrder, WorkOrderOrder body, HttpContext context, ITwinHost host, CancellationToken cancellation) =>
        TypedResults.Ok(await host.ActOnWorkOrderAsync(
            new WorkSubmission(
                workOrder, verb, KeyGuard.UserOf(context, Limits.Words("user", body.User)),
                Limits.Words("comment", body.Comment) ?? "", body.From, body.To, Checked(body.Finding)),
            cancellation) ?? throw NoOrder(workOrder));

    private static WorkFinding? Checked(WorkFinding? finding) => finding is null ? null : finding with
    {
        FailureMode = Limits.Words("finding.failureMode", finding.FailureMode) ?? "",
        Text = Limits.Words("finding.text", finding.Text) ?? "",
    };

    private static ProblemException NoOrder(string id) => new(
        StatusCodes.Status404NotFound, $"There is no work order '{id}'.", "The id of a work order.",
        "List them with GET /api/v1/work-orders.");
}
