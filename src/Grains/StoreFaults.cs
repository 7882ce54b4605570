using OrleansTwin.Store;

namespace OrleansTwin.Grains;

/// <summary>A store's exceptions as they go from one process to another: what they tell, without what led to it.</summary>
[GenerateSerializer, Alias("OrleansTwin.StoreFault")]
internal struct StoreFaultSurrogate
{
    [Id(0)]
    public string Message;
}

[RegisterConverter]
internal sealed class StoreUnavailableConverter : IConverter<StoreUnavailableException, StoreFaultSurrogate>
{
    public StoreUnavailableException ConvertFromSurrogate(in StoreFaultSurrogate surrogate) => new(surrogate.Message);

    public StoreFaultSurrogate ConvertToSurrogate(in StoreUnavailableException value) => new() { Message = value.Message };
}

[RegisterConverter]
internal sealed class StoreRefusedConverter : IConverter<StoreRefusedException, StoreFaultSurrogate>
{
    public StoreRefusedException ConvertFromSurrogate(in StoreFaultSurrogate surrogate) => new(surrogate.Message);

    public StoreFaultSurrogate ConvertToSurrogate(in StoreRefusedException value) => new() { Message = value.Message };
}

[RegisterConverter]
internal sealed class StoreCorruptedConverter : IConverter<StoreCorruptedException, StoreFaultSurrogate>
{
    public StoreCorruptedException ConvertFromSurrogate(in StoreFaultSurrogate surrogate) => new(surrogate.Message);

    public StoreFaultSurrogate ConvertToSurrogate(in StoreCorruptedException value) => new() { Message = value.Message };
}
