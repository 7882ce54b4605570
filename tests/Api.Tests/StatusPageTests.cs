using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Health.Live;

namespace OrleansTwin.Api.Tests;

public sealed partial class StatusPageTests : IAsyncLifetime
{
    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task The_page_runs_its_own_script_and_style_and_no_other()
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/");
        var page = await answer.Content.ReadAsStringAsync();
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        foreach (var element in new[] { "script", "style" })
        {
            var content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            Assert.True(content.Length > 1000, $"The page's {element} is missing.");
            Assert.Contains($"{element}-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_refers_to_nothing_outside_and_uses_nothing_that_its_policy_forbids()
    {
        var (_, page) = await _gateway.TextAsync("/");
        var outside = Outside().Matches(page).Select(match => match.Value).Where(
            url => !url.Contains("www.w3.org", StringComparison.Ordinal));
        Assert.Empty(outside);
        Assert.DoesNotMatch(@"\son[a-z]+=""|\sstyle=""|innerHTML|eval\(|<script [a-z]", page);
    }

    [Fact]
    public async Task The_page_has_words_for_every_source_of_alarms_and_condition_of_health()
    {
        var (_, page) = await _gateway.TextAsync("/");
        var named = Enum.GetNames<AlarmSource>().Where(source => source != nameof(AlarmSource.TwinFault))
            .Select(source => $"a.source === '{JsonNamingPolicy.CamelCase.ConvertName(source)}'");
        var coloured = Enum.GetNames<HealthCondition>().Select(
            condition => $"{JsonNamingPolicy.CamelCase.ConvertName(condition)}: '--");
        Assert.All(named.Concat(coloured), text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, true, 200, 200)]
    [InlineData(true, false, 200, 503)]
    [InlineData(false, false, 503, 503)]
    public async Task Probes_answer_by_status(bool isAlive, bool isReady, int health, int readiness)
    {
        _gateway.Host.Health = new HealthReport(isAlive, isReady, [new HealthCheck("journal", isReady, "disk full")]);
        var (alive, text) = await _gateway.TextAsync("/healthz");
        var (ready, _) = await _gateway.TextAsync("/readyz");
        Assert.Equal((health, readiness), ((int)alive, (int)ready));
        Assert.Contains("disk full", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"https?://[^\s'""]+")]
    private static partial Regex Outside();
}
