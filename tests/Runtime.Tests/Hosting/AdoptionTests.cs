using OrleansTwin.Api.Hosting;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Ingest.Tests;
using OrleansTwin.Twins.Model;

namespace OrleansTwin.Runtime.Tests.Hosting;

public sealed class AdoptionTests : IDisposable
{
    private const string Plant =
        """
        plantFile: 1
        line:
          l:
            machines:
              press: # the old one
                states: alwaysProducing
                sensors:
                  power: {unit: kW, tag: press/power}
                  pressure: {unit: bar} # fed by nothing yet
              oven: {states: alwaysProducing}
        """;

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task From_the_next_message_on_an_adopted_tag_feeds_its_new_sensor()
    {
        await using var host = await RunningHost.StartAsync(Plant, _directory);
        await host.PostAsync("""[{"tag":"press/power","value":3},{"tag":"oven/temp","value":200}]""");
        var unknown = Assert.Single(await host.UnknownTagsAsync());
        Assert.Equal(
            ("oven/temp", "http", 1, "200", ValueKind.Number),
            (unknown.Tag, unknown.Source, unknown.Count, unknown.LastValue, unknown.ValueKind));

        var adopted = await host.AdoptAsync("oven/temp", "l/oven/temperature", "Temperature", "degC");
        Assert.Equal(new AdoptedTag("oven/temp", "l/oven/temperature", 2), adopted);
        Assert.Empty(await host.UnknownTagsAsync());
        Assert.Null((await host.SensorAsync("l/oven/temperature"))?.Value);

        Assert.Equal(0, (await host.PostAsync("""{"tag":"oven/temp","value":210}""")).UnknownTags);
        var sensor = await host.SensorAsync("l/oven/temperature");
        Assert.Equal((210, "degC"), (sensor?.Value, sensor?.Unit));
        Assert.Equal(3, (await host.SensorAsync("l/press/power"))?.Value);
    }

    [Fact]
    public async Task A_version_that_cannot_be_put_in_force_is_followed_by_the_one_that_goes_on_running()
    {
        await using var host = await RunningHost.StartAsync(Plant, _directory, over: BrittleStore.Over);
        await host.PostAsync("""{"tag":"press/power","value":666}""");
        await Waiting.Until(() => host.Host.Engine.Recovery.HasGivenUp, "the end of all attempts");
        var other = new PlantReplacement(Plant.Replace("oven", "kiln", StringComparison.Ordinal), 1, null, false);

        await Assert.ThrowsAnyAsync<Exception>(() => host.Twins.ReplacePlantAsync(other, CancellationToken.None));

        var newest = await host.Host.Engine.Store.PlantVersions.ReadLatestAsync();
        Assert.Equal((3, "version 2 could not be put in force"), (newest?.Info.Number, newest?.Info.Note));
        Assert.Equal(Plant, newest?.Text);
        Assert.Equal(3, (await host.Twins.GetPlantAsync(null, CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task An_adoption_is_a_version_of_the_plant_with_its_comments_and_stands_in_the_audit_log()
    {
        await using var host = await RunningHost.StartAsync(Plant, _directory);
        await host.PostAsync("""{"tag":"press/bar","value":6}""");
        await host.AdoptAsync("press/bar", "l/press/pressure");
        var document = await host.Twins.GetPlantAsync(null, CancellationToken.None);
        Assert.Equal((2, "adopted tag press/bar for l/press/pressure"), (document?.Version, document?.Note));
        Assert.Equal(Plant.Replace("{unit: bar}", "{unit: bar, tag: press/bar}", StringComparison.Ordinal), document?.Text);
        var entry = Assert.Single(await host.Host.Engine.Store.Audit.ReadAsync(10));
        Assert.Equal(("api", "tag adopted", "version 2"), (entry.Actor, entry.Action, entry.Subject));
    }

    [Theory]
    [InlineData("never/seen", "l/oven/x", HostFault.NotFound)]
    [InlineData("loose", "l/boiler/x", HostFault.NotFound)]
    [InlineData("loose", "l/press/power", HostFault.Conflict)]
    [InlineData("press/power", "l/oven/x", HostFault.Conflict)]
    [InlineData("loose", "l/oven/no id", HostFault.Invalid)]
    public async Task What_does_not_fit_is_refused_and_changes_nothing(string tag, string sensor, HostFault fault)
    {
        await using var host = await RunningHost.StartAsync(Plant, _directory);
        await host.PostAsync("""{"tag":"loose","value":1}""");
        var refused = await Assert.ThrowsAsync<HostFaultException>(() => host.AdoptAsync(tag, sensor));
        Assert.Equal(fault, refused.Fault);
        Assert.Equal(1, (await host.Twins.GetPlantAsync(null, CancellationToken.None))?.Version);
        Assert.Single(await host.UnknownTagsAsync());
    }

    [Fact]
    public async Task Adopted_tags_outlive_a_restart_with_the_same_file_and_a_file_that_was_edited_takes_force()
    {
        await using (var host = await RunningHost.StartAsync(Plant, _directory))
        {
            await host.PostAsync("""{"tag":"loose","value":1}""");
            await host.AdoptAsync("loose", "l/oven/x");
        }

        await using (var same = await RunningHost.StartAsync(Plant, _directory))
        {
            await same.PostAsync("""{"tag":"loose","value":2}""");
            Assert.Equal(2, (await same.SensorAsync("l/oven/x"))?.Value);
        }

        await using var edited = await RunningHost.StartAsync(Plant + "\n# edited\n", _directory);
        Assert.Equal(3, (await edited.Twins.GetPlantAsync(null, CancellationToken.None))?.Version);
        Assert.Null(await edited.SensorAsync("l/oven/x"));
    }

    [Fact]
    public async Task Unknown_tags_outlive_a_restart_with_their_counts()
    {
        await using (var host = await RunningHost.StartAsync(Plant, _directory))
        {
            for (var i = 1; i <= 3; i++)
                await host.PostAsync($$"""[{"tag":"a","value":{{i}}},{"tag":"b","value":"RUN"}]""");
        }

        await using var next = await RunningHost.StartAsync(Plant, _directory);
        await next.PostAsync("""{"tag":"a","value":4}""");
        Assert.Equal(
            [("a", 4, "4", ValueKind.Number), ("b", 3, "RUN", ValueKind.Text)],
            (await next.UnknownTagsAsync()).Select(tag => (tag.Tag, (int)tag.Count, tag.LastValue, tag.ValueKind)));
    }
}
