using System.Net;
using System.Net.Http.Json;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.HostConformance.Tests.Hosts;

/// <summary>
/// The link from an Edge to a grid without the wires: requests arrive, arrive twice, are lost, or their answers are, in an order
/// drawn from a seed; and for a while nothing goes through.
/// </summary>
internal sealed class ShakyLink(int seed, Func<byte[], Task<ForwardReceipt>> grid) : HttpMessageHandler
{
    private readonly Random _random = new(seed);

    public bool IsCut { get; set; }

    /// <summary>Requests that arrived, and what became of the others.</summary>
    public int Arrived { get; private set; }

    public int Lost { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fate = IsCut ? 0 : _random.Next(12);
        if (fate == 0)
            throw Lose("the link is down");
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Arrived++;
        var receipt = await grid(body);
        if (fate == 1)
            receipt = await grid(body);
        return fate == 2
            ? throw Lose("the answer is lost")
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(receipt) };
    }

    private HttpRequestException Lose(string why)
    {
        Lost++;
        return new HttpRequestException(why);
    }
}
