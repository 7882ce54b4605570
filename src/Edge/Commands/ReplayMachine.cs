using OrleansTwin.Ingest.Recordings;
using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Edge.Commands;

/// <summary>Finds the machine that a data set was recorded at.</summary>
internal static class ReplayMachine
{
    /// <exception cref="CommandException">No machine, or more than one, has tags of the data set.</exception>
    public static MachineAsset Of(Plant plant)
    {
        var prefix = new RecordedDatasetOptions().TagPrefix;
        var found = plant.Machines.Where(machine => machine.Sensors.Any(IsRecorded)).ToList();
        return found is [var machine] ? machine : throw new CommandException(
            ExitCode.BadInput,
            $"The plant has {found.Count} machines whose sensors have tags like '{prefix}X1_OutputPower'; expected one. "
            + "Tag the recorded machine's sensors with the columns' names, as the supplied Plants/cnc-mill.yaml does.");

        bool IsRecorded(SensorAsset sensor) => sensor.Tag?.StartsWith(prefix, StringComparison.Ordinal) == true;
    }
}
