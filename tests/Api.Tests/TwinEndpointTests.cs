using System.Text.Json;
using OrleansTwin.Api.Hosting;
using OrleansTwin.Api.Tests.Fakes;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Api.Tests;

public sealed class TwinEndpointTests : IAsyncLifetime
{
    private Gateway _gateway = Gateway.None;

    public async Task InitializeAsync() => _gateway = await Gateway.StartAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task A_list_item_has_exactly_one_id_key()
    {
        var (_, text) = await _gateway.TextAsync("/api/v1/twins?limit=1000");
        var items = JsonDocument.Parse(text).RootElement.GetProperty("items").GetArrayLength();
        Assert.Equal(FakePlant.Views().Count(), items);
        Assert.Equal(items, text.Split("\"id\"").Length - 1);
    }

    [Fact]
    public async Task Pages_join_to_the_whole_list_without_repeats()
    {
        var ids = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await _gateway.JsonAsync(
                $"/api/v1/twins?limit=7{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(FakePlant.Views().Select(view => view.Id).Order(StringComparer.Ordinal), ids);
    }

    [Theory]
    [InlineData("kind=machine", 6)]
    [InlineData("kind=Machine", 6)]
    [InlineData("parent=acme/lyon", 2)]
    [InlineData("parent=acme%2Flyon&kind=line", 2)]
    [InlineData("q=PRESS-1/POWER", 2)]
    public async Task The_list_is_narrowed_by_parent_kind_and_text(string query, int count)
    {
        var page = await _gateway.JsonAsync("/api/v1/twins?" + query);
        Assert.Equal(count, page.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(FakePlant.Root, "composite")]
    [InlineData(FakePlant.Line, "composite")]
    [InlineData(FakePlant.Machine, "machine")]
    [InlineData(FakePlant.Sensor, "sensor")]
    public async Task A_twin_is_found_by_its_path_and_shows_its_own_part_only(string id, string part)
    {
        var view = await _gateway.JsonAsync("/api/v1/twins/" + id);
        Assert.Equal(id, view.GetProperty("id").GetString());
        var parts = new[] { "sensor", "machine", "composite" }.Where(name => view.TryGetProperty(name, out _));
        Assert.Equal([part], parts);
    }

    [Fact]
    public async Task An_id_with_escaped_slashes_is_the_same_twin()
    {
        var view = await _gateway.JsonAsync("/api/v1/twins/" + Uri.EscapeDataString(FakePlant.Sensor));
        Assert.Equal(FakePlant.Sensor, view.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Undefined_numbers_are_null_and_times_are_utc()
    {
        var machine = FakePlant.MachineOf(FakePlant.Machine, "Press", PackMlState.Execute);
        var since = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.FromHours(2));
        var shift = new ShiftOee(null, null, double.NaN, double.PositiveInfinity, null, null, false);
        _gateway.Host.Change(
            machine with { Machine = machine.Machine! with { PowerKw = double.NaN, Since = since, Shift = shift } });

        var view = (await _gateway.JsonAsync("/api/v1/twins/" + FakePlant.Machine)).GetProperty("machine");

        Assert.Equal(JsonValueKind.Null, view.GetProperty("powerKw").ValueKind);
        Assert.Equal(JsonValueKind.Null, view.GetProperty("shift").GetProperty("effectiveness").ValueKind);
        Assert.Equal("2026-11-21T08:00:00Z", view.GetProperty("since").GetString());
    }

    [Fact]
    public async Task Words_are_camel_case_in_values_and_in_keys()
    {
        var view = (await _gateway.JsonAsync("/api/v1/twins/" + FakePlant.Line)).GetProperty("composite");
        Assert.Equal("sumBased", view.GetProperty("oeeRule").GetString());
        Assert.Equal(3, view.GetProperty("machinesByClass").GetProperty("producing").GetInt32());
    }

    [Theory]
    [InlineData("/api/v1/twins/acme/paris")]
    [InlineData("/api/v1/kpis/acme/paris")]
    [InlineData("/api/v1/timeline/acme/paris")]
    [InlineData("/api/v1/history/acme/paris")]
    [InlineData("/api/v1/live?ids=acme,acme/paris")]
    public async Task An_unknown_twin_is_a_404_that_names_it(string path)
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Get, path);
        var problem = await answer.ProblemAsync(404);
        Assert.Contains("acme/paris", problem.GetProperty("found").GetString(), StringComparison.Ordinal);
    }
}
