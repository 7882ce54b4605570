namespace OrleansTwin.Edge.Commands.Health;

/// <summary>Progress that work on another thread tells, for the screen.</summary>
internal sealed class SharedProgress : IProgressSource
{
    private double _fraction;

    public double Fraction => Volatile.Read(ref _fraction);

    public string? Trouble => null;

    public static Task<T> ShowAsync<T>(string name, Func<Action<double>, T> work)
    {
        var progress = new SharedProgress();
        void Tell(double fraction) => Volatile.Write(ref progress._fraction, fraction);
        return ProgressScreen.ShowAsync(name, progress, Task.Run(() => work(Tell)));
    }
}
