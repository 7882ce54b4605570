using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Grains.Interfaces;

/// <summary>
/// How messages cross between processes, the same in silos and clients. Batches and sums have generated serializers; questions
/// and answers of the gateway go as JSON of their own types, in which an older process skips what it does not know.
/// </summary>
public static class GridMessages
{
    private static readonly string Answers = typeof(TwinView).Namespace!;

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IServiceCollection AddGridMessages(this IServiceCollection services) => services.AddSerializer(serializer =>
        serializer.AddJsonSerializer(
            type => type.Namespace == Answers && type != typeof(HostFaultException) && !type.IsEnum, Json));
}
