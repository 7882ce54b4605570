using System.Diagnostics;

namespace OrleansTwin.Ingest.Pipeline;

/// <summary>A batch that the sink has and that is on its way to the disk: since when, and its span in a trace.</summary>
internal readonly record struct TakenBatch(IngestBatch Batch, Task Durable, long StartedAt, Activity? Span);
