using OrleansTwin.Twins.Machines;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Simulation;

/// <summary>What has been shown of a machine so far, and the channels that show it.</summary>
internal sealed class MachineView(SimulatedMachine machine, EmitOptions options)
{
    private readonly Dictionary<(int Channel, PieceResult Result), string> _resultTexts = [];

    public SimulatedMachine Machine => machine;

    public StateTexts States { get; } = new(machine.Asset, options.TellsFlowReason);

    public TimeClass Class { get; private set; } = machine.Class;

    public string? Product { get; private set; } = machine.Product;

    public string? Order { get; private set; } = machine.Order;

    public long Good { get; private set; }

    public long Scrap { get; private set; }

    public long Rework { get; private set; }

    /// <summary>Channels whose value jumps with the state.</summary>
    public List<Channel> Edges { get; } = [];

    /// <summary>State texts, running energy and signals that remember.</summary>
    public List<Channel> OnState { get; } = [];

    public List<Channel> OnContext { get; } = [];

    public List<Channel> OnPiece { get; } = [];

    /// <summary>Channels that say something of each piece, not a running count.</summary>
    public List<Channel> PerPiece { get; } = [];

    public void Add(Channel channel, SensorAsset sensor)
    {
        if (channel.HasEdges)
            Edges.Add(channel);
        switch (channel.Shape)
        {
            case SignalShape.State or SignalShape.Energy or SignalShape.Thermal:
                OnState.Add(channel);
                break;
            case SignalShape.Product or SignalShape.Order:
                OnContext.Add(channel);
                break;
            case SignalShape.GoodCount or SignalShape.ScrapCount or SignalShape.TotalCount or SignalShape.ReworkCount:
                OnPiece.Add(channel);
                break;
            case SignalShape.CyclePulse or SignalShape.PieceResult:
                PerPiece.Add(channel);
                RememberResults(channel, sensor);
                break;
        }
    }

    public void Show(in SimulationChange change)
    {
        if (change.Kind == ChangeKind.State)
            Class = change.Class;
        else if (change.Kind == ChangeKind.Context)
            (Product, Order) = (change.Product, change.Order);
        else if (change.Result == PieceResult.Good)
            Good++;
        else if (change.Result == PieceResult.Scrap)
            Scrap++;
        else
            Rework++;
    }

    public string ResultText(int channel, PieceResult result) => _resultTexts[(channel, result)];

    private static QuantityRole RoleOf(PieceResult result) =>
        result switch
        {
            PieceResult.Good => QuantityRole.Good,
            PieceResult.Scrap => QuantityRole.Scrap,
            _ => QuantityRole.Rework,
        };

    private void RememberResults(Channel channel, SensorAsset sensor)
    {
        var results = machine.Asset.Quantities.FirstOrDefault(quantity => quantity.Sensor == sensor.LocalId)?.Results
            ?? new Dictionary<string, QuantityRole>();
        foreach (var result in Enum.GetValues<PieceResult>())
        {
            _resultTexts[(channel.Index, result)] = results.Where(entry => entry.Value == RoleOf(result))
                .Select(entry => entry.Key).Order(StringComparer.Ordinal).FirstOrDefault() ?? result.ToString();
        }
    }
}
