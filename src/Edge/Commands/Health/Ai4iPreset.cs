using OrleansTwin.Runtime.Commands;
using OrleansTwin.Twins.Health.Classification;

namespace OrleansTwin.Edge.Commands.Health;

/// <summary>
/// AI4I 2020 (Matzka 2020; UCI data set 601): a milling machine, a row for each workpiece. Physics: what the chip takes up is
/// torque times speed, what the tool bears is wear times torque, what carries heat off is the difference of temperatures.
/// Product ID, UDI and the flags of failure modes are not learned from.
/// </summary>
internal static class Ai4iPreset
{
    public const string Name = "ai4i";
    private const string Air = "Air temperature [K]";
    private const string Process = "Process temperature [K]";
    private const string Speed = "Rotational speed [rpm]";
    private const string Torque = "Torque [Nm]";
    private const string Wear = "Tool wear [min]";
    private const string Quality = "Type";

    public static ClassifyColumns Columns { get; } = new(
        "Machine failure", "UDI", [Air, Process, Speed, Torque, Wear], [Quality],
        [
            new DerivedColumn("temperature difference", Process, '-', Air),
            new DerivedColumn("power", Torque, '*', Speed),
            new DerivedColumn("strain", Wear, '*', Torque),
        ],
        [Air, Process, Torque]);

    /// <summary>Where the middle row of each column lies, widely: what lies elsewhere is another column.</summary>
    private static readonly Dictionary<string, ColumnRange> Medians = new()
    {
        [Air] = new(290, 305), [Process] = new(305, 320), [Speed] = new(1000, 3000), [Torque] = new(10, 100),
        [Wear] = new(0, 300),
    };

    public static ClassifyData Read(string path)
    {
        var data = ClassifyData.Read(path, Columns);
        for (var place = 0; place < data.Layout.Numbers.Count; place++)
        {
            var (name, at) = (data.Layout.Numbers[place], place);
            var sorted = data.Rows.Select(item => item.Row.Numbers[at]).Where(value => !float.IsNaN(value)).Order().ToArray();
            if (sorted.Length > 0 && !Medians[name].Contains(sorted[sorted.Length / 2]))
            {
                throw new CommandException(ExitCode.BadInput, FormattableString.Invariant(
                    $"{path}: half of '{name}' is below {sorted[sorted.Length / 2]}; expected {Medians[name].Low} to ")
                    + FormattableString.Invariant($"{Medians[name].High} for the preset {Name}. Are columns swapped?"));
            }
        }

        return data;
    }

    /// <summary>
    /// What the rules that the data were made by say of a row: heat, power and overstrain. (Worn tools fail by chance, and so
    /// they have no rule.)
    /// </summary>
    public static bool RuleSaysFailure(ClassifierRow row)
    {
        double Of(string name) => row.Numbers[Columns.Features!.ToList().IndexOf(name)];
        var power = Of(Torque) * Of(Speed) * 2 * Math.PI / 60;
        var strainMax = row.Kinds[0] switch { "L" => 11_000, "M" => 12_000, _ => 13_000 };
        return (Columns.Derived[0].Of(Of(Process), Of(Air)) < 8.6f && Of(Speed) < 1380)
            || power is < 3500 or > 9000 || Of(Wear) * Of(Torque) > strainMax;
    }
}
