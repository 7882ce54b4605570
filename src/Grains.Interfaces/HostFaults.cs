using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>A refusal on its way from a grain to the gateway.</summary>
[GenerateSerializer, Alias("OrleansTwin.HostFault")]
internal struct HostFaultSurrogate
{
    [Id(0)]
    public HostFault Fault;

    [Id(1)]
    public string Found;

    [Id(2)]
    public string Expected;

    [Id(3)]
    public string Remedy;

    [Id(4)]
    public TimeSpan? RetryAfter;
}

[RegisterConverter]
internal sealed class HostFaultConverter : IConverter<HostFaultException, HostFaultSurrogate>
{
    public HostFaultException ConvertFromSurrogate(in HostFaultSurrogate surrogate) =>
        new(surrogate.Fault, surrogate.Found, surrogate.Expected, surrogate.Remedy) { RetryAfter = surrogate.RetryAfter };

    public HostFaultSurrogate ConvertToSurrogate(in HostFaultException value) => new()
    {
        Fault = value.Fault,
        Found = value.Found,
        Expected = value.Expected,
        Remedy = value.Remedy,
        RetryAfter = value.RetryAfter,
    };
}
