using OrleansTwin.Store;
using OrleansTwin.Twins.Health.Rul;

namespace OrleansTwin.Runtime.Lives.Trained;

/// <summary>A model in force, read once for all machines that it follows.</summary>
/// <param name="Info">Its version.</param>
/// <param name="Model">Null: it can't be read.</param>
/// <param name="Missing">Why it can't be; empty: it can.</param>
internal sealed record LoadedModel(TrainedModelInfo Info, RulModel? Model, string Missing)
{
    /// <summary>How its bands have held on the machines that it follows here.</summary>
    public RulTrial Trial { get; set; } = RulTrial.Of([]);
}
