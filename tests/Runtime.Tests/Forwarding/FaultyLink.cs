using System.Net;
using System.Net.Http.Json;
using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Tests.Forwarding;

/// <summary>What becomes of a request.</summary>
internal enum LinkFault
{
    None,

    /// <summary>It never reaches the grid.</summary>
    Lost,

    /// <summary>The grid has done it; its answer is lost.</summary>
    AnswerLost,

    /// <summary>It comes twice.</summary>
    Doubled,

    /// <summary>A proxy answers in the grid's place.</summary>
    Proxy,
}

/// <summary>The link from an Edge to a grid without the wires.</summary>
internal sealed class FaultyLink(Func<byte[], Task<ForwardReceipt>> grid) : HttpMessageHandler
{
    private readonly Queue<LinkFault> _faults = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    public bool IsCut { get; set; }

    public int Requests { get; private set; }

    /// <summary>The largest request, packed.</summary>
    public int BytesMax { get; private set; }

    /// <summary>The next requests have these fates.</summary>
    public void Meet(params LinkFault[] faults)
    {
        lock (_faults)
            Array.ForEach(faults, _faults.Enqueue);
    }

    /// <summary>No request is under way when this returns, until <see cref="GoOn"/>.</summary>
    public Task PauseAsync() => _one.WaitAsync();

    public void GoOn() => _one.Release();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = NextFault();
        if (IsCut || fault == LinkFault.Lost)
            throw new HttpRequestException("the link is down");
        if (fault == LinkFault.Proxy)
            return new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>Bad gateway</html>") };
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        (Requests, BytesMax) = (Requests + 1, Math.Max(BytesMax, body.Length));
        try
        {
            var receipt = await AskAsync(body);
            if (fault == LinkFault.Doubled)
                receipt = await AskAsync(body);
            return fault == LinkFault.AnswerLost
                ? throw new HttpRequestException("the answer is lost")
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(receipt) };
        }
        catch (HostFaultException refused)
        {
            return new HttpResponseMessage(HttpStatusCode.Conflict)
            {
                Content = JsonContent.Create(new { refused.Found, refused.Expected, refused.Remedy }),
            };
        }
    }

    private async Task<ForwardReceipt> AskAsync(byte[] body)
    {
        await _one.WaitAsync();
        try
        {
            return await grid(body);
        }
        finally
        {
            _one.Release();
        }
    }

    private LinkFault NextFault()
    {
        lock (_faults)
            return _faults.TryDequeue(out var fault) ? fault : LinkFault.None;
    }
}
