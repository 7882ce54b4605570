using OrleansTwin.Twins.Model;

namespace OrleansTwin.Twins.Machines;

/// <summary>
/// Parts that a sensor plays in its machine's fold. A sensor can play several (a power meter that also tells the state).
/// </summary>
[Flags]
internal enum SignalRoles : byte
{
    None = 0,
    State = 1,
    Power = 2,
    Pulse = 4,
    Product = 8,
    Order = 16,
    Quantity = 32,
    Meter = 64,
}

/// <summary>Which sensor, by index, plays which part: the plant's local ids resolved once.</summary>
internal sealed class SignalBinding
{
    private readonly SignalRoles[] _roles;
    private readonly ushort[] _places;

    public SignalBinding(MachineAsset asset)
    {
        _roles = new SignalRoles[asset.Sensors.Count];
        BindStates(asset);
        Bind(asset, asset.Context.ProductSensor, SignalRoles.Product);
        Bind(asset, asset.Context.OrderSensor, SignalRoles.Order);
        QuantityOf = [.. asset.Quantities.Select(quantity => Bind(asset, quantity.Sensor, SignalRoles.Quantity))];
        MeterOf = [.. asset.Meters.Select(meter => Bind(asset, meter.Sensor, SignalRoles.Meter))];
        Signals = [.. Enumerable.Range(0, Count).Where(sensor => _roles[sensor] != SignalRoles.None).OrderBy(RankOf)];
        _places = new ushort[Count];
        for (var place = 0; place < Signals.Length; place++)
            _places[Signals[place]] = (ushort)place;
    }

    /// <summary>
    /// The sensors that play a part, in the order in which signals of one instant fold: a piece counts for the state and product
    /// that were, then the state changes, then the product; among equals by their number.
    /// </summary>
    public int[] Signals { get; }

    /// <summary>Sensor index of each quantity signal.</summary>
    public int[] QuantityOf { get; }

    /// <summary>Sensor index of each meter.</summary>
    public int[] MeterOf { get; }

    public int Count => _roles.Length;

    public SignalRoles this[int sensor] => _roles[sensor];

    /// <summary>A signal's place in <see cref="Signals"/>.</summary>
    public int PlaceOf(int signal) => _places[signal];

    private int RankOf(int sensor) =>
        (_roles[sensor] & (SignalRoles.Quantity | SignalRoles.Meter)) != 0 ? 0
        : (_roles[sensor] & (SignalRoles.State | SignalRoles.Power | SignalRoles.Pulse)) != 0 ? 1
        : 2;

    private void BindStates(MachineAsset asset)
    {
        switch (asset.States)
        {
            case StateTag tag:
                Bind(asset, tag.Sensor, SignalRoles.State);
                break;
            case DerivedStates derived:
                Bind(asset, derived.PowerSensor, SignalRoles.Power);
                Bind(asset, derived.PulseSensor, SignalRoles.Pulse);
                break;
        }
    }

    private int Bind(MachineAsset asset, string? localId, SignalRoles role)
    {
        if (localId is null)
            return -1;
        if (asset.IndexOf(localId) is >= 0 and var sensor)
        {
            _roles[sensor] |= role;
            return sensor;
        }

        throw new ArgumentException(
            $"Machine {asset.Id} names sensor '{localId}', which it does not have; its sensors are "
            + string.Join(", ", asset.Sensors.Select(sensor => sensor.LocalId)) + ".",
            nameof(asset));
    }
}
