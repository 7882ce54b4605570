using OrleansTwin.Api.Hosting;

namespace OrleansTwin.Runtime.Tests.Hosting;

public sealed class PostedTelemetryTests : IDisposable
{
    private const string Plant =
        """
        plantFile: 1
        line:
          l:
            machines:
              press: {states: alwaysProducing, sensors: {power: {unit: kW, tag: press/power}}}
        """;

    private readonly string _directory = RunningHost.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_receipt_tells_what_was_refused_and_why()
    {
        await using var host = await RunningHost.StartAsync(Plant, _directory);
        var receipt = await host.PostAsync(
            """[{"tag":"press/power","value":3},{"tag":"press/power","value":"RUN"},{"value":1}]""");
        Assert.Equal((1, 0, 2, false), (receipt.Samples, receipt.UnknownTags, receipt.DeadLetters, receipt.IsDuplicate));
        Assert.Equal(
            [(1, "press/power", "wrongType"), (2, null, "missingTag")],
            receipt.Errors.Select(error => (error.Index, error.Tag, error.Reason)));
        Assert.Equal("a text; 'l/press/power' expects a Number value", receipt.Errors[0].Detail);
    }

    [Fact]
    public async Task A_dead_letter_has_a_word_for_its_reason_what_was_found_and_the_length_of_all_of_it()
    {
        await using var host = await RunningHost.StartAsync(Plant, _directory);
        var text = new string('x', 250);
        await host.PostAsync($$"""[{"tag":"press/power","value":"{{text}}"},{"value":"{{text}}{{text}}"}]""");
        var letters = (await host.Twins.ListDeadLettersAsync(new PageQuery(10), CancellationToken.None)).Items;
        Assert.Equal(
            [("missingTag", 512, 256), ("wrongType", 250, 250)],
            letters.Select(letter => (letter.Reason, (int)letter.PayloadBytes, letter.PayloadHead.Length)));
        Assert.Equal("expected an object with a member tag (or sensor) and a member value", letters[0].Detail);
    }

    [Fact]
    public async Task A_batch_sent_again_after_a_restart_is_answered_like_the_first_time_and_counts_once()
    {
        const string Batch = """[{"tag":"press/power","value":3},{"tag":"loose","value":1},{"value":1}]""";
        await using (var host = await RunningHost.StartAsync(Plant, _directory))
            Assert.False((await host.PostAsync(Batch, "key")).IsDuplicate);
        await using var next = await RunningHost.StartAsync(Plant, _directory);
        var again = await next.PostAsync(Batch, "key");
        Assert.Equal((2, 1, 1, true), (again.Samples, again.UnknownTags, again.DeadLetters, again.IsDuplicate));
        Assert.Equal(1, Assert.Single(await next.UnknownTagsAsync()).Count);
    }
}
