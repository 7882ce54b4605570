using Microsoft.Extensions.DependencyInjection;

namespace OrleansTwin.Api.Tests;

public class OptionsTests
{
    private static readonly ApiKey Key = ApiKey.FromText("k", "text", ApiRole.Read);

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://192.168.1.5:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://*:8080")]
    public void An_address_that_others_reach_demands_keys(string url)
    {
        var refused = Assert.Throws<ApiOptionsException>(() => Add(new ApiOptions { ListenUrl = url }));
        Assert.Equal("Keys", refused.Key);
        Assert.Contains(url, refused.Found, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Expected);
        Assert.Contains("127.0.0.1", refused.Remedy, StringComparison.Ordinal);
        Add(new ApiOptions { ListenUrl = url, Keys = [Key] });
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.1.2.3:80")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    public void Loopback_needs_no_keys(string url) => Add(new ApiOptions { ListenUrl = url });

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://plant.example:8080")]
    [InlineData("http://127.0.0.1:8080/twin")]
    [InlineData("ftp://127.0.0.1")]
    public void An_address_that_is_none_is_refused(string url)
    {
        var refused = Assert.Throws<ApiOptionsException>(() => Add(new ApiOptions { ListenUrl = url, Keys = [Key] }));
        Assert.Equal("ListenUrl", refused.Key);
        Assert.StartsWith("Api:ListenUrl is ", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, ApiOptions> Wrong => new()
    {
        { "PageSizeMax", new ApiOptions { PageSizeMax = 0 } },
        { "PageSizeDefault", new ApiOptions { PageSizeDefault = 2000 } },
        { "PointsMax", new ApiOptions { PointsMax = -1 } },
        { "TelemetryBytesMax", new ApiOptions { TelemetryBytesMax = int.MaxValue } },
        { "LivePeriod", new ApiOptions { LivePeriod = TimeSpan.Zero } },
        { "LiveRingMax", new ApiOptions { LiveRingMax = 0 } },
        { "WindowMax", new ApiOptions { WindowMax = TimeSpan.MaxValue } },
        { "Keys", new ApiOptions { Keys = [Key with { Name = " " }] } },
        { "Keys:k:Sha256", new ApiOptions { Keys = [Key with { Sha256 = "the key itself" }] } },
        { "Keys:k:Roles", new ApiOptions { Keys = [Key with { Roles = [] }] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_meaningless_option_is_refused_by_its_key(string key, ApiOptions options)
    {
        var refused = Assert.Throws<ApiOptionsException>(() => Add(options));
        Assert.Equal(key, refused.Key);
        Assert.DoesNotContain("the key itself", refused.Message, StringComparison.Ordinal);
    }

    private static void Add(ApiOptions options) => new ServiceCollection().AddOrleansTwinApi(options);
}
