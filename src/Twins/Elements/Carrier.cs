namespace OrleansTwin.Twins.Elements;

/// <summary>
/// Energy carriers that a meter can measure. Numbers are persisted: append only, at most <see cref="ElementVector.CarrierMax"/>.
/// </summary>
public enum Carrier
{
    Electricity = 0,
    NaturalGas = 1,
    FuelOil = 2,
    Heat = 3,
    CompressedAir = 4,
    Cooling = 5,
}
