using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTwin.Runtime.Tests.Support;
using OrleansTwin.Runtime.Webhooks;
using OrleansTwin.Twins.Alarms;
using OrleansTwin.Twins.Samples;

namespace OrleansTwin.Runtime.Tests.Webhooks;

public class WebhookTests
{
    private const string Temperature = $"{SmallPlant.Alone}/temperature";
    private const string Raised = "alarm.raised";
    private const string Returned = "alarm.returned";

    [Fact]
    public async Task What_happens_to_an_alarm_is_told_in_order_signed_and_with_an_id_of_its_own()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(bench, To(receiver) with { Secret = "whsec_c2VjcmV0" });
        await RaiseAsync(bench);
        await bench.Engine.ActAsync(
            SmallPlant.Alone, new AlarmPlace("temperature", AlarmSource.Limit),
            new AlarmAction(AlarmVerb.Acknowledge, SmallPlant.At(8.2), "eva", "on my way", 0), CancellationToken.None);
        await SaveAsync(bench, webhooks);

        Told[] told = [await receiver.NextAsync(), await receiver.NextAsync()];
        Assert.Equal([Raised, "alarm.acknowledged"], told.Select(TypeOf));
        using var body = JsonDocument.Parse(told[1].Body);
        var data = body.RootElement.GetProperty("data");
        Assert.Equal(
            (Temperature, "limit", "acknowledgedActive", "eva", "on my way"),
            (Text(data, "twinId"), Text(data, "source"), Text(data, "to"), Text(data, "user"), Text(data, "comment")));
        Assert.NotEqual(told[0].Id, told[1].Id);
        foreach (var each in told)
        {
            var signed = Encoding.UTF8.GetBytes($"{each.Id}.{each.Timestamp}.{each.Body}");
            var expected = Convert.ToBase64String(HMACSHA256.HashData("secret"u8, signed));
            Assert.Equal(($"v1,{expected}", each.Id), (each.Signature, each.Key));
        }
    }

    [Theory]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    [InlineData(StatusCodes.Status302Found)]
    [InlineData(StatusCodes.Status401Unauthorized)]
    public async Task What_is_not_taken_is_told_again_with_the_same_id_before_what_came_after(int refusal)
    {
        var refusals = 3;
        await using var receiver = await Receiver.StartAsync(
            _ => Interlocked.Decrement(ref refusals) >= 0 ? refusal : StatusCodes.Status200OK);
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(bench, To(receiver));
        await RaiseAsync(bench);
        await ReturnAsync(bench);
        await SaveAsync(bench, webhooks);

        Told[] told = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => receiver.NextAsync()))];
        Assert.Equal([Raised, Raised, Raised, Raised, Returned], told.Select(TypeOf));
        Assert.Equal(2, told.Select(each => each.Id).Distinct().Count());
    }

    [Fact]
    public async Task After_a_kill_what_was_told_and_not_marked_so_is_told_again_and_the_rest_follows()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var receiver = await Receiver.StartAsync();
        Told before;
        await bench.Store.Outbox.OpenAsync([To(receiver).Name]);
        await RaiseAsync(bench);
        await bench.CheckpointAsync();
        var killed = bench.CopyAsKilled();
        await using (await OpenAsync(bench, To(receiver)))
            before = await receiver.NextAsync();

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), killed);
        await using var after = await OpenAsync(restarted, To(receiver));
        Assert.Equal(before.Id, (await receiver.NextAsync()).Id);
        await ReturnAsync(restarted);
        await SaveAsync(restarted, after);
        Assert.Equal(Returned, TypeOf(await receiver.NextAsync()));
    }

    [Fact]
    public async Task An_event_has_the_same_id_when_the_journal_is_folded_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(bench, To(receiver));
        await RaiseAsync(bench);
        var killed = bench.CopyAsKilled();
        await SaveAsync(bench, webhooks);

        await using var restarted = await EngineBench.OpenAsync(SmallPlant.Create(), killed);
        await using var after = await OpenAsync(restarted, To(receiver));
        await SaveAsync(restarted, after);
        Assert.Equal((await receiver.NextAsync()).Id, (await receiver.NextAsync()).Id);
    }

    [Fact]
    public async Task What_the_receiver_will_never_take_is_given_up_and_told_again_when_somebody_asks()
    {
        var isMended = false;
        await using var receiver = await Receiver.StartAsync(told =>
            TypeOf(told) == Raised && !isMended ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(bench, To(receiver));
        await RaiseAsync(bench);
        await ReturnAsync(bench);
        await SaveAsync(bench, webhooks);
        var refused = await receiver.NextAsync();
        await receiver.NextAsync();

        var lost = Assert.Single(await webhooks.ListUndeliveredAsync(10, default));
        Assert.Equal(("cmms", refused.Id, Raised), (lost.Webhook, lost.EventId, lost.Type));
        Assert.Contains("answers 422", lost.Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await webhooks.TellAgainAsync("cmms", default))?.Undelivered);
        isMended = true;
        Assert.Equal(new("cmms", 1, 0, null), await webhooks.TellAgainAsync("cmms", default));
        Assert.Empty(await webhooks.ListUndeliveredAsync(10, default));
        Assert.Null(await webhooks.TellAgainAsync("nobody", default));
    }

    [Fact]
    public async Task What_is_not_taken_for_too_long_is_given_up_and_the_next_is_told()
    {
        await using var receiver = await Receiver.StartAsync(told =>
            TypeOf(told) == Raised ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(bench, To(receiver) with { GiveUpAfter = TimeSpan.Zero });
        await RaiseAsync(bench);
        await ReturnAsync(bench);
        await SaveAsync(bench, webhooks);

        Assert.Equal([Raised, Returned], [TypeOf(await receiver.NextAsync()), TypeOf(await receiver.NextAsync())]);
        Assert.Equal(Raised, Assert.Single(await webhooks.ListUndeliveredAsync(10, default)).Type);
    }

    [Fact]
    public async Task One_that_is_away_holds_up_nobody_else_and_is_told_of_by_health()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(
            bench, To(receiver),
            To(receiver) with { Name = "away", Url = "http://127.0.0.1:1/", RetryMin = TimeSpan.FromMinutes(1) });
        await RaiseAsync(bench);
        await SaveAsync(bench, webhooks);

        await receiver.NextAsync();
        while ((await webhooks.ListAsync(default))[1].NextAttempt is null)
            await Task.Yield();
        var away = (await webhooks.ListAsync(default))[1];
        Assert.Equal(("127.0.0.1:1", 1L, 0L), (away.Host, away.Waiting, away.Delivered));
        Assert.NotNull(away.Failure);
        Assert.False(webhooks.CheckHealth().Last().IsHealthy);
    }

    [Fact]
    public async Task Only_the_kinds_that_it_wants_are_told()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await using var webhooks = await OpenAsync(bench, To(receiver) with { Events = ["order.*", Returned] });
        await RaiseAsync(bench);
        await ReturnAsync(bench);
        await SaveAsync(bench, webhooks);

        Assert.Equal(Returned, TypeOf(await receiver.NextAsync()));
    }

    [Fact]
    public async Task In_a_flood_of_alarms_only_the_gravest_are_told_until_it_has_ended()
    {
        var time = new HandTime();
        await using var receiver = await Receiver.StartAsync();
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create(), time: time);
        await using var webhooks = await OpenAsync(
            bench, To(receiver) with { FloodPriority = 2 }, To(receiver) with { Name = "all", Events = ["order.*"] });
        for (var raised = 0; raised < AlarmFlood.BeginsAbove + 2; raised++)
            await ChatterAsync(bench, raised);
        await SaveAsync(bench, webhooks);
        for (var told = 0; told < 2 * AlarmFlood.BeginsAbove; told++)
            Assert.Equal(told % 2 == 0 ? Raised : Returned, TypeOf(await receiver.NextAsync()));
        var began = await receiver.NextAsync();
        Assert.Equal("alarm.flood-began", TypeOf(began));

        time.Advance(TimeSpan.FromTicks(AlarmFlood.WindowTicks));
        await SaveAsync(bench, webhooks);
        var ended = await receiver.NextAsync();
        using var body = JsonDocument.Parse(ended.Body);
        Assert.Equal(
            ("alarm.flood-ended", AlarmFlood.BeginsAbove + 2),
            (TypeOf(ended), body.RootElement.GetProperty("data").GetProperty("raised").GetInt32()));
        Assert.NotEqual(began.Id, ended.Id);
        Assert.Equal([4L, 0L], (await webhooks.ListAsync(default)).Select(webhook => webhook.KeptBack));

        await ChatterAsync(bench, 100);
        await SaveAsync(bench, webhooks);
        Assert.Equal([Raised, Returned], [TypeOf(await receiver.NextAsync()), TypeOf(await receiver.NextAsync())]);
    }

    [Fact]
    public async Task Without_webhooks_nothing_is_kept_for_them()
    {
        await using var bench = await EngineBench.OpenAsync(SmallPlant.Create());
        await RaiseAsync(bench);
        await bench.CheckpointAsync();

        Assert.Empty(await bench.Store.Outbox.ReadAsync(0, 10));
    }

    [Theory]
    [InlineData("", "https://a/", "A webhook is called ''.")]
    [InlineData("a b", "https://a/", "A webhook is called 'a b'.")]
    [InlineData("cmms", "http://cmms.example/", "webhook 'cmms': Url is 'http://cmms.example/'. Expected: https://")]
    [InlineData("cmms", "https://user:key@cmms.example/", "webhook 'cmms': Url is 'https://user:key@cmms.example/'.")]
    public void An_option_that_cannot_be_used_is_refused_with_what_was_expected(string name, string url, string text)
    {
        var refused = Assert.Throws<FormatException>(
            () => WebhookOptions.Validate([new WebhookOptions { Name = name, Url = url }]));
        Assert.StartsWith(text, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_priority_that_no_alarm_has_is_refused(int priority)
    {
        var options = new WebhookOptions { Name = "pager", Url = "https://a/", FloodPriority = priority };
        Assert.StartsWith(
            $"webhook 'pager': FloodPriority is {priority}. Expected: 1,",
            Assert.Throws<FormatException>(() => WebhookOptions.Validate([options])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_name_are_refused()
    {
        var one = new WebhookOptions { Name = "cmms", Url = "https://a/" };
        Assert.Contains(
            "Two webhooks are called 'cmms'", Assert.Throws<FormatException>(() => WebhookOptions.Validate([one, one])).Message,
            StringComparison.Ordinal);
    }

    private static WebhookOptions To(Receiver receiver) => new()
    {
        Name = "cmms", Url = receiver.Url, RetryMin = TimeSpan.FromMilliseconds(1), RetryMax = TimeSpan.FromMinutes(1),
    };

    private static async Task<WebhookSet> OpenAsync(EngineBench bench, params WebhookOptions[] options)
    {
        WebhookOptions.Validate(options);
        var webhooks = await WebhookSet.OpenAsync(
            options, bench.Store.Outbox, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        webhooks.Start();
        return webhooks;
    }

    private static async Task RaiseAsync(EngineBench bench)
    {
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8), 40), new Sample(SmallPlant.At(8.1), 46));
        await bench.DrainAsync();
    }

    private static async Task ReturnAsync(EngineBench bench)
    {
        await bench.CommitAsync(Temperature, new Sample(SmallPlant.At(8.3), 40));
        await bench.DrainAsync();
    }

    /// <summary>An alarm is raised, and its value returns.</summary>
    private static async Task ChatterAsync(EngineBench bench, int times)
    {
        var at = SmallPlant.At(8) + (times * TimeSpan.TicksPerSecond);
        await bench.CommitAsync(
            Temperature, new Sample(at, 46), new Sample(at + (TimeSpan.TicksPerSecond / 2), 40));
        await bench.DrainAsync();
    }

    private static async Task SaveAsync(EngineBench bench, WebhookSet webhooks)
    {
        await bench.CheckpointAsync();
        webhooks.Wake();
    }

    private static string TypeOf(Told told)
    {
        using var body = JsonDocument.Parse(told.Body);
        return Text(body.RootElement, "type");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
