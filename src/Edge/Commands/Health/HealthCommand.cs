using System.CommandLine;
using OrleansTwin.Edge.Commands.Health.Anomalies;
using OrleansTwin.Edge.Commands.Health.Bearings;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary><c>health</c>: what models say of assets, learned from files and told into files.</summary>
internal static class HealthCommand
{
    public static Command Create() => new("health", "Learn from histories of assets how they fail, and judge assets by it.")
    {
        RulCommand.Create(),
        ClassifyCommand.Create(),
        BearingsCommand.Create(),
        AnomalyCommand.Create(),
        CausesCommand.Create(),
    };
}
