using OrleansTwin.Ingest.Sources;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>A decoded message that waits for its batch to be committed.</summary>
internal readonly record struct Submission(IAcknowledger? Acknowledger, SubmissionResult Result);
