namespace OrleansTwin.Ingest.Rejects;

/// <summary>Where refused input is kept. Called on the pipeline's thread: be quick, do not throw, do not block.</summary>
public interface IDeadLetters
{
    void Add(DeadLetter letter);
}
