namespace OrleansTwin.Api.Problems;

/// <summary>Ends a request with a problem; <see cref="ProblemMiddleware"/> writes it.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public ProblemException(int status, string found, string expected, string remedy)
        : this(Problem.Of(status, found, expected, remedy))
    {
    }

    public Problem Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; init; }
}
