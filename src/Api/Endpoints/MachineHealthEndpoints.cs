using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Problems;
using OrleansTwin.Api.Queries;
using OrleansTwin.Api.Security;

namespace OrleansTwin.Api.Endpoints;

/// <summary>What operators say of machines' health; what is known of it stands in their views.</summary>
internal static class MachineHealthEndpoints
{
    public static RouteGroupBuilder MapMachineHealth(this RouteGroupBuilder api)
    {
        api.MapPost("/health/learn-anew/{**id}", LearnAnewAsync)
            .Requires(ApiRole.Operate)
            .LimitBody()
            .Describe("learnAnew", "Health", "A machine is healthy as it is: what is normal for it is learned anew.")
            .ProducesProblems(400, 404, 413, 415, 503);
        return api;
    }

    private static async Task<Ok<HealthView>> LearnAnewAsync(
        string id, HealthOrder order, HttpContext context, ITwinHost host, ApiOptions options, CancellationToken cancellation)
    {
        var comment = Limits.Words("comment", order.Comment);
        if (string.IsNullOrWhiteSpace(comment))
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest, "The order has no comment.", "What was done, or why the machine is healthy.",
                "Add \"comment\".");
        }

        var user = KeyGuard.UserOf(context, Limits.Words("user", order.User));
        var submission = new HealthSubmission(Limits.Id(id, options), user, comment);
        return TypedResults.Ok(await host.LearnAnewAsync(submission, cancellation) ?? throw new ProblemException(
            StatusCodes.Status404NotFound, $"'{submission.MachineId}' is no machine whose health is watched.",
            "A machine with at least two sensors that measure something.",
            "Its view has \"health\" where it is watched; Edge:Health:MachinesMax bounds how many are."));
    }
}
