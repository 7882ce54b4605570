using System.Runtime.CompilerServices;
using OrleansTwin.Twins.Elements;

namespace OrleansTwin.Twins.Kpis;

/// <summary>
/// What a KPI formula may look at: the element sums of one window, by the symbols of ISO 22400-2. The compound times are
/// AUPT = APT + AUST; ADET = minor stops + starved + blocked + waiting; ADOT = breakdowns; AUBT = AUPT + ADET.
/// </summary>
public readonly ref struct KpiInput
{
    private readonly ref readonly ElementVector _elements;

    /// <param name="elements">Sums over the window.</param>
    /// <param name="firstOperationQuantity">PQ of the first operation of the line; the fall-off ratio alone asks for it.</param>
    public KpiInput(in ElementVector elements, long firstOperationQuantity)
    {
        _elements = ref elements;
        FirstOperationQuantity = firstOperationQuantity;
    }

    public long FirstOperationQuantity { get; }

    public long Calendar => this[Element.CalendarTime];

    public long Pbt => this[Element.PlannedBusyTime];

    public long Apt => this[Element.ActualProductionTime];

    public long Aust => this[Element.ActualSetupTime];

    public long Aupt => Apt + Aust;

    public long Adet =>
        this[Element.MinorStopTime] + this[Element.StarvedTime] + this[Element.BlockedTime] + this[Element.WaitingTime];

    public long Adot => this[Element.BreakdownTime];

    public long Aubt => Aupt + Adet;

    public long Aoet => this[Element.OrderExecutionTime];

    public long Pq => this[Element.ProducedQuantity];

    public long Gq => this[Element.GoodQuantity];

    public long Sq => this[Element.ScrapQuantity];

    public long Rq => this[Element.ReworkQuantity];

    /// <summary>PRI·PQ; null where pieces were produced but no ideal cycle time is known.</summary>
    public long? IdealTime =>
        this[Element.IdealTimeOfProduced] is var ideal && (ideal != 0 || Pq == 0) ? ideal : null;

    public long this[Element element] => _elements[element];

    public double EnergyKwh(Carrier carrier) => _elements.EnergyKwh(carrier);

    public double EnergyKwh()
    {
        var sum = 0.0;
        for (var carrier = 0; carrier < ElementVector.CarrierMax; carrier++)
            sum += _elements.EnergyKwh((Carrier)carrier);
        return sum;
    }
}
